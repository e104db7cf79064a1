"""The list of problems made the first sheet of a workbook, and everything that counts sheets.

Part of the annotating child. Names that belong to one sheet, the sheet that opens and the
marked tabs go by the place of a sheet, which the new one moves by one. Macros are left out.
"""

import re
from typing import NamedTuple

from cxzy.sheets.annotator_list import HIDDEN, location
from cxzy.sheets.annotator_package import Package, relations_path
from cxzy.sheets.annotator_xml import (
    OFFICE,
    Edit,
    Tag,
    Unpatchable,
    appended,
    attribute_set,
    named,
    quoted,
    root_and_children,
    tags_before_rows,
)
from cxzy.sheets.child_package import sheet_paths
from cxzy.sheets.problems import PROBLEMS_SIGN, column_letters

BOOK = "xl/workbook.xml"
_BOOK_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_LONGEST_NAME = 31


class Listed(NamedTuple):
    """The list of problems that a workbook has already: its part, and its place among sheets."""

    path: str
    place: int


def check(package: Package) -> None:
    """Refuse to patch a workbook of a dialect in which our own parts would be wrong."""
    if _STRICT in package.part(BOOK):
        raise Unpatchable("strict")


def worksheets(package: Package) -> dict[str, str]:
    """Return the parts of the sheets by their names."""
    return sheet_paths({**package.parts, BOOK: package.part(BOOK)})


def known_list(package: Package) -> Listed | None:
    """Return the list of problems that an earlier annotated copy brought, None without any."""
    paths, shared = worksheets(package), _shared_strings(package)
    for place, tag in enumerate(named(package.part(BOOK), "sheet")):
        path = paths.get(tag.attributes.get("name", ""))
        if path is not None and _has_sign(package.part(path), shared):
            return Listed(path, place)
    return None


def _shared_strings(package: Package) -> bytes:
    relation = package.relation(BOOK, "sharedStrings")
    path = "" if relation is None else package.target(BOOK, relation)
    return package.part(path) if package.has(path) else b""


def _has_sign(sheet: bytes, shared: bytes) -> bool:
    """Return whether a sheet has the sign of a list in its first row."""
    sign, place = PROBLEMS_SIGN.encode(), f"{column_letters(HIDDEN)}1"
    if place.encode() not in sheet or (sign not in sheet and sign not in shared):
        return False
    cells = (tag for tag in named(sheet, "c") if tag.attributes.get("r") == place)
    for tag in cells:
        kind, inside = tag.attributes.get("t", ""), sheet[tag.start : tag.end]
        said = _texts(inside, "v" if kind in {"s", "str"} else "t")
        return (_shared(shared, said) if kind == "s" else said).strip() == PROBLEMS_SIGN
    return False


def _shared(shared: bytes, number: str) -> str:
    items = named(shared, "si") if shared and number.isdecimal() else []
    item = items[int(number)] if number.isdecimal() and int(number) < len(items) else None
    return "" if item is None else _texts(shared[item.start : item.end], "t")


def _texts(xml: bytes, name: str) -> str:
    return b"".join(xml[tag.opened : tag.closing] for tag in named(xml, name)).decode()


def with_list(package: Package, known: Listed | None, name: str, top: int) -> str:
    """Make room for the list and return the path of its part; `top` is its row of headings."""
    if known is not None:
        if package.has(relations := relations_path(known.path)):
            package.leave_out(relations)
        xml = package.part(BOOK)
        tag = named(xml, "sheet")[known.place]
        shown = [attribute_set(xml, tag, "state", "visible")] if "state" in tag.attributes else []
        package.edit(BOOK, *_opened_at(xml, known.place), *shown)
        return known.path
    path = package.free_path("xl/worksheets/sheet{}.xml")
    package.add(path, b"", _SHEET_KIND)
    relation = package.relate(BOOK, "worksheet", path)
    _insert(package, relation, name, top)
    _tell_properties(package, name)
    return path


def _insert(package: Package, relation: str, wanted: str, top: int) -> None:
    xml = package.part(BOOK)
    sheets = named(xml, "sheet")
    (holder,) = named(xml, "sheets")
    taken = {tag.attributes.get("name", "").casefold() for tag in sheets}
    name = _free_name(wanted, taken)
    number = max((int(tag.attributes.get("sheetId", 0)) for tag in sheets), default=0) + 1
    tag = (
        f'<{holder.prefix}sheet name="{quoted(name)}" sheetId="{number}" '
        f'xmlns:r="{OFFICE}" r:id="{relation}"/>'
    )
    package.edit(
        BOOK,
        *_opened_at(xml, 0),
        *_shifted(xml),
        (holder.opened, holder.opened, tag.encode()),
        _with_name(xml, name, top),
    )


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted[:_LONGEST_NAME], 2
    while name.casefold() in taken:
        name, number = f"{wanted[: _LONGEST_NAME - 5]} {number}", number + 1
    return name


