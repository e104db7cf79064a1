"""The scores of the demo's branches by plain arithmetic, from the ratings as they are stored.

Nothing of the application is used: SQLite, the Parquet values and exact fractions. The scheme is
the one that `data/demo/branch.toml` publishes.
"""

import sqlite3
from collections import defaultdict
from contextlib import closing
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pyarrow.parquet as pq

SOURCES = {"self": 10, "peer": 30, "leader": 40, "mass": 20}
CRITERIA = {"strength": 25, "secretary": 20, "members": 20, "support": 15, "rules": 20}
LEADERS = {"分管领导": 60, "其他领导": 40}
ENOUGH = Fraction(6667, 10000)
GRADES = (("优秀", 90), ("较好", 80), ("一般", 70), ("后进", 0))

Rating = dict[str, object]


def scores(database: Path, period: str) -> dict[str, Decimal]:
    """Return the score of every branch that has all four sources, by its code."""
    found: dict[str, Decimal] = {}
    for rows in _meetings(database, period).values():
        for subject in {str(row["subject"]) for row in rows}:
            own = [row for row in rows if row["subject"] == subject]
            means = {source: _mean(source, own) for source in SOURCES}
            if None not in means.values():
                total = sum(means[source] * weight for source, weight in SOURCES.items()) / 100
                found[subject] = _rounded(total)
    return found


def grade(score: Decimal) -> str:
    """Return the word of a score."""
    return next(word for word, lower in GRADES if score >= lower)


def _rounded(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _meetings(database: Path, period: str) -> dict[int, list[Rating]]:
    """Return the ratings that stand, per meeting over branches."""
    query = """
        SELECT sheet.meeting_id, sheet.standing, sheet_content.ratings
        FROM sheet
        JOIN sheet_content ON sheet_content.sheet_id = sheet.id
        JOIN meeting ON meeting.id = sheet.meeting_id
        JOIN period ON period.id = meeting.period_id
        WHERE sheet.state = 'accepted' AND meeting.subject = 'branch' AND period."key" = ?
    """
    meetings: dict[int, list[Rating]] = defaultdict(list)
    with closing(sqlite3.connect(database)) as connection:
        for meeting, standing, content in connection.execute(query, [period]):
            rows = pq.read_table(BytesIO(content)).to_pylist()
            meetings[meeting] += [row for row in rows if row["source"] in standing.split(",")]
    return meetings


def _mean(source: str, rows: list[Rating]) -> Fraction | None:
    own = [row for row in rows if row["source"] == source]
    if source == "mass":
        return _tally(own)
    ballots = _ballots(own, {"overall": 100} if source == "peer" else CRITERIA)
    if source == "leader":
        return _by_group(ballots)
    return _plain([value for _group, value in ballots])


def _tally(rows: list[Rating]) -> Fraction | None:
    votes = [row for row in rows if row["points"] == row["points"]]
    number = sum(int(row["count"]) for row in votes)
    total = sum(Fraction(row["points"]) * int(row["count"]) for row in votes)
    return total / number if number else None


def _ballots(rows: list[Rating], weights: dict[str, int]) -> list[tuple[str, Fraction]]:
    """Return group and value of each ballot in which enough was answered."""
    lines: dict[object, list[Rating]] = defaultdict(list)
    for row in rows:
        lines[row["rater"], row["sheet_name"], row["group"]].append(row)
    ballots = []
    for (_rater, _sheet, group), marks in lines.items():
        given = {m["criterion"]: Fraction(m["points"]) for m in marks if m["points"] == m["points"]}
        weight = sum(weights[key] for key in given)
        if Fraction(len(given), len(weights)) >= ENOUGH:
            value = sum(weights[key] * points for key, points in given.items()) / weight
            ballots.append((str(group), value))
    return ballots


def _plain(values: list[Fraction]) -> Fraction | None:
    return sum(values) / len(values) if values else None


def _by_group(ballots: list[tuple[str, Fraction]]) -> Fraction | None:
    means = {group: _plain([value for own, value in ballots if own == group]) for group in LEADERS}
    known = {group: mean for group, mean in means.items() if mean is not None}
    weight = sum(LEADERS[group] for group in known)
    return sum(LEADERS[g] * mean for g, mean in known.items()) / weight if known else None
