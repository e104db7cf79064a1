"""The workbooks of tests/workbooks read, beside what has to come out of them."""

import csv
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cxzy.core.combining import combined_ratings
from cxzy.core.scheme import load_scheme
from cxzy.core.vocabulary import Source
from cxzy.sheets.problems import Cell, Problem
from cxzy.sheets.roster_file import read_roster
from cxzy.sheets.sheet import Sheet, read_sheet
from cxzy.sheets.unpacking import unpacked

FOLDER = Path(__file__).parents[1] / "workbooks"
SCHEME = FOLDER / "scheme.toml"
Row = tuple[str, str, str, str, float | None, str, int, str]
"""Source, group, subject, criterion, points, word, count, cell."""
Ballots = dict[str, list[Row]]


@dataclass(frozen=True)
class Listed:
    """One line of the list of fixtures."""

    file: str
    layout: str
    tried: str
    made_with: str
    roster: str
    read_as: str
    source: str


@cache
def listed() -> tuple[Listed, ...]:
    """Return all fixtures."""
    with (FOLDER / "index.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return tuple(Listed(*row) for row in rows)


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table beside a fixture, none where there is no such."""
    path = FOLDER / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refusal(fixture: Listed) -> str:
    """Return the reason for which a fixture must not be read, "" where it is to be read."""
    if (FOLDER / f"{fixture.file}.ratings.csv").exists():
        return ""
    return table(f"{fixture.file}.problems.csv")[0]["code"]


def read(fixture: Listed) -> list[Sheet]:
    """Return what a fixture, or each file in an archive, is understood as."""
    content = (FOLDER / fixture.file).read_bytes()
    given = [(fixture.read_as, content)]
    files = unpacked(given).files if fixture.file.endswith(".zip") else given
    options = {
        "roster": read_roster(FOLDER / fixture.roster),
        "source": Source(fixture.source) if fixture.source else None,
    }
    return [read_sheet(data, load_scheme(SCHEME), name, **options) for name, data in files]


def expected(fixture: Listed) -> Ballots:
    """Return the expected ratings by rater."""
    ballots: defaultdict[str, list[Row]] = defaultdict(list)
    for row in table(f"{fixture.file}.ratings.csv"):
        ballots[f"{row['source']} {row['rater']}" if row["rater"] else ""].append(
            (
                row["source"], row["group"], row["subject"], row["criterion"],
                float(row["points"]) if row["points"] else None,
                row["word"], int(row["count"]), row["cell"],
            )
        )  # fmt: skip
    return ballots


def found(sheets: list[Sheet]) -> Ballots:
    """Return the ratings that were read, by rater; "" for raters that are not known."""
    ratings = combined_ratings([sheet.ratings for sheet in sheets])
    ballots: defaultdict[str, list[Row]] = defaultdict(list)
    for one in ratings.to_dict("records"):
        rater = "" if one["rater"] < 0 else str(one["rater"])
        points = None if math.isnan(one["points"]) else round(one["points"], 8)
        cell = Cell("", str(one["sheet_name"]), int(one["row"]), int(one["column"]))
        word = one["word"] if isinstance(one["word"], str) else ""
        ballots[rater].append(
            (
                str(one["source"]), str(one["group"]), str(one["subject"]),
                str(one["criterion"]), points, word, int(one["count"]), str(cell),
            )
        )  # fmt: skip
    return ballots


def problems(sheets: list[Sheet]) -> list[Problem]:
    """Return the problems of all files."""
    return [problem for sheet in sheets for problem in sheet.problems]


def difference(wanted: Ballots, sheets: list[Sheet]) -> list[str]:
    """Return what differs between the expected ratings and those read, ballot by ballot.

    The numbers of raters do not matter, only which ratings are of the same one. A cell that
    blocks may stand as a rating without points or not at all.
    """
    stopped = {str(problem.cell) for problem in problems(sheets) if problem.blocks}
    due, got = (
        {rater: _telling(rows, stopped) for rater, rows in ballots.items()}
        for ballots in (wanted, found(sheets))
    )
    unknown = {"": ()}
    pairs = [("missing", due, got), ("too much", got, due)]
    told = []
    for word, ours, theirs in pairs:
        for rater, rows in ours.items():
            others = unknown | theirs if rater == "" else theirs
            candidates = [others[""]] if rater == "" else [v for k, v in others.items() if k]
            if rows and not any(_same(rows, other) for other in candidates):
                near = max(candidates, key=lambda other: len(set(rows) & set(other)), default=())
                said = Counter(rows) - Counter(near)
                told += [f"{word} {rater or 'no rater'}: {row}" for row in sorted(said, key=str)]
                told += [] if said else [f"{word} {rater}: not apart from another"]
    return told


def _telling(rows: list[Row], stopped: set[str]) -> tuple[Row, ...]:
    kept = [row for row in rows if row[4] is not None or row[5] or row[7] not in stopped]
    rounded = [(*row[:4], None if row[4] is None else round(row[4], 6), *row[5:]) for row in kept]
    return tuple(sorted(rounded, key=str))


def _same(rows: tuple[Row, ...], others: tuple[Row, ...]) -> bool:
    """Whether ratings are the same; where a rating stands in no cell of its own any will do."""
    here, there = Counter(rows), Counter(others)
    left, right = here - there, there - here
    if any(row[7] and row[4] is not None for row in left):
        return False
    return Counter(row[:7] for row in left.elements()) == Counter(
        row[:7] for row in right.elements()
    )