def _opened_at(xml: bytes, place: int) -> list[Edit]:
    """Return the edits that make a workbook open at one of its sheets."""
    edits: list[Edit] = []
    for tag in named(xml, "workbookView"):
        said = xml[tag.start : tag.opened]
        for name in ("activeTab", "firstSheet"):
            said = re.sub(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", said)
        if place:
            cut = len(said) - (2 if said.endswith(b"/>") else 1)
            said = said[:cut].rstrip() + f' activeTab="{place}"'.encode() + said[cut:]
        edits.append((tag.start, tag.opened, said))
    return edits


def _shifted(xml: bytes) -> list[Edit]:
    """Return the edits that let names of single sheets follow their sheets."""
    return [
        attribute_set(xml, tag, "localSheetId", str(int(tag.attributes["localSheetId"]) + 1))
        for tag in named(xml, "definedName")
        if "localSheetId" in tag.attributes
    ]


def _with_name(xml: bytes, name: str, top: int) -> Edit:
    """Return the edit that names the list's headings, so that they repeat in print."""
    root, children = root_and_children(xml)
    p, repeated = root.prefix, _content(location(name, f"${top}:${top}"))
    new = f'<{p}definedName name="_xlnm.Print_Titles" localSheetId="0">{repeated}</{p}definedName>'
    parts = {tag.name: tag for tag in children}
    if "definedNames" in parts:
        return appended(xml, parts["definedNames"], new.encode())
    before = {"sheets", "functionGroups", "externalReferences"}
    after = max(tag.end for tag in children if tag.name in before)
    return after, after, f"<{p}definedNames>{new}</{p}definedNames>".encode()


def _content(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unmark_tabs(package: Package, paths: set[str]) -> None:
    """Let no tab be marked: what is typed into one of several marked sheets goes into all."""
    for path in paths:
        xml = package.part(path)
        views = tags_before_rows(xml, "sheetView")
        marked = (tag for tag in views if "tabSelected" in tag.attributes)
        package.edit(path, *(attribute_set(xml, tag, "tabSelected", "0") for tag in marked))


def without_macros(package: Package) -> None:
    """Make the workbook a plain .xlsx: no macros, and no signature, which would be broken."""
    for owner, kinds in ((BOOK, {"vbaProject"}), ("", {"origin"})):
        path = relations_path(owner) if owner else "_rels/.rels"
        if not package.has(path):
            continue
        xml = package.part(path)
        gone = [tag for tag in root_and_children(xml)[1] if _leads_to(tag, kinds)]
        package.edit(path, *((tag.start, tag.end, b"") for tag in gone))
        for tag in gone:
            package.leave_out(package.target(owner, tag))
    _say_plain_kind(package)


def _leads_to(relation: Tag, kinds: set[str]) -> bool:
    return relation.attributes.get("Type", "").rpartition("/")[2] in kinds


def _say_plain_kind(package: Package) -> None:
    xml = package.part("[Content_Types].xml")
    said = [
        tag for tag in root_and_children(xml)[1]
        if tag.attributes.get("PartName", "").lower() == f"/{BOOK}"
    ]  # fmt: skip
    if not said:
        raise Unpatchable("content type")
    package.edit(
        "[Content_Types].xml",
        *(attribute_set(xml, tag, "ContentType", _BOOK_KIND) for tag in said),
    )


def _tell_properties(package: Package, name: str) -> None:
    """Add the list to the titles that the document's properties state, where they are as usual."""
    path = "docProps/app.xml"
    if not package.has(path):
        return
    xml = package.part(path)
    found = re.search(
        rb"(<HeadingPairs>\s*<vt:vector\b[^>]*>\s*<vt:variant>\s*<vt:lpstr>[^<]*</vt:lpstr>\s*"
        rb"</vt:variant>\s*<vt:variant>\s*<vt:i4>)(\d+)(</vt:i4>.*?<TitlesOfParts>\s*"
        rb"<vt:vector\b[^>]*?\bsize=\")(\d+)(\"[^>]*>)", xml, re.DOTALL,
    )  # fmt: skip
    if found:
        one, sheets, two, titles, three = found.groups()
        more = [str(int(number) + 1).encode() for number in (sheets, titles)]
        said = f"<vt:lpstr>{_content(name)}</vt:lpstr>".encode()
        package.edit(
            path, (found.start(), found.end(), b"".join((one, more[0], two, more[1], three, said)))
        )
