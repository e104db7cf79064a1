"""Names across, names down, marks between, and nothing in the corner that says which is which."""

from collections.abc import Sequence

from cxzy.core.vocabulary import Source
from cxzy.sheets.grid import Row, Value
from cxzy.sheets.headings import Role, Vocabulary
from cxzy.sheets.marks import mark_of
from cxzy.sheets.names import are_raters
from cxzy.sheets.source_words import source_in
from cxzy.sheets.wording import shown


def is_mark(value: Value, vocabulary: Vocabulary) -> bool:
    """Whether a cell holds a number, a word of a scale or 弃权 and the like."""
    fitting = mark_of(value).kind in {"number", "percent", "fate"}
    return fitting or vocabulary.heading(str(value)).role is Role.WORD


def only_marks_below(
    across: Sequence[str],
    body: Sequence[Row],
    said: Sequence[str],
    vocabulary: Vocabulary,
    outside: Source | None = None,
) -> bool:
    """Whether all below the names are marks, and somebody evidently gave them.

    `said` are the sheet's name and its titles: one of them tells who assesses, or else
    `outside` does, or the raters are numbered. Which side they stand on the layout says.
    """
    if len(set(across)) < len(across) or not body:
        return False
    if not all(holds_marks(row, vocabulary) for row in body):
        return False
    name, *titles = said
    source = source_in(name) or source_in(" ".join(titles)) or outside
    told = source not in {None, Source.SELF}
    return told or are_raters(across) or are_raters({shown(row[0]) for row in body})


def holds_marks(row: Row, vocabulary: Vocabulary) -> bool:
    """Whether a row holds a name or number first and nothing but marks behind it."""
    first, *rest = row
    marks = [value for value in rest if value != ""]
    return first != "" and bool(marks) and all(is_mark(value, vocabulary) for value in marks)
