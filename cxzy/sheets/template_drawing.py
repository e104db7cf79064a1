"""Draws the form of one source: words, headings, prefilled lines, open cells, protection."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from openpyxl.worksheet.datavalidation import DataValidation

from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.sheets.canvas import Canvas, Value, letters, put, put_row, set_widths
from cxzy.sheets.document_drawing import RED_LINE, SUBTITLE, TITLE
from cxzy.sheets.paper import (
    HAIRLINE,
    PANEL,
    PORTRAIT_WIDTH,
    RULE,
    SHUT,
    SOFT_INK,
    Look,
    column_width,
    height_of,
    lines_of,
    set_up_page,
    text_width,
)
from cxzy.sheets.template_choices import Choices, allowed, offered
from cxzy.sheets.template_forms import Form, Line

HEADING = Look(
    size=10, bold=True, fill=PANEL, across="center", wrap=True, bottom=RULE, left=HAIRLINE
)
LEAD_HEADING = replace(HEADING, across="left", indent=1, left="")
HINT = Look(size=9.5, ink=SOFT_INK)
LEAD = Look(fill=PANEL, bottom=HAIRLINE, indent=1)
OPEN_LEAD = Look(fill=PANEL, bottom=HAIRLINE, indent=1, locked=False, ink=SOFT_INK)
ENTRY = Look(across="center", bottom=HAIRLINE, left=HAIRLINE, right=HAIRLINE, locked=False)
SHUT_ENTRY = Look(fill=SHUT, bottom=HAIRLINE, left=HAIRLINE, right=HAIRLINE)
FIRST_LINE = 6
STACKED_FROM, STACKED_WIDTH, STACKED_HEIGHT = 14, 5.6, 15.0
"""From so many names on a matrix writes them downwards; width and height of a character."""
WIDEST_ENTRY = 14.0
LONG_LIST_WIDTH = 116.0
"""Long lists stay upright up to here: smaller print, but half the pages."""
ENTRY_WIDTHS = {"criteria": 13.0, "long": 12.0, "matrix": 9.0, "tally": 8.0, "bonus": 13.0}

Values = Mapping[tuple[tuple[str, ...], str], Value]


@dataclass(frozen=True)
class Words:
    """What stands above a form and in its footer."""

    title: str
    line: str
    footer: str


def draw_form(
    canvas: Canvas, form: Form, scheme: Scheme, words: Words, choices: Choices, values: Values
) -> None:
    """Draw `form`; `values` are marks by key of line and entry, for a form filled in already."""
    widths = [_lead_width(form, place) for place in range(len(form.leads))]
    widths += [_entry_width(form)] * len(form.entries)
    set_widths(canvas, widths)
    _draw_top(canvas, words, hint_of(form, scheme), len(widths))
    _draw_headings(canvas, form, widths)
    for place, line in enumerate(form.lines):
        _draw_line(canvas, form, place, line, values)
    _draw_rules(canvas, form, scheme, choices)
    _protect(canvas)
    canvas.sheet.freeze_panes = f"{letters(len(form.leads) + 1)}{FIRST_LINE}"
    landscape = sum(widths) > (PORTRAIT_WIDTH if form.shape == "matrix" else LONG_LIST_WIDTH)
    set_up_page(canvas.sheet, landscape=landscape, repeat=FIRST_LINE - 1, footer=words.footer)


def open_area(form: Form) -> str:
    """Return the address of the open cells, such as C6:G25."""
    first, last = len(form.leads) + 1, len(form.leads) + len(form.entries)
    bottom = FIRST_LINE + len(form.lines) - 1
    return f"{letters(first)}{FIRST_LINE}:{letters(last)}{bottom}"


def hint_of(form: Form, scheme: Scheme) -> str:
    """Return the one line above a form that says what to write into the white cells."""
    if form.shape == "tally":
        return _(
            "White cells: numbers of votes. Valid votes are those on a word; abstentions and "
            "“don't know” are counted beside them."
        )
    if form.shape == "bonus":
        return _("White cells: points to add, or below 0 to deduct. A blank adds nothing.")
    full = sorted({f"{entry.full_marks:.6g}" for entry in form.entries}, key=float)
    numbers = _("marks from 0 to {full}").format(full=" / ".join(full))
    words = " / ".join(scheme.scales[0].words) if scheme.scales else ""
    what = _("{words}, or {numbers}").format(words=words, numbers=numbers) if words else numbers
    text = _("White cells: {what}. A cell left blank is no mark, not 0.").format(what=what)
    return text + (" " + _("Grey cells are one's own: leave them empty.") if form.shut else "")


def _draw_top(canvas: Canvas, words: Words, hint: str, columns: int) -> None:
    put(canvas, 1, 1, words.title, TITLE)
    put(canvas, 2, 1, words.line, SUBTITLE)
    put(canvas, 3, 1, hint, HINT)
    put_row(canvas, 4, [None] * columns, [RED_LINE] * columns)
    canvas.heights.update({1: 34, 2: 16, 3: 16, 4: 7})


def _draw_headings(canvas: Canvas, form: Form, widths: list[float]) -> None:
    row, stacked = FIRST_LINE - 1, _stacked(form)
    leads = [lead.heading for lead in form.leads]
    entries = [entry.heading for entry in form.entries]
    looks = [LEAD_HEADING] * len(leads) + [replace(HEADING, stacked=stacked)] * len(entries)
    put_row(canvas, row, leads + entries, looks)
    flat = leads if stacked else leads + entries
    height = height_of(max(map(lines_of, flat, widths))) + 7
    tallest = max(map(len, entries), default=0) * STACKED_HEIGHT + 8 if stacked else 0
    canvas.heights[row] = max(height, tallest)


def _draw_line(canvas: Canvas, form: Form, place: int, line: Line, values: Values) -> None:
    begins = place > 0 and form.lines[place - 1].key[0] != line.key[0]
    top = RULE if begins and form.shape in ("long", "tally") else ""
    looks = [_ruled(OPEN_LEAD if lead.open else LEAD, top) for lead in form.leads]
    entry, shut = _ruled(ENTRY, top), _ruled(SHUT_ENTRY, top)
    looks += [
        shut if (place, column) in form.shut else entry for column in range(len(form.entries))
    ]
    marks = [values.get((line.key, entry.key)) for entry in form.entries]
    put_row(canvas, FIRST_LINE + place, [*line.leads, *marks], looks)


@cache
def _ruled(look: Look, top: str) -> Look:
    """Return the look with a stronger line above, where the next rater or group begins."""
    return replace(look, top=top) if top else look


def _draw_rules(canvas: Canvas, form: Form, scheme: Scheme, choices: Choices) -> None:
    bottom, first = FIRST_LINE + len(form.lines) - 1, 1
    for lead in form.leads:
        if lead.choices:
            _bind(canvas, offered(choices, lead.choices), first, first, bottom)
        first += 1
    for _kind, alike in groupby(form.entries, key=lambda entry: (entry.kind, entry.full_marks)):
        entries = list(alike)
        rule = allowed(choices, scheme, entries[0])
        _bind(canvas, rule, first, first + len(entries) - 1, bottom)
        first += len(entries)


def _bind(canvas: Canvas, rule: DataValidation, first: int, last: int, bottom: int) -> None:
    rule.add(f"{letters(first)}{FIRST_LINE}:{letters(last)}{bottom}")
    canvas.sheet.add_data_validation(rule)


def _protect(canvas: Canvas) -> None:
    """Lock all but the open cells, without a password; widths and heights stay free."""
    protection = canvas.sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.formatCells = False


def _stacked(form: Form) -> bool:
    return form.shape == "matrix" and len(form.entries) >= STACKED_FROM


def _lead_width(form: Form, place: int) -> float:
    texts = {line.leads[place] for line in form.lines}
    heading = form.leads[place].heading
    return max(column_width(texts, least=9.0, most=30.0), column_width([heading], most=24.0))


def _entry_width(form: Form) -> float:
    if _stacked(form):
        return STACKED_WIDTH
    longest = max((text_width(entry.heading) for entry in form.entries), default=0.0)
    return min(max(ENTRY_WIDTHS[form.shape], longest + 2), WIDEST_ENTRY)
