"""The first sheet of a template, 说明: how to fill in, what goes where, by which rules."""

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date

from cxzy.core.labels import source_label
from cxzy.core.language import _, language
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.sheets.canvas import Canvas, set_widths
from cxzy.sheets.document_drawing import ABOUT_WIDTHS, draw_section, draw_words
from cxzy.sheets.paper import set_up_page
from cxzy.sheets.template_drawing import open_area
from cxzy.sheets.template_forms import Form

Lines = tuple[tuple[str, str], ...]


def draw_guide(
    canvas: Canvas,
    scheme: Scheme,
    forms: Mapping[str, Form],
    title: str,
    line: str,
    due: date | None,
) -> None:
    """Draw the guide; `forms` are by sheet name, `line` says unit, period and scheme."""
    set_widths(canvas, ABOUT_WIDTHS)
    row = draw_words(canvas, title, (line,), len(ABOUT_WIDTHS))
    sections = (
        (_("How to fill in"), _steps(scheme, due)),
        (_("Sheets"), tuple((name, _sheet_line(scheme, form)) for name, form in forms.items())),
        (_("Criteria"), _criteria_lines(scheme, [form.source for form in forms.values()])),
        (_("Grade words"), tuple(_word_lines(scheme))),
        (_("Rules"), _rule_lines(scheme)),
    )
    for heading, lines in sections:
        if lines:
            row = draw_section(canvas, row, heading, lines)
    canvas.sheet.protection.sheet = True
    set_up_page(canvas.sheet, landscape=False, repeat=0, footer=title)


def day(when: date) -> str:
    """Return a date in the reader's language, such as 2012年6月17日 or 17 June 2012."""
    if language() == "en":
        return format_date(when, "d MMMM y", locale="en")
    return f"{when.year}年{when.month}月{when.day}日"


def share_text(share: float) -> str:
    """Return a share of 1 in per cent without needless zeros.

    >>> share_text(0.3), share_text(1 / 3)
    ('30%', '33.33%')
    """
    return f"{round(share * 100, 2):g}%"


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


def _criteria_lines(scheme: Scheme, sources: Sequence[Source]) -> Lines:
    lists = {source: scheme.criteria_of(source) for source in sources}
    several = len(set(lists.values())) > 1
    lines: dict[str, str] = {}
    for source, criteria in lists.items():
        total = sum(float(one.weight or 0) for one in criteria) or float(len(criteria))
        for one in criteria:
            share = (float(one.weight) if one.weight is not None else 1.0) / total
            name = f"{source_label(source)} · {one.label}" if several else one.label
            lines[name] = _("weight {share}, full marks {full}").format(
                share=share_text(share), full=f"{one.full_marks:.6g}"
            )
    return tuple(lines.items())


def _word_lines(scheme: Scheme) -> list[tuple[str, str]]:
    return [
        (scale.name, "　".join(f"{word} {points:.6g}" for word, points in scale.words.items()))
        for scale in scheme.scales
    ]


def _rule_lines(scheme: Scheme) -> Lines:
    own = scheme.sources.get(Source.PEER)
    rules = [
        (
            _("Scheme"),
            _("{name}, version {version}").format(name=scheme.name, version=scheme.version),
        )
    ]
    if own is not None:
        dropped = own.own_marks == "drop"
        text = _("left out among the peers") if dropped else _("count among the peers")
        rules.append((_("Own marks"), text))
    missing = {
        "withhold": _("no score until it is there"),
        "renormalise": _("the other weights are raised in proportion"),
        "adjust": _("the others' deviations from their means are re-weighted"),
        "zero": _("counts 0"),
    }
    rules.append((_("Missing source"), missing[scheme.missing.source]))
    places = scheme.rounding.places
    mode = _("rounded half up") if scheme.rounding.mode == "half_up" else _("cut off")
    rules.append((_("Rounding"), _("{places} decimals, {mode}").format(places=places, mode=mode)))
    return tuple(rules)
