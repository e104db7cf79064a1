"""The overview as one page of A4 for leaders: what stands on the screen, number for number."""

from sqlalchemy import Engine

from cxzy.charts.plates import Plate
from cxzy.core.language import _
from cxzy.core.leaders import few
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import Actor
from cxzy.services.briefing_paper import Number, Paper, Shown, paper_docx
from cxzy.services.filters import Filters
from cxzy.services.overview import Overview, overview
from cxzy.services.overview_figures import KeyFigure, key_figures
from cxzy.services.overview_matter_sentences import item_words, matter_words
from cxzy.services.overview_matters import Matter
from cxzy.services.overview_plates import plates
from cxzy.services.overview_sentences import overview_answer, overview_detail, place_words
from cxzy.services.pictures import bare_pictures, dated, origin, pictures_possible

PLATES = ("overview.grades", "overview.sources", "overview.distribution", "overview.handed_in")
"""What leaders are shown first, two abreast."""
MOST_ITEMS = 3
PICTURE_WIDTH = 440


def briefing(engine: Engine, actor: Actor, filters: Filters) -> tuple[str, bytes]:
    """Return the file name and the .docx of the briefing.

    Raises PermissionDenied where the unit is out of the actor's reach, PictureError where the
    browser that draws its figures fails.
    """
    value = overview(engine, actor, filters)
    return briefing_name(value), paper_docx(briefing_paper(value))


def briefing_name(value: Overview) -> str:
    """Return the name that the briefing is saved under."""
    return f"{_title(value)}-{place_words(value)}.docx"


def briefing_paper(value: Overview) -> Paper:
    """Return what the page says; with figures where a Chromium can draw them."""
    drawn = pictures_possible()
    said = "" if drawn else _("The figures are left out: no Chromium is there to draw them.")
    return Paper(
        title=_title(value),
        place=place_words(value),
        answer=overview_answer(value),
        detail=overview_detail(value),
        numbers=tuple(_number(figure) for figure in key_figures(value)),
        findings=_("What the results show"),
        shown=_shown(value, drawn=drawn),
        matters=_("Needs attention") if value.matters else _("Nothing is left to do"),
        items=tuple((matter_words(value, matter), _names(matter)) for matter in value.matters),
        notes=tuple(filter(None, (*value.notes, said))),
        foot=dated(origin(place_words(value), value.scheme)),
    )


def _title(value: Overview) -> str:
    if value.subject == SubjectKind.MEMBER:
        return _("Briefing on the review of members")
    return _("Briefing on the review of branches")


def _number(figure: KeyFigure) -> Number:
    return Number(figure.label, figure.number, figure.beside, figure.change)


def _shown(value: Overview, *, drawn: bool) -> tuple[Shown, ...]:
    chosen = _chosen(plates(value))
    pictures = bare_pictures(chosen, PICTURE_WIDTH) if drawn else [b""] * len(chosen)
    return tuple(
        Shown(plate.heading, plate.alt, picture)
        for plate, picture in zip(chosen, pictures, strict=True)
    )


def _chosen(offered: tuple[Plate, ...]) -> list[Plate]:
    known = {plate.key: plate for plate in offered}
    return [known[key] for key in PLATES if key in known]


def _names(matter: Matter) -> str:
    """Return the first of those a matter is about, with what is to be said of each."""
    names = few((_named(item.name, item_words(matter, item)) for item in matter.items), MOST_ITEMS)
    return _(": {names}.").format(names=names)


def _named(name: str, said: str) -> str:
    return _("{name} ({said})").format(name=name, said=said) if said else name
