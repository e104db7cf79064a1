"""What the reader does not tell of a sheet's XML; part of the child, imports nothing of ours."""

import re
from typing import Any
from xml.parsers import expat

_CELL = rb'<c r="([A-Z]{1,3})(\d{1,7})"([^<>]*)>'
_FORMULA = re.compile(
    _CELL + rb"<f(?:[^<>]*/>|[^<>]*>([^<]*)</f>)\s*(?:<v>([^<]*)</v>|<v\s*/>)?\s*</c>"
)
_ERROR = re.compile(_CELL + rb"(?:<f(?:[^<>]*/>|[^<>]*>[^<]*</f>))?\s*<v>([^<]*)</v>\s*</c>")


def faults(xml: bytes) -> list[list[Any]]:
    """Return row, column, kind and text of error cells and of formulas without value.

    Sheets as Excel and openpyxl write them are searched; any other is parsed as a whole.
    """
    formulas = _FORMULA.findall(xml)
    started = sum(xml.count(sign) for sign in (b"<f>", b"<f ", b"<f/"))
    errors = (
        [found for found in _ERROR.findall(xml) if b't="e"' in found[2]] if b'"e"' in xml else []
    )
    odd = b"<!" in xml or b"'e'" in xml or b":f" in xml or b"&" in xml
    if odd or len(formulas) != started or len(errors) != xml.count(b't="e"'):
        return Scan(xml).faults
    found = [
        [int(row), _column(letters), "formula", f"={formula.decode()[:200]}"]
        for letters, row, rest, formula, value in formulas
        if not value and b't="str"' not in rest
    ]
    return found + [
        [int(row), _column(letters), "error", value.decode()[:100]]
        for letters, row, _, value in errors
    ]


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column


class Scan:
    """What the reader does not tell: error cells, formulas without value, the last cell."""

    def __init__(self, xml: bytes) -> None:
        self.faults: list[list[Any]] = []
        self.last_row = self.last_column = 0
        self._row = self._column = 0
        self._kind = self._formula = self._value = ""
        self._has_formula = self._has_value = False
        self._text: list[str] = []
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.Parse(xml, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0
        elif tag == "c":
            self._place(attributes.get("r", ""))
            self._kind = attributes.get("t", "n")
            self._has_formula = self._has_value = False
            self._formula = self._value = ""
        self._text.clear()

    def _place(self, address: str) -> None:
        letters = address.rstrip("0123456789")
        if not address:
            self._column += 1
            return
        self._row = int(address[len(letters) :] or self._row)
        self._column = 0
        for letter in letters[:4].upper():
            self._column = self._column * 26 + ord(letter) - 64

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "f":
            self._has_formula, self._formula = True, "".join(self._text)
        elif tag in {"v", "t"}:
            self._value += "".join(self._text)
            self._has_value = True
        elif tag == "c":
            self._close()
        self._text.clear()

    def _close(self) -> None:
        if self._has_value or self._has_formula:
            self.last_row = max(self.last_row, self._row)
            self.last_column = max(self.last_column, self._column)
        if self._kind == "e":
            self.faults.append([self._row, self._column, "error", self._value[:100]])
        elif self._has_formula and not self._value and self._kind != "str":
            self.faults.append([self._row, self._column, "formula", f"={self._formula[:200]}"])
