"""Comments at the cells of one sheet, beside those that stand there already.

Part of the annotating child. Two parts make up a comment: its text, and the box that shows it,
in the vector drawing that Excel has kept for this. Whatever else a drawing holds stays.
"""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from cxzy.sheets.annotator_boxes import Anchors, drawing, with_shapes, without_shapes
from cxzy.sheets.annotator_cells import Place, SheetPlaces, place_of
from cxzy.sheets.annotator_package import Package
from cxzy.sheets.annotator_xml import (
    MAIN,
    OFFICE,
    Edit,
    Tag,
    Unpatchable,
    appended,
    named,
    root_and_children,
    tags,
)
from cxzy.sheets.plain_text import legible
from cxzy.sheets.problems import column_letters

AUTHOR = "cxzy"
SEPARATOR = "-------- cxzy --------"
"""Between what a comment said before and ours; in letters that every program writes alike."""

_SIGNATURE = "[cxzy]"
"""Ends each comment of ours, as not every program keeps the author."""

_RUN_DEPTH = 2  # below a comment and its text
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_DRAWING = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst", "AlternateContent",
}  # fmt: skip
"""What may follow the place of comments in a sheet."""


def comment(
    package: Package, path: str, found: SheetPlaces, texts: Mapping[Place, str]
) -> list[Edit]:
    """Give the cells of a sheet their comments; return what to change in the sheet itself.

    Texts that an earlier annotated copy has written are taken out first.
    """
    if package.relation(path, "comments") is None and not texts:
        return []
    comments = _comments_path(package, path)
    gone = _take_back(package, comments)
    own = _write(package, comments, texts)
    shapes = Anchors(found).shapes({place: f"{texts[place]}\n{_SIGNATURE}" for place in own})
    used = found.named("legacyDrawing")
    if used:
        vml = _drawing_path(package, path, used[0])
        package.put(vml, with_shapes(without_shapes(package.part(vml), gone), shapes))
        return []
    if not own:
        return []
    vml = package.free_path("xl/drawings/vmlDrawing{}.vml")
    package.put(vml, drawing(shapes))
    package.say_type("Default", "Extension", "vml", _DRAWING)
    return [_drawn(found, package.relate(path, "vmlDrawing", vml))]


def _comments_path(package: Package, path: str) -> str:
    relation = package.relation(path, "comments")
    if relation is not None:
        return package.target(path, relation)
    comments = package.free_path("xl/comments{}.xml")
    package.add(
        comments,
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{MAIN}">'
        "<authors></authors><commentList></commentList></comments>".encode(),
        _COMMENTS,
    )
    package.relate(path, "comments", comments)
    return comments


def _drawing_path(package: Package, path: str, used: Tag) -> str:
    """Return the drawing of a sheet's comments: headings of its pages may have one as well."""
    wanted = {said for name, said in used.attributes.items() if name.rpartition(":")[2] == "id"}
    for relation in package.relations(path):
        if relation.attributes.get("Id") in wanted:
            return package.target(path, relation)
    raise Unpatchable("legacyDrawing")


def _take_back(package: Package, comments: str) -> set[Place]:
    """Take out what an earlier annotated copy has written; return the cells left without any."""
    xml = package.part(comments)
    gone: set[Place] = set()
    edits: list[Edit] = []
    for tag in named(xml, "comment"):
        said = xml[tag.start : tag.end]
        if SEPARATOR.encode() in said:
            edits += _cut(xml, tag)
        elif _signed(said):
            gone.add(place_of(tag.attributes.get("ref", "")))
            edits.append((tag.start, tag.end, b""))
    package.edit(comments, *edits)
    return gone


def _signed(comment: bytes) -> bool:
    texts = (comment[tag.opened : tag.closing] for tag in named(comment, "t"))
    return b"".join(texts).rstrip().endswith(_SIGNATURE.encode())


def _cut(xml: bytes, comment: Tag) -> list[Edit]:
    """Return the edits that take the separator and all after it out of a comment."""
    edits: list[Edit] = []
    for run in tags(xml[comment.start : comment.end], _is_run):
        start, end = comment.start + run.start, comment.start + run.end
        if edits:
            edits.append((start, end, b""))
        elif SEPARATOR.encode() in xml[start:end]:
            edits.append((start, end, _before_separator(xml[start:end])))
    return edits


