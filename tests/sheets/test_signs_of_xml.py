"""Fast searches tell which sheets have nothing to be looked for, and miss none that has."""

import pytest

from cxzy.sheets.child_xlsx import may_be_faulty, may_hide

ROW = b'<row r="1"><c r="A1"><v>90</v></c></row>'
INLINE = b'<row r="1"><c r="A1" t="inlineStr"><is><t>90</t></is></c></row>'
ERROR = b'<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'
PREFIXED = b"<x:row r='1'><x:c r='A1' t='e'><x:v>#N/A</x:v></x:c></x:row>"
FORMULA = b'<row r="1"><c r="A1"><f>SUM(B1:C1)</f></c></row>'
HIDDEN = b'<row r="1" hidden="1"><c r="A1"><v>90</v></c></row>'
COLUMNS = b'<cols><col min="1" max="1" hidden="1"/></cols>'


@pytest.mark.parametrize(
    ("cells", "before", "faulty", "hides"),
    [
        (ROW, b"", False, False),
        (INLINE, b"", False, False),
        (ERROR, b"", True, False),
        (PREFIXED, b"", True, False),
        (FORMULA, b"", True, False),
        (HIDDEN, b"", False, True),
        (ROW, COLUMNS, False, True),
        (b"", b"", False, False),
    ],
)
def test_a_sheet_without_any_sign_is_left_alone(
    cells: bytes, before: bytes, *, faulty: bool, hides: bool
) -> None:
    xml = b"<worksheet>%b<sheetData>%b</sheetData></worksheet>" % (before, cells)

    assert (may_be_faulty(xml), may_hide(xml)) == (faulty, hides)


def test_a_sheet_whose_cells_are_not_found_is_searched_whole() -> None:
    xml = ERROR + HIDDEN

    assert (may_be_faulty(xml), may_hide(xml)) == (True, True)
