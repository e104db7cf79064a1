"""What may be typed into the open cells of a template: drop-downs and limits."""

from dataclasses import dataclass, field
from functools import cache

from openpyxl.worksheet.datavalidation import DataValidation

from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.sheets.canvas import Canvas, Value, letters, put_column
from cxzy.sheets.paper import Look
from cxzy.sheets.template_forms import Entry

FIRST_CHOICE_COLUMN = 4
"""The identity stands in the columns A and B of the same hidden sheet."""
TENTHS_UP_TO = 100
LISTED_UP_TO = 1000
PLAIN = Look()


@dataclass(frozen=True)
class Choices:
    """The lists that drop-downs read, in columns of a hidden sheet."""

    canvas: Canvas
    ranges: dict[tuple[Value, ...], str] = field(default_factory=dict)


def offered(choices: Choices, values: tuple[Value, ...]) -> DataValidation:
    """Return a drop-down of `values`; anything else is refused."""
    if values not in choices.ranges:
        column = FIRST_CHOICE_COLUMN + len(choices.ranges)
        put_column(choices.canvas, column, values, PLAIN)
        letter, sheet = letters(column), choices.canvas.sheet.title
        choices.ranges[values] = f"'{sheet}'!${letter}$1:${letter}${len(values)}"
    return DataValidation("list", formula1=choices.ranges[values], allow_blank=True)


def allowed(choices: Choices, scheme: Scheme, entry: Entry) -> DataValidation:
    """Return what may stand in a cell of `entry`, with the words of the refusal.

    Where the scheme has grade words the drop-down shows them first and the whole numbers
    next; tenths may be typed. Why one list: docs/decisions/0016-words-and-numbers-in-one-cell.md.
    """
    if entry.kind == "votes":
        rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0")
        return _refusing(rule, _("Only a number of votes can stand here: 0, 1, 2 …"))
    if entry.kind == "bonus":
        low, high = f"{entry.lowest:g}", f"{entry.full_marks:g}"
        rule = DataValidation("decimal", operator="between", formula1=low, formula2=high)
        text = _("Only points from {lowest} to {highest} can stand here; deduct below 0.")
        return _refusing(rule, text.format(lowest=low, highest=high))
    words = tuple(scheme.scales[0].words) if scheme.scales else ()
    full = f"{entry.full_marks:.6g}"
    if not words or entry.full_marks > LISTED_UP_TO:
        rule = DataValidation("decimal", operator="between", formula1="0", formula2=full)
        return _refusing(rule, _("Only marks from 0 to {full} can stand here.").format(full=full))
    text = _("Only one of {words} can stand here, or marks from 0 to {full} with one decimal.")
    listed = words + _numbers(entry.full_marks)
    return _refusing(offered(choices, listed), text.format(words="/".join(words), full=full))


@cache
def _numbers(full_marks: float) -> tuple[Value, ...]:
    """Return the whole numbers from the full marks down, then the tenths between them."""
    whole = tuple(range(int(full_marks), -1, -1))
    if full_marks > TENTHS_UP_TO:
        return whole
    tenths = range(round(full_marks * 10), 0, -1)
    return whole + tuple(tenth / 10 for tenth in tenths if tenth % 10)


def _refusing(rule: DataValidation, text: str) -> DataValidation:
    rule.allow_blank = True
    rule.showErrorMessage = True
    rule.errorStyle = "stop"
    rule.errorTitle, rule.error = _("Not a mark"), text[:220]
    return rule
