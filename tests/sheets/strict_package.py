"""Whether a workbook is put together as Excel and WPS demand: faults of an .xlsx, by ECMA-376.

Of part 1: the order of elements (CT_Workbook 18.2.27, CT_Worksheet 18.3.1.99, CT_Stylesheet
18.8.39), cells and rows in turn; of part 2: content types and relationships. Programs that
read mildly, openpyxl and LibreOffice, pass over most of these; Excel offers to repair the file.
"""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from xml.etree import ElementTree as Tree

ORDER = {
    "workbook": "fileVersion fileSharing workbookPr workbookProtection bookViews sheets "
    "functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches "
    "smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst",
    "worksheet": "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr "
    "sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate "
    "customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks "
    "printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties "
    "cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture "
    "oleObjects controls webPublishItems tableParts extLst",
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles "
    "colors extLst",
    "comments": "authors commentList extLst",
}
SEVERAL = {"conditionalFormatting", "fileRecoveryPr"}
TABLES = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
TYPES, LONGEST_NAME = "[Content_Types].xml", 31
KINDS = {
    "comments": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "vmlDrawing": "application/vnd.openxmlformats-officedocument.vmlDrawing",
    "worksheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "styles": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
}


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def repeated(values: Iterable[str]) -> list[str]:
    """Return what stands more than once, capitals and small letters alike."""
    return [one for one, count in Counter(v.lower() for v in values).items() if count > 1]


def column_number(letters: str) -> int:
    """Return the number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class StrictPackage:
    """A workbook, with everything that its parts say of one another."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.broken = archive.testzip()
            self.names = [entry.filename for entry in archive.infolist()]
            self.parts = {name: archive.read(name) for name in self.names}
        xml = (name for name in self.names if name.endswith((".xml", ".rels", ".vml")))
        self.trees = {name: Tree.fromstring(self.parts[name]) for name in xml}
        self.types = self.trees[TYPES]
        self.styles = self._styles()

    def _styles(self) -> Tree.Element:
        paths = [p for kind, p, _id in self.relations("xl/workbook.xml") if kind == "styles"]
        return self.trees[paths[0]]

    def size(self, table: str) -> int:
        """Return how many items a table of the style sheet has."""
        return sum(len(one) for one in self.styles if local(one.tag) == table)

    def relations(self, owner: str) -> list[tuple[str, str, str]]:
        """Return kind, path and identifier of a part's relations inside the package."""
        folder, name = posixpath.split(owner)
        tree = self.trees.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        return [
            (
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))[1:],
                one.get("Id", ""),
            )
            for one in (() if tree is None else tree)
            if one.get("TargetMode") != "External"
        ]

    def type_of(self, path: str) -> str:
        """Return the content type of a part, its own before that of its ending."""
        own = [o for o in self.types if o.get("PartName", "").lower() == f"/{path}".lower()]
        ending = posixpath.splitext(path)[1][1:].lower()
        usual = [o for o in self.types if o.get("Extension", "").lower() == ending]
        return next((one.get("ContentType", "") for one in (*own, *usual)), "")

    def of_kind(self, root: str) -> Iterator[tuple[str, Tree.Element]]:
        """Yield path and tree of the parts with such a root element."""
        for path, tree in self.trees.items():
            if local(tree.tag) == root:
                yield path, tree


def faults(content: bytes) -> list[str]:
    """Return everything that is wrong with a workbook, [] where nothing is."""
    package = StrictPackage(content)
    found = [f"broken: {package.broken}"] if package.broken else []
    checks = (_types, _relations, _used_ids, _order, _book, _styles, _sheets, _comments)
    return [*found, *(fault for check in checks for fault in check(package))]


def _types(package: StrictPackage) -> Iterator[str]:
    yield from (f"part twice: {name}" for name in repeated(package.names))
    for key in ("PartName", "Extension"):
        said = [one.get(key, "") for one in package.types if one.get(key)]
        yield from (f"type said twice: {one}" for one in repeated(said))
    there = {f"/{name}".lower() for name in package.names}
    named = {one.get("PartName", "").lower() for one in package.types if one.get("PartName")}
    yield from (f"type of no part: {name}" for name in named - there)
    for name in package.names:
        if name != TYPES and not name.endswith("/") and not package.type_of(name):
            yield f"part without a type: {name}"


def _relations(package: StrictPackage) -> Iterator[str]:
    there = {name.lower() for name in package.names}
    for path in (name for name in package.names if name.endswith(".rels")):
        folder, name = posixpath.split(path)
        owner = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
        if owner and owner.lower() not in there:
            yield f"relations of no part: {path}"
        identifiers = [one.get("Id", "") for one in package.trees[path]]
        yield from (f"{path}: {one} twice" for one in repeated(identifiers))
        for kind, target, _id in package.relations(owner):
            if target.lower() not in there:
                yield f"{path}: {target} is not there"
            elif kind in KINDS and package.type_of(target) != KINDS[kind]:
                yield f"{target} is said to be {package.type_of(target)}"


def _used_ids(package: StrictPackage) -> Iterator[str]:
    for path, tree in package.trees.items():
        folder, name = posixpath.split(path)
        rels = package.trees.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        known = {one.get("Id") for one in (() if rels is None else rels)}
        used = {
            value
            for element in tree.iter()
            for key, value in element.items()
            if key.endswith("officeDocument/2006/relationships}id")
        }
        yield from (f"{path}: no relation {one}" for one in used - known)


