"""The first sheet of a template, 说明: how to fill in, what goes where, by which rules."""

from collections.abc import Mapping
from datetime import date

from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.sheets.canvas import Canvas, set_widths
from cxzy.sheets.document_drawing import ABOUT_WIDTHS, draw_section, draw_words
from cxzy.sheets.paper import set_up_page
from cxzy.sheets.scheme_words import (
    Lines,
    criteria_lines,
    day,
    rule_lines,
    share_text,
    word_lines,
)
from cxzy.sheets.template_drawing import Words, open_area
from cxzy.sheets.template_forms import Form


def draw_guide(
    canvas: Canvas,
    scheme: Scheme,
    forms: Mapping[str, Form],
    words: Words,
    due: date | None,
) -> None:
    """Draw the guide; `forms` are by sheet name."""
    set_widths(canvas, ABOUT_WIDTHS)
    row = draw_words(canvas, words.title, (words.line,), len(ABOUT_WIDTHS))
    sections = (
        (_("How to fill in"), _steps(scheme, due)),
        (_("Sheets"), tuple((name, _sheet_line(scheme, form)) for name, form in forms.items())),
        (_("Criteria"), criteria_lines(scheme, tuple(scheme.sources))),
        (_("Grade words"), word_lines(scheme)),
        (_("Rules"), rule_lines(scheme)),
    )
    for heading, lines in sections:
        if lines:
            row = draw_section(canvas, row, heading, lines)
    canvas.sheet.protection.sheet = True
    set_up_page(canvas.sheet, landscape=False, repeat=0, footer=words.footer)


def _steps(scheme: Scheme, due: date | None) -> Lines:
    steps = [
        (_("1 Fill in"), _("Write into the white cells only, one mark or number of votes a cell.")),
        (
            _("2 Marks"),
            _(
                "Choose a word from the list or type a number. A cell left blank is no mark; "
                "it never counts as 0."
            )
            if scheme.scales
            else _("Type a number. A cell left blank is no mark; it never counts as 0."),
        ),
        (
            _("3 Leave alone"),
            _(
                "Headings, names and sheet names are locked, without a password: the workbook is "
                "recognised by them. If a name is missing, lift the protection and add it below."
            ),
        ),
        (_("4 Hand in"), _("Save as .xlsx and upload it; you see the result before it counts.")),
    ]
    if due is not None:
        steps.append((_("Due"), day(due)))
    return tuple(steps)


def _sheet_line(scheme: Scheme, form: Form) -> str:
    if form.shape == "bonus":
        text = _("added to the score, not weighed; cells {area}")
        return text.format(area=open_area(form))
    filled_by = {
        Source.SELF: _("every subject marks itself"),
        Source.PEER: _("branches mark one another")
        if scheme.subject is SubjectKind.BRANCH
        else _("members mark one another"),
        Source.LEADER: _("leaders mark everybody"),
        Source.MASS: _("the masses' ballots, or their votes counted"),
    }[form.source]
    weight = scheme.weights.get(form.source, 0.0)
    counts = (
        _("weight {share}").format(share=share_text(weight)) if weight else _("for reference only")
    )
    return _("{counts}; {filled_by}; cells {area}").format(
        counts=counts, filled_by=filled_by, area=open_area(form)
    )
