"""Make the workbooks of this folder anew, with what has to come out of each beside it.

`python -m tests.workbooks.make` writes only what has changed in content: the same script gives
other bytes each time, because programs write the time into their files.
"""

import sys
import tempfile
from pathlib import Path

from tests.workbooks.contents import content_of
from tests.workbooks.files import SEPARATORS, archive, as_binary, as_text, by_office, by_openpyxl
from tests.workbooks.fixtures import INDEX, Fixture, written
from tests.workbooks.rosters import rosters
from tests.workbooks.sections.cells import CELLS, IN_CELLS
from tests.workbooks.sections.criteria import CRITERIA
from tests.workbooks.sections.headings import HEADINGS
from tests.workbooks.sections.kinds import KINDS
from tests.workbooks.sections.lists import LONG, RATERS, WORKBOOK
from tests.workbooks.sections.matrix import MATRIX
from tests.workbooks.sections.names import PEOPLE
from tests.workbooks.sections.shares import FINISHED, PERCENT
from tests.workbooks.sections.tallies import TALLY
from tests.workbooks.sections.ticks import TICKS

FOLDER = Path(__file__).parent
SECTIONS = (
    MATRIX, CRITERIA, HEADINGS, CELLS, PEOPLE, TALLY, TICKS, IN_CELLS,
    RATERS, LONG, WORKBOOK, PERCENT, FINISHED, KINDS,
)  # fmt: skip


def fixtures() -> list[Fixture]:
    """Return all fixtures in the order of their layouts."""
    return [fixture for section in SECTIONS for fixture in section.fixtures()]


def content(fixture: Fixture) -> bytes | None:
    """Return the bytes of a fixture, None where LibreOffice has to write them."""
    if fixture.content is not None:
        return fixture.content()
    if fixture.parts:
        return archive([(part.name, by_openpyxl(part)) for part in fixture.parts])
    if fixture.kind in SEPARATORS:
        return as_text(fixture, SEPARATORS[fixture.kind])
    if fixture.kind == "xlsb":
        return as_binary(fixture.pages)
    return None if fixture.made_with == "LibreOffice" else by_openpyxl(fixture)


def contents(found: list[Fixture]) -> dict[str, bytes]:
    """Return the bytes of all fixtures by name."""
    made = {fixture.name: content(fixture) for fixture in found}
    office = [fixture for fixture in found if made[fixture.name] is None]
    with tempfile.TemporaryDirectory() as folder:
        for ending in {fixture.kind for fixture in office}:
            files = {one.name: by_openpyxl(one) for one in office if one.kind == ending}
            made |= by_office(files, ending, Path(folder) / f"of-{ending}")
    return {name: found for name, found in made.items() if found is not None}


def texts(found: list[Fixture]) -> dict[str, str]:
    """Return the tables beside the fixtures by name, and the list of all."""
    tables = {"index.csv": written([INDEX, *(fixture.index_row() for fixture in found)])}
    for fixture in found:
        if not fixture.refused:
            tables[f"{fixture.name}.ratings.csv"] = fixture.table()
        if problems := fixture.problems():
            tables[f"{fixture.name}.problems.csv"] = problems
    return tables


def main() -> None:
    """Write every file that is missing or whose content has changed."""
    found = fixtures()
    for name, data in (contents(found) | rosters()).items():
        path = FOLDER / name
        if not path.exists() or content_of(path.read_bytes(), name) != content_of(data, name):
            path.write_bytes(data)
            sys.stdout.write(f"{name}\n")
    for name, text in texts(found).items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