def _order(package: StrictPackage) -> Iterator[str]:
    for root, names in ORDER.items():
        places = {name: place for place, name in enumerate(names.split())}
        for path, tree in package.of_kind(root):
            children = [local(one.tag) for one in tree if local(one.tag) != "AlternateContent"]
            strange = [name for name in children if name not in places]
            yield from (f"{path}: {name} has no place" for name in strange)
            order = [places[name] for name in children if name in places]
            if order != sorted(order):
                yield f"{path}: out of order: {' '.join(children)}"
            counts = Counter(children)
            yield from (
                f"{path}: {n} twice" for n in counts - Counter({*counts}) if n not in SEVERAL
            )


def _book(package: StrictPackage) -> Iterator[str]:
    book = package.trees["xl/workbook.xml"]
    sheets = [one for one in book.iter() if local(one.tag) == "sheet"]
    for key in ("name", "sheetId"):
        yield from (f"{key} twice: {v}" for v in repeated(one.get(key, "") for one in sheets))
    for one in sheets:
        name = one.get("name", "")
        if not 0 < len(name) <= LONGEST_NAME or re.search(r"[\[\]:*?/\\]", name):
            yield f"no name of a sheet: {name}"
    places = [
        int(value)
        for one in book.iter()
        for key in ("localSheetId", "activeTab", "firstSheet")
        if (value := one.get(key)) is not None
    ]
    if any(place >= len(sheets) for place in places):
        yield f"there are only {len(sheets)} sheets: {places}"
    if not any(one.get("state", "visible") == "visible" for one in sheets):
        yield "no sheet is to be seen"


def _styles(package: StrictPackage) -> Iterator[str]:
    for table in package.styles:
        count = table.get("count")
        if count is not None and int(count) != len(table):
            yield f"{local(table.tag)}: {count} said, {len(table)} there"
        if local(table.tag) in {"cellXfs", "cellStyleXfs"}:
            for one in table:
                for key, other in TABLES.items():
                    if int(one.get(key, "0")) >= max(package.size(other), 1):
                        yield f"{local(table.tag)}: {key} {one.get(key)} is not there"
                order = [local(child.tag) for child in one]
                if order != sorted(order, key=["alignment", "protection", "extLst"].index):
                    yield f"{local(table.tag)}: {order}"


def _sheets(package: StrictPackage) -> Iterator[str]:
    styles, conditions = package.size("cellXfs"), package.size("dxfs")
    for path, tree in package.of_kind("worksheet"):
        rows = [one for one in tree.iter() if local(one.tag) == "row"]
        numbers = [int(one.get("r", "0")) for one in rows if one.get("r")]
        if any(after <= before for before, after in pairwise(numbers)):
            yield f"{path}: rows out of order"
        for row in rows:
            yield from (f"{path}: {fault}" for fault in _cells(row, styles))
        for rule in tree.iter():
            if local(rule.tag) == "cfRule" and int(rule.get("dxfId", "0")) >= max(conditions, 1):
                yield f"{path}: no format {rule.get('dxfId')}"
        merged = [one.get("ref", "") for one in tree.iter() if local(one.tag) == "mergeCell"]
        yield from (f"{path}: {one} merged twice" for one in repeated(merged))


def _cells(row: Tree.Element, styles: int) -> Iterator[str]:
    before = 0
    for cell in row:
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", "A1")).groups()  # type: ignore[union-attr]
        if cell.get("r") and number != row.get("r", number):
            yield f"{cell.get('r')} in row {row.get('r')}"
        column = column_number(letters) if cell.get("r") else before + 1
        if column <= before:
            yield f"{cell.get('r')} out of order"
        before = column
        if int(cell.get("s", "0")) >= styles:
            yield f"{cell.get('r')}: no style {cell.get('s')}"


def _comments(package: StrictPackage) -> Iterator[str]:
    for path, sheet in package.of_kind("worksheet"):
        relations = package.relations(path)
        comments = [target for kind, target, _id in relations if kind == "comments"]
        drawn = [one for one in sheet if local(one.tag) == "legacyDrawing"]
        if len(comments) > 1 or (comments and not drawn):
            yield f"{path}: {comments} and {len(drawn)} drawings of comments"
        identifiers = {value for one in drawn for value in one.attrib.values()}
        vml = [target for kind, target, known in relations if known in identifiers]
        if comments and vml:
            yield from (f"{path}: {fault}" for fault in _boxes(package, comments[0], vml[0]))


def _boxes(package: StrictPackage, comments: str, vml: str) -> Iterator[str]:
    said = [one for one in package.trees[comments].iter() if local(one.tag) == "comment"]
    authors = [one for one in package.trees[comments].iter() if local(one.tag) == "author"]
    places = [one.get("ref", "") for one in said]
    yield from (f"{place} has two comments" for place in repeated(places))
    if any(int(one.get("authorId", "-1")) not in range(len(authors)) for one in said):
        yield "a comment of no author"
    shapes = [one for one in package.trees[vml].iter() if local(one.tag) == "shape"]
    yield from (f"shape {one} twice" for one in repeated(one.get("id", "") for one in shapes))
    kinds = {one.get("id") for one in package.trees[vml].iter() if local(one.tag) == "shapetype"}
    for one in shapes:
        if one.get("type", "#")[1:] not in kinds:
            yield f"shape of no type: {one.get('type')}"
    boxes = Counter(filter(None, map(_box, shapes)))
    if boxes != Counter(places):
        yield f"comments at {sorted(places)}, boxes at {sorted(boxes.elements())}"


def _box(shape: Tree.Element) -> str:
    """Return the cell whose comment a shape shows, "" for another shape."""
    found = {local(one.tag): one.text or "" for one in shape.iter()}
    notes = (one for one in shape.iter() if one.get("ObjectType") == "Note")
    if next(notes, None) is None:
        return ""
    column, letters = int(found["Column"]) + 1, ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{int(found['Row']) + 1}"
