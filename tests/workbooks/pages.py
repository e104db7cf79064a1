"""A sheet being filled in, and beside it what a person would read from each of its cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from openpyxl.utils import coordinate_to_tuple, get_column_letter

PEOPLE = {
    "20120001": "张远帆",
    "20120002": "林晓禾",
    "20120003": "周望舒",
    "20120004": "何苗",
    "00120005": "吴清河",
}
NAMES = tuple(PEOPLE.values())
NUMBER = {name: number for number, name in PEOPLE.items()}
USUAL = {"virtue": "德", "ability": "能", "diligence": "勤", "results": "绩"}
LEADERS = {"promise": "承诺践诺", "duty": "立足岗位", "service": "联系群众"}
FULL = {"promise": 20, "duty": 30, "service": 50}
WORDS = {"优秀": 95, "良好": 85, "一般": 75, "较差": 60}
LETTERS = {"A+": 98, "A": 92, "B": 84, "C": 74, "D": 55}
GOOD = {"好": 94, "较好": 86, "一般": 70, "差": 50}
SHEETS = {"self": "自评", "peer": "互评", "leader": "领导点评", "mass": "群众测评"}


@dataclass(frozen=True)
class Rating:
    """One rating that a person would read; `cell` is "" where it stands in no cell of its own."""

    source: str
    rater: str
    group: str
    subject: str
    criterion: str
    points: float | None
    word: str = ""
    count: int = 1
    cell: str = ""


@dataclass(frozen=True)
class Fault:
    """A problem that must be said of a cell, or that only may be."""

    code: str
    cell: str
    may: bool = False


Shown = tuple[object, float | None, str]
"""What stands in a cell, the points it is worth, and its word."""


@dataclass
class Page:
    """One sheet: `cells` by row and column from 1, and the ratings and faults in them."""

    name: str
    source: str = ""
    group: str = ""
    cells: dict[tuple[int, int], object] = field(default_factory=dict)
    ratings: dict[tuple[int, int], Rating] = field(default_factory=dict)
    unseen: list[Rating] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    hidden: bool = False

    def __post_init__(self) -> None:
        back = {sheet: source for source, sheet in SHEETS.items()}
        self.source = self.source or back.get(self.name, "")

    def put(self, address: str, *values: object) -> None:
        """Write values from a cell to the right; None leaves a cell empty."""
        row, column = coordinate_to_tuple(address)
        for place, value in enumerate(values):
            if value is not None:
                self.cells[row, column + place] = value

    def beside(self, letter: str, *values: object) -> None:
        """Write the same values beside each of the people of a table that begins in A1."""
        for row in range(2, 2 + len(PEOPLE)):
            self.put(f"{letter}{row}", *values)

    def at(self, row: int, column: int) -> str:
        """Return a cell as problems name it."""
        return f"{self.name}!{get_column_letter(column)}{row}"

    def mark(
        self, row: int, column: int, shown: Shown, subject: str, criterion: str, rater: str
    ) -> None:
        """Write a mark of a rater for a subject (by name); without points and word it is blank."""
        value, points, word = shown
        if value is not None:
            self.cells[row, column] = value
        subject = NUMBER.get(subject, subject)
        self.ratings[row, column] = Rating(
            self.source, rater, self.group, subject, criterion, points, word, 1,
            self.at(row, column),
        )  # fmt: skip

    def votes(  # noqa: PLR0917 — a cell, what stands there, and what it means
        self,
        row: int,
        column: int,
        count: int,
        subject: str,
        word: str,
        criterion: str = "",
        points: float | None = None,
    ) -> None:
        """Write a number of votes; none for a word is no rating."""
        self.cells[row, column] = count
        if count:
            subject = NUMBER.get(subject, subject)
            self.ratings[row, column] = Rating(
                self.source, "", self.group, subject, criterion, points, word, count,
                self.at(row, column),
            )  # fmt: skip

    def instead(
        self, address: str, value: object, points: float | None, word: str = "", *, says: str = ""
    ) -> None:
        """Write another mark into the cell of one, worth these points, with a fault if named."""
        place = coordinate_to_tuple(address)
        self.cells[place] = value
        self.ratings[place] = replace(self.ratings[place], points=points, word=word)
        if says:
            self.says(says, address)

    def refuse(self, address: str, value: object, code: str) -> None:
        """Write something that is no mark into the cell of one: no rating but a fault."""
        place = coordinate_to_tuple(address)
        self.cells[place] = value
        del self.ratings[place]
        self.says(code, address)

    def blank(self, address: str, *, says: str = "blank_mark") -> None:
        """Empty the cell of a mark inside a ballot that holds others."""
        place = coordinate_to_tuple(address)
        self.cells.pop(place, None)
        self.ratings[place] = replace(self.ratings[place], points=None, word="")
        if says:
            self.says(says, address)

    def drop(self, *addresses: str) -> None:
        """Expect no rating from these cells; what stands there stays."""
        for address in addresses:
            del self.ratings[coordinate_to_tuple(address)]

    def says(self, code: str, address: str = "", *, may: bool = False) -> None:
        """Expect a fault at a cell of this sheet, at the sheet itself without an address."""
        self.faults.append(Fault(code, f"{self.name}!{address}" if address else self.name, may))

    def all_ratings(self) -> list[Rating]:
        """Return the ratings in the order of their cells."""
        return [self.ratings[place] for place in sorted(self.ratings)] + self.unseen


def number(rater: int, subject: int, criterion: int, full: int = 100) -> Shown:
    """Return a whole mark between 70 and 98 out of 100, different for neighbours."""
    value = round((70 + (7 * rater + 5 * subject + 3 * criterion) % 29) * full / 100)
    return value, 100 * value / full, ""


def of(words: dict[str, int], first: int = 0) -> Callable[..., Shown]:
    """Return marks that are words of a scale, in turn."""

    def shown(rater: int, subject: int, criterion: int, full: int = 100) -> Shown:
        word = list(words)[(first + rater + 2 * subject + criterion) % min(4, len(words))]
        return word, words[word], word

    return shown


def criteria(
    page: Page,
    *,
    top: int = 1,
    left: int = 1,
    people: Sequence[str] = NAMES,
    heads: dict[str, str] | None = None,
    raters: Sequence[str] = (),
    numbers: bool = False,
    first: int = 0,
    shown: Callable[..., Shown] = number,
    below: int = 1,
) -> Page:
    """Fill in a criteria sheet: a row per subject, or per rater and subject where raters are named.

    Without raters every row is a ballot of somebody unknown, or of the subject himself.
    """
    heads = heads or (LEADERS if page.source == "leader" else USUAL)
    labels = [*(["评价人"] if raters else []), *(["工号"] if numbers else []), "姓名"]
    for place, text in enumerate((*labels, *heads.values())):
        page.cells[top, left + place] = text
    row = top + below
    for rater_place, rater in enumerate(raters or ("",)):
        for place, name in enumerate(people):
            own = {"评价人": rater, "工号": NUMBER.get(name, ""), "姓名": name}
            for offset, label in enumerate(labels):
                page.cells[row, left + offset] = own[label]
            alone = name if page.source == "self" else page.at(row, left)
            for offset, key in enumerate(heads):
                mark = shown(first + rater_place, place, offset, FULL.get(key, 100))
                page.mark(row, left + len(labels) + offset, mark, name, key, rater or alone)
            row += 1
    return page


def matrix(
    page: Page,
    *,
    top: int = 1,
    left: int = 1,
    raters: Sequence[str] = NAMES,
    people: Sequence[str] = NAMES,
    corner: str | None = "评价人\\被测评人",
    turned: bool = False,
    criterion: str = "",
    shown: Callable[..., Shown] = number,
) -> Page:
    """Fill in a matrix, raters down and subjects across or turned; nobody marks himself."""
    down, across = (people, raters) if turned else (raters, people)
    if corner:
        page.cells[top, left] = corner
    for offset, name in enumerate(across, 1):
        page.cells[top, left + offset] = name
    for line, name in enumerate(down, 1):
        page.cells[top + line, left] = name
        for offset, other in enumerate(across, 1):
            rater, subject = (other, name) if turned else (name, other)
            if rater != subject:
                mark = shown(raters.index(rater), people.index(subject), 0)
                page.mark(top + line, left + offset, mark, subject, criterion, rater)
    return page


def long_list(
    page: Page,
    *,
    columns: Sequence[str] = ("评价人", "姓名", "测评项目", "评分"),
    raters: Sequence[str] = NAMES[:2],
    people: Sequence[str] = NAMES,
    heads: dict[str, str] | None = None,
    shown: Callable[..., Shown] = number,
    top: int = 1,
) -> Page:
    """Fill in a long list, one mark a row; nobody marks himself."""
    heads = heads or USUAL
    page.put(f"A{top}", *columns)
    row = top + 1
    for rater_place, rater in enumerate(raters):
        for place, name in enumerate(people):
            for offset, (key, label) in enumerate(heads.items()):
                if rater == name:
                    continue
                mark = shown(rater_place, place, offset)
                texts = {"评价人": rater, "姓名": name, "测评项目": label, "工号": NUMBER[name]}
                for column, text in enumerate(columns, 1):
                    page.cells[row, column] = texts.get(text, "")
                page.mark(row, columns.index("评分") + 1, mark, name, key, rater)
                row += 1
    return page