def _is_run(name: str, depth: int, _attributes: dict[str, str]) -> bool:
    return depth == _RUN_DEPTH and name in {"r", "t"}


def _before_separator(run: bytes) -> bytes:
    """Return a run up to the separator, nothing where that leaves no text."""
    (text,) = named(run, "t")
    kept = run[text.opened : text.closing].partition(SEPARATOR.encode())[0]
    kept = re.sub(rb"(?:\s|&#10;|&#xA;|&#13;|_x000[aAdD]_)*$", b"", kept)
    return run[: text.opened] + kept + run[text.closing :] if kept else b""


def _write(package: Package, comments: str, texts: Mapping[Place, str]) -> list[Place]:
    """Write the texts; return the cells that had no comment before."""
    xml = package.part(comments)
    root, children = root_and_children(xml)
    parts = {tag.name: tag for tag in children}
    if "authors" not in parts or "commentList" not in parts:
        raise Unpatchable("comments")
    before = {place_of(tag.attributes.get("ref", "")): tag for tag in named(xml, "comment")}
    inside = {tag.start: tag for tag in named(xml, "text")}
    author, edits = _author(xml, parts["authors"])
    fresh = [place for place in sorted(texts) if place not in before]
    for place in sorted(set(texts) & set(before)):
        edits += _joined(xml, before[place], inside, texts[place])
    new = "".join(_comment(place, texts[place], author, root.prefix) for place in fresh)
    if new:
        edits.append(appended(xml, parts["commentList"], new.encode()))
    if texts:
        package.edit(comments, *edits)
    return fresh


def _author(xml: bytes, authors: Tag) -> tuple[int, list[Edit]]:
    """Return our number among the authors, and the edit that adds us where we are not yet."""
    known = [
        xml[tag.opened : tag.closing].decode().strip()
        for tag in named(xml, "author")
        if authors.start <= tag.start < authors.end
    ]
    if AUTHOR in known:
        return known.index(AUTHOR), []
    tag = f"<{authors.prefix}author>{AUTHOR}</{authors.prefix}author>".encode()
    return len(known), [appended(xml, authors, tag)]


def _joined(xml: bytes, comment: Tag, texts: Mapping[int, Tag], said: str) -> list[Edit]:
    """Return the edits that say our text after that of a comment that stands already.

    Text without any format becomes a run of text, as only runs may stand beside a run.
    """
    inner = next((tag for at, tag in texts.items() if comment.start < at < comment.end), None)
    if inner is None:
        raise Unpatchable("comment")
    p = inner.prefix
    own = tags(xml[inner.start : inner.end], lambda _name, depth, _attributes: depth == 1)
    new = _runs(f"\n{SEPARATOR}\n{said}", p).encode()
    if not own:
        return [appended(xml, inner, new)]
    edits: list[Edit] = []
    for tag in own:
        if tag.name == "t":
            start, end = inner.start + tag.start, inner.start + tag.end
            edits += [(start, start, f"<{p}r>".encode()), (end, end, f"</{p}r>".encode())]
    last = max((tag.end for tag in own if tag.name in {"t", "r"}), default=own[0].start)
    return [*edits, (inner.start + last, inner.start + last, new)]


def _comment(place: Place, said: str, author: int, prefix: str) -> str:
    row, column = place
    text = _runs(f"{said}\n{_SIGNATURE}", prefix)
    return (
        f'<{prefix}comment ref="{column_letters(column)}{row}" authorId="{author}">'
        f"<{prefix}text>{text}</{prefix}text></{prefix}comment>"
    )


def _runs(said: str, p: str) -> str:
    text = escape(legible(said))
    return (
        f'<{p}r><{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Microsoft YaHei"/>'
        f'<{p}family val="2"/><{p}charset val="134"/></{p}rPr>'
        f'<{p}t xml:space="preserve">{text}</{p}t></{p}r>'
    )


def _drawn(found: SheetPlaces, relation: str) -> Edit:
    """Return the edit that makes a sheet name its drawing, at the place the format has for it."""
    (data,) = found.named("sheetData")
    after = [
        tag.start
        for tag in found.parts
        if tag.depth == 1 and tag.name in _AFTER_DRAWING and tag.start > data.start
    ]
    at = min(after, default=found.root.closing)
    prefix = found.root.prefix
    return at, at, f'<{prefix}legacyDrawing xmlns:r="{OFFICE}" r:id="{relation}"/>'.encode()
