"""What a fixture is, and the list of them that the sections fill."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from openpyxl import Workbook as File

from tests.workbooks.pages import Fault, Page, Rating

COLUMNS = ("source", "rater", "group", "subject", "criterion", "points", "word", "count", "cell")
INDEX = ("file", "layout", "tried", "made with", "roster", "read as", "source")


@dataclass(frozen=True)
class Fixture:
    """One workbook: what is in it, what is tried with it, and what has to come out.

    `change` does the rest with the openpyxl file; `content` stands in place of pages where the
    file is none of a usual kind. `refused` is the reason for which it must not be read at all;
    `parts` are the fixtures inside an archive. `read_as` is the name that it is uploaded under.
    """

    name: str
    layout: str
    tried: str
    pages: Sequence[Page] = ()
    change: Callable[[File], None] | None = None
    content: Callable[[], bytes] | None = None
    refused: str = ""
    parts: Sequence["Fixture"] = ()
    roster: str = "roster.xlsx"
    read_as: str = ""
    source: str = ""
    office: bool = False
    faults: Sequence[Fault] = ()
    epoch_1904: bool = False
    encoding: str = ""

    @property
    def kind(self) -> str:
        """The ending of its name."""
        return PurePath(self.name).suffix[1:]

    @property
    def made_with(self) -> str:
        """The program that wrote the file."""
        if self.content or self.kind in {"csv", "tsv", "xlsb", "zip"}:
            return "bytes"
        return "LibreOffice" if self.office or self.kind != "xlsx" else "openpyxl"

    def all_pages(self) -> list[Page]:
        """Return its pages and those of its parts."""
        return [*self.pages, *(page for part in self.parts for page in part.pages)]

    def ratings(self) -> list[Rating]:
        """Return the ratings to expect, in the order of sheets and cells."""
        return [rating for page in self.all_pages() for rating in page.all_ratings()]

    def expected(self) -> list[Fault]:
        """Return the problems to expect."""
        found = [fault for page in self.all_pages() for fault in page.faults]
        return [*found, *self.faults, *([Fault(self.refused, "")] if self.refused else [])]

    def table(self) -> str:
        """Return the ratings as the text of a .csv."""
        rows = [
            [
                one.source, one.rater, one.group, one.subject, one.criterion,
                "" if one.points is None else f"{one.points:.10g}", one.word, one.count, one.cell,
            ]
            for one in self.ratings()
        ]  # fmt: skip
        return written([COLUMNS, *rows])

    def problems(self) -> str:
        """Return the problems as the text of a .csv, "" without any."""
        rows = [[f.code, f.cell, "may" if f.may else "must"] for f in self.expected()]
        return written([("code", "cell", "said"), *rows]) if rows else ""

    def index_row(self) -> list[str]:
        """Return what the list of all fixtures says of it."""
        return [
            self.name, self.layout, self.tried, self.made_with,
            self.roster, self.read_as or self.name, self.source,
        ]  # fmt: skip


def written(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as the text of a .csv."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


@dataclass
class Register:
    """The fixtures of one section, in their order."""

    layout: str
    makers: list[Callable[[], Fixture]] = field(default_factory=list)

    def fixture(
        self, name: str, tried: str, **options: object
    ) -> Callable[[Callable[[], object]], Callable[[], object]]:
        """Register a function that returns the pages (one or several) of a fixture."""

        def register(make: Callable[[], object]) -> Callable[[], object]:
            def made() -> Fixture:
                found = make()
                pages = [found] if isinstance(found, Page) else found or ()
                given = {"layout": self.layout, **options}
                return Fixture(name, tried=tried, pages=pages, **given)  # type: ignore[arg-type]

            self.makers.append(made)
            return make

        return register

    def fixtures(self) -> list[Fixture]:
        """Return the fixtures, made anew."""
        return [make() for make in self.makers]
