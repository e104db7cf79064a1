"""From pydantic's errors to findings that name the line, the key and what is allowed."""

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cxzy.core.language import _, listed, mark
from cxzy.core.scheme_errors import Finding

Path = tuple[str | int, ...]

_ALLOWED = {
    "missing": mark("this key, which is needed"),
    "string_type": mark("text in quotation marks"),
    "string_too_short": mark("text that is not empty"),
    "int_type": mark("a whole number"),
    "int_from_float": mark("a whole number"),
    "bool_type": mark("true or false"),
    "dict_type": mark("a table"),
    "model_type": mark("a table"),
    "model_attributes_type": mark("a table"),
    "tuple_type": mark("a list"),
    "too_short": mark("at least one entry"),
    "greater_than": mark("a number above {gt}"),
    "greater_than_equal": mark("{ge} or more"),
    "less_than_equal": mark("{le} or less"),
    "literal_error": mark("one of {expected}"),
    "enum": mark("one of {expected}"),
}
_FOLLOWING = {"default_factory_not_called"}  # follows from a fault that is named anyway
_FAULT_PLACE = re.compile(r"\s*\(at line (\d+), column (\d+)\)")
_ENTRY = re.compile(r"""\s*((?:[^=\s"'#]|"[^"]*"|'[^']*')(?:[^="'#]|"[^"]*"|'[^']*')*?)\s*=""")
_HEADER = re.compile(r"""\s*(\[\[?)((?:[^"'\]#]|"[^"]*"|'[^']*')+)\]""")


def toml_fault(fault: tomllib.TOMLDecodeError) -> tuple[str, int]:
    """Return what is wrong and its line, 0 where the TOML reader names none.

    What the reader says stands last, in its English: it has no other language.
    """
    text = str(fault)
    place = _FAULT_PLACE.search(text)
    said = _FAULT_PLACE.sub("", text)
    if place is None:
        return _("something that is not TOML (“{said}”)").format(said=said), 0
    found = _("something that is not TOML at column {column} (“{said}”)")
    return found.format(column=place[2], said=said), int(place[1])


def findings(fault: ValidationError, text: str, model: type[BaseModel]) -> list[Finding]:
    """Return one finding per error, in the order of the lines of `text`."""
    lines = key_lines(text)
    found = [
        _finding(error, lines, model) for error in fault.errors() if error["type"] not in _FOLLOWING
    ]
    return sorted(found, key=lambda finding: finding.line)


def _finding(error: ErrorDetails, lines: dict[Path, int], model: type[BaseModel]) -> Finding:
    place = tuple(part for part in error["loc"] if part != "[key]")
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    found, allowed = _said(error, place, model)
    return Finding(key.lstrip(".") or _("the file"), found, allowed, _line(lines, place))


def _said(error: ErrorDetails, place: Path, model: type[BaseModel]) -> tuple[str, str]:
    context = error.get("ctx", {})
    if error["type"] == "refused":
        return context["found"], context["allowed"]
    if error["type"] == "extra_forbidden":
        return _("an unknown key"), _allowed_keys(str(place[-1]), _model_at(place[:-1], model))
    shown = error["input"]
    found = f"“{shown}”" if isinstance(shown, str) else str(shown)
    found = _("nothing") if error["type"] == "missing" else found
    allowed = _ALLOWED.get(error["type"], error["msg"])
    named = {name: listed(re.split(", | or ", str(value))) for name, value in context.items()}
    return found, _(allowed).format(**named)


def _allowed_keys(key: str, model: type[BaseModel]) -> str:
    keys = [field.alias or name for name, field in model.model_fields.items()]
    near = get_close_matches(key, keys, n=1)
    if near:
        return _("{keys} (perhaps “{near}” was meant)").format(keys=listed(keys), near=near[0])
    return listed(keys)


def _model_at(place: Path, model: type[BaseModel]) -> type[BaseModel]:
    for part in place:
        names = {field.alias or name: name for name, field in model.model_fields.items()}
        if isinstance(part, str) and part in names:
            model = next(_models(model.model_fields[names[part]].annotation), model)
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _line(lines: dict[Path, int], place: Path) -> int:
    """Return the line of a key, or of the nearest table around it."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return 0


def key_lines(text: str) -> dict[Path, int]:
    """Return the line, from 1, on which each key and table of a TOML text first stands.

    Keys inside a value that runs over several lines are not looked for: errors in them name
    the line where the value begins.
    """
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        entry = None if header else _ENTRY.match(line)
        if header:
            table = _indexed(_parts(header[2]), counts, many=header[1] == "[[")
            _note(lines, table, number)
        elif entry:
            _note(lines, table + _parts(entry[1]), number)
    return lines


def _note(lines: dict[Path, int], place: Path, number: int) -> None:
    for length in range(1, len(place) + 1):
        lines.setdefault(place[:length], number)


def _parts(dotted: str) -> Path:
    try:
        table: Any = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    parts: list[str] = []
    while isinstance(table, dict):
        name, table = next(iter(table.items()))
        parts.append(name)
    return tuple(parts)


def _indexed(parts: Path, counts: dict[Path, int], *, many: bool) -> Path:
    """Return a table's path with the position of each list of tables on its way."""
    place: Path = ()
    for position, part in enumerate(parts, start=1):
        place += (part,)
        if many and position == len(parts):
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place += (counts[place] - 1,)
    return place
