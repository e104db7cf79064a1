"""The committed workbooks, the tables beside them and the guide made from them are up to date."""

from pathlib import PurePath

import pytest

from docs.make_layout_table import CHINESE, GUIDE, guide
from tests.workbooks.contents import content_of
from tests.workbooks.files import by_openpyxl, rows_of
from tests.workbooks.fixtures import Fixture
from tests.workbooks.make import FOLDER, content, fixtures, texts
from tests.workbooks.rosters import rosters

FIXTURES = fixtures()
BY_OFFICE = [fixture for fixture in FIXTURES if content(fixture) is None]
LARGEST = 15_000


def by_name(fixture: Fixture) -> str:
    return fixture.name


def test_the_script_makes_the_workbooks_that_are_committed() -> None:
    made = {fixture.name: content(fixture) for fixture in FIXTURES} | rosters()
    changed = [
        name
        for name, data in made.items()
        if data is not None
        and content_of((FOLDER / name).read_bytes(), name) != content_of(data, name)
    ]
    assert changed == [], "run `python -m tests.workbooks.make`"


@pytest.mark.parametrize("fixture", BY_OFFICE, ids=by_name)
def test_what_another_program_wrote_holds_the_cells_of_the_script(fixture: Fixture) -> None:
    committed = cells(content_of((FOLDER / fixture.name).read_bytes(), fixture.name))
    plain = cells(content_of(by_openpyxl(fixture), "x.xlsx"))
    assert committed == plain, "run `python -m tests.workbooks.make`"


def cells(found: object) -> dict[str, list[str]]:
    """Return the values of every sheet in reading order, blank ones left out."""
    assert isinstance(found, dict)
    return {
        name: [_plain(value) for value in _values(part) if value not in {"", "None"}]
        for name, part in found.items()
    }


def _values(part: object) -> list[str]:
    if isinstance(part, tuple):
        return [value for value, _ in part[1].values()]
    assert isinstance(part, list)
    return [str(value) for row in part for value in row]


def _plain(text: str) -> str:
    text = text.removeprefix("=").removesuffix("+0")
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text


def test_the_tables_beside_the_workbooks_are_those_of_the_script() -> None:
    made = texts(FIXTURES)
    stale = [n for n, text in made.items() if (FOLDER / n).read_text(encoding="utf-8") != text]
    assert stale == [], "run `python -m tests.workbooks.make`"
    assert {path.name for path in FOLDER.glob("*.csv")} == {
        *made,
        *(fixture.name for fixture in FIXTURES if fixture.kind == "csv"),
    }


def test_every_layout_and_every_kind_of_file_has_its_workbooks() -> None:
    assert len(FIXTURES) >= 60
    assert {fixture.layout for fixture in FIXTURES} == set(CHINESE)
    kinds = {PurePath(fixture.name).suffix for fixture in FIXTURES}
    assert kinds >= {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".zip"}
    assert all((FOLDER / fixture.name).stat().st_size <= LARGEST for fixture in FIXTURES)


def test_every_mark_that_is_written_is_expected_as_a_rating_or_named_by_a_problem() -> None:
    for fixture in FIXTURES:
        for page in fixture.all_pages():
            named = {fault.cell for fault in page.faults}
            for rating in page.all_ratings():
                stands = rating.points is not None or rating.word or not rating.cell
                assert stands or rating.cell in named, (fixture.name, rating)


def test_text_files_hold_the_rows_of_the_script() -> None:
    texts_of = [f for f in FIXTURES if f.encoding and not f.content]
    assert texts_of
    for fixture in texts_of:
        text = (FOLDER / fixture.name).read_bytes().decode(fixture.encoding)
        first, *_ = text.splitlines()
        assert first.replace("\t", ",") == ",".join(rows_of(fixture.pages[0])[0])


def test_the_guide_to_layouts_is_up_to_date() -> None:
    assert GUIDE.read_text(encoding="utf-8") == guide(), "run `python -m docs.make_layout_table`"
