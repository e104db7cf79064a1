"""The boxes that show comments, in the vector drawing of a sheet.

Part of the annotating child. Such a drawing is often no good XML, so it is searched as text.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from cxzy.sheets.annotator_cells import Place, SheetPlaces
from cxzy.sheets.annotator_xml import Unpatchable

_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_KIND = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = re.compile(rb"<v:shape\b(?!type).*?</v:shape>", re.DOTALL)
_NUMBER = re.compile(rb"_x0000_s(\d+)")
_AT = re.compile(rb"<x:(Row|Column)>\s*(\d+)\s*</x:\1>")
_WIDTH, _LINE, _PADDING = 300, 17, 14
_LETTERS_PER_LINE = 40
"""Half-width letters that a line of the box holds."""
_POINT = 4 / 3
_USUAL_COLUMN, _USUAL_ROW = 8.43, 15.0
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383


class Anchors:
    """Where boxes stand beside their cells, by the widths and heights of a sheet."""

    def __init__(self, found: SheetPlaces) -> None:
        self._heights = found.heights
        usual = next((tag.attributes for tag in found.named("sheetFormatPr")), {})
        self._row = float(usual.get("defaultRowHeight") or _USUAL_ROW)
        self._column = float(usual.get("defaultColWidth") or _USUAL_COLUMN)
        self._columns = [
            (int(said["min"]), int(said["max"]), _width(said, self._column))
            for said in (tag.attributes for tag in found.named("col"))
            if "min" in said and "max" in said
        ]

    def shapes(self, texts: Mapping[Place, str]) -> list[tuple[Place, str]]:
        """Return each cell with the anchor of its box: two corners, as the format counts them."""
        return [(place, self._anchor(place, text)) for place, text in texts.items()]

    def _anchor(self, place: Place, text: str) -> str:
        row, column = place
        top = max(row - 2, 0)
        right, over = self._along(column, _WIDTH + 12, self._column_pixels, _LAST_COLUMN)
        bottom, under = self._along(top, _height(text) + 4, self._row_pixels, _LAST_ROW)
        return f"{min(column, _LAST_COLUMN)}, 12, {top}, 4, {right}, {over}, {bottom}, {under}"

    def _along(
        self, first: int, pixels: int, size: Callable[[int], int], last: int
    ) -> tuple[int, int]:
        place = first
        while place < last and pixels > (own := size(place + 1)):
            pixels, place = pixels - own, place + 1
        return place, pixels

    def _column_pixels(self, column: int) -> int:
        width = next(
            (w for first, last, w in self._columns if first <= column <= last), self._column
        )
        return round(width * 7 + 5) if width else 0

    def _row_pixels(self, row: int) -> int:
        return round(self._heights.get(row, self._row) * _POINT)


def _width(said: Mapping[str, str], usual: float) -> float:
    if said.get("hidden") in {"1", "true"}:
        return 0.0
    return float(said.get("width") or usual)


def _height(text: str) -> int:
    """Return the height in pixels of a box that shows the whole text."""
    lines = 0
    for line in text.split("\n"):
        letters = sum(1 if character < "\u0300" else 2 for character in line)
        lines += max(1, -(-letters // _LETTERS_PER_LINE))
    return min(lines, 40) * _LINE + _PADDING


def drawing(shapes: Sequence[tuple[Place, str]]) -> bytes:
    """Return a new drawing of boxes."""
    layout = '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    return with_shapes(f"<xml {_SPACES}>{layout}</xml>".encode(), shapes)


def with_shapes(vml: bytes, shapes: Sequence[tuple[Place, str]]) -> bytes:
    """Return a drawing with more boxes in it."""
    at = vml.rfind(b"</xml>")
    if at < 0:
        raise Unpatchable("drawing")
    first = max([1024, *map(int, _NUMBER.findall(vml))]) + 1
    new = "".join(_shape(*shape, number) for number, shape in enumerate(shapes, first))
    kind = "" if not new or b'id="_x0000_t202"' in vml else _KIND
    return vml[:at] + (kind + new).encode() + vml[at:]


def without_shapes(vml: bytes, places: set[Place]) -> bytes:
    """Return a drawing without the boxes of some cells."""

    def kept(found: re.Match[bytes]) -> bytes:
        at = {name: int(number) + 1 for name, number in _AT.findall(found[0])}
        return b"" if (at.get(b"Row", 0), at.get(b"Column", 0)) in places else found[0]

    return _SHAPE.sub(kept, vml) if places else vml


def _shape(place: Place, anchor: str, number: int) -> str:
    row, column = place
    return (
        f'<v:shape {_SPACES} id="_x0000_s{number}" type="#_x0000_t202" '
        "style='position:absolute;margin-left:80pt;margin-top:2pt;width:225pt;height:60pt;"
        f'z-index:{number - 1024};visibility:hidden\' fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        "<v:path o:connecttype=\"none\"/><v:textbox style='mso-direction-alt:auto'>"
        "<div style='text-align:left'></div></v:textbox><x:ClientData ObjectType=\"Note\">"
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    )
