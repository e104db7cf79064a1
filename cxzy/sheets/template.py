"""Our own template: one workbook per meeting, a sheet per source, the roster filled in."""

from collections.abc import Mapping, Sequence
from datetime import date

from cxzy.core.errors import CxzyError
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.sheets.canvas import Canvas, new_book, new_canvas, put_row, saved
from cxzy.sheets.identity import IDENTITY_SHEET, Identity, identity_keywords, identity_rows
from cxzy.sheets.paper import Look
from cxzy.sheets.plain_text import legible
from cxzy.sheets.template_choices import Choices
from cxzy.sheets.template_drawing import Values, Words, draw_form
from cxzy.sheets.template_forms import Form, bonus_form, form_of
from cxzy.sheets.template_guide import draw_guide
from cxzy.sheets.template_raters import Rater, raters_of

NAMES = {
    Source.SELF: "自评",
    Source.PEER: "互评",
    Source.LEADER: "领导点评",
    Source.MASS: "群众测评",
}
"""Sheet names by which the reader knows a source; English adds its own word in brackets."""
BONUS_NAME = "加减分"


class TemplateError(CxzyError):
    """A template cannot be made."""

    @classmethod
    def from_empty_roster(cls) -> "TemplateError":
        """Return the error for a roster that names nobody."""
        return cls(
            _("The roster names nobody who could be assessed."),
            hint=_("Add members to the branch, or load its roster, and ask again."),
        )


def template(
    scheme: Scheme,
    roster: Roster,
    *,
    title: str,
    meeting: Identity,
    due: date | None = None,
    raters: Mapping[Source, Sequence[str]] | None = None,
) -> bytes:
    """Return the .xlsx to fill in: 说明, a sheet per source that is on, and who it is for.

    `raters` names those who assess; without it members assess one another and the others get
    as many numbered lines as the roster's electorate says. Raises TemplateError where the
    roster names nobody.
    """
    if not len(roster.members):
        raise TemplateError.from_empty_roster()
    named = raters or {}
    slots = {
        source: raters_of(scheme, roster, source, named.get(source)) for source in scheme.sources
    }
    return drawn(forms(scheme, roster, slots), scheme, title=title, meeting=meeting, due=due)


def forms(
    scheme: Scheme, roster: Roster, raters: Mapping[Source, Sequence[Rater]]
) -> tuple[Form, ...]:
    """Return the form of each source that is on, with its raters, and that of bonus points."""
    own = tuple(form_of(scheme, roster, source, raters[source]) for source in scheme.sources)
    bonus = bonus_form(scheme, roster)
    return own if bonus is None else (*own, bonus)


def drawn(
    filled_in: Sequence[Form],
    scheme: Scheme,
    *,
    title: str,
    meeting: Identity,
    due: date | None = None,
    values: Mapping[Source, Values] | None = None,
) -> bytes:
    """Return the .xlsx of `filled_in` forms; `values` are marks that stand in them already."""
    book, styles = new_book()
    by_name = {form_name(form): form for form in filled_in}
    canvases = [new_canvas(book, styles, name) for name in (_("说明 (Guide)"), *by_name)]
    hidden = new_canvas(book, styles, IDENTITY_SHEET)
    line = _("Scheme: {scheme}").format(scheme=f"{scheme.name} {scheme.version}")
    draw_guide(canvases[0], scheme, by_name, Words(title, line, title), due)
    choices = Choices(hidden)
    for canvas, form in zip(canvases[1:], by_name.values(), strict=True):
        words = Words(_form_title(scheme, form), f"{title}　{line}", title)
        draw_form(canvas, form, scheme, words, choices, (values or {}).get(form.source, {}))
    _hide_identity(hidden, meeting)
    book.properties.title, book.properties.creator = legible(title), "cxzy"
    book.properties.keywords = identity_keywords(meeting)
    return saved(book, [*canvases, hidden])


def sheet_title(source: Source) -> str:
    """Return the name of a source's sheet: 互评, or in English 互评 (Peers)."""
    label = source_label(source)
    return NAMES[source] if not label.isascii() else f"{NAMES[source]} ({label})"


def form_name(form: Form) -> str:
    """Return the name of a form's sheet: that of its source, or 加减分."""
    if form.shape != "bonus":
        return sheet_title(form.source)
    label = _("Bonus points")
    return BONUS_NAME if not label.isascii() else f"{BONUS_NAME} ({label})"


def _form_title(scheme: Scheme, form: Form) -> str:
    if form.shape == "bonus":
        return _("Points added and deducted")
    of_branches = scheme.subject is SubjectKind.BRANCH
    return {
        Source.SELF: _("Self-assessment of the branches") if of_branches else _("Self-assessment"),
        Source.PEER: _("Mutual assessment of the branches")
        if of_branches
        else _("Mutual assessment of the members"),
        Source.LEADER: _("Assessment by the leaders"),
        Source.MASS: _("Assessment by the masses"),
    }[form.source]


def _hide_identity(canvas: Canvas, meeting: Identity) -> None:
    for row, pair in enumerate(identity_rows(meeting), 1):
        put_row(canvas, row, pair, (Look(), Look()))
    canvas.sheet.sheet_state = "hidden"
