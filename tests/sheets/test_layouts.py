"""Which layouts are asked about a table."""

from cxzy.core.scheme import load_scheme
from cxzy.sheets.block import Block
from cxzy.sheets.blocks import blocks_of, pages_of
from cxzy.sheets.collected import Collected
from cxzy.sheets.grid import Workbook
from cxzy.sheets.kinds_of_values import kinds_of
from cxzy.sheets.layout import NOT_THIS
from cxzy.sheets.layouts import LAYOUTS
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.roster_file import read_roster
from cxzy.sheets.turned import turned
from tests.sheets.fixture_answers import FOLDER, SCHEME, listed, refusal

READ = [each for each in listed() if not refusal(each) and not each.file.endswith(".zip")]


def tables(workbook: Workbook, collected: Collected) -> list[Block]:
    """Return all tables, those on their side as they stand and turned."""
    kinds = kinds_of(workbook.grids[0].values, collected.vocabulary)
    pages = [pages_of(grid, kinds) for grid in workbook.grids]
    found = [block for own in pages for block in blocks_of(own, collected.names)]
    return [*found, *(turned(block, collected) for block in found)]


def test_no_layout_is_sure_of_a_table_without_a_column_of_its_roles() -> None:
    scheme, sure = load_scheme(SCHEME), set[str]()
    for fixture in READ:
        workbook = read_workbook((FOLDER / fixture.file).read_bytes(), fixture.read_as)
        collected = Collected("", scheme, read_roster(FOLDER / fixture.roster), None)
        for block in tables(workbook, collected) if workbook.grids else ():
            of_it = [each for each in LAYOUTS if each.sure(block, collected) != NOT_THIS]
            assert not any(each.roles.isdisjoint(block.roles) for each in of_it), fixture.file
            sure |= {each.name for each in of_it}
    assert sure == {each.name for each in LAYOUTS} - {"bonus"}  # the scheme has no bonus points
