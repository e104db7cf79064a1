"""A grade as it is written on pages: its word, what that means, its colour."""

from cxzy.core.language import _, mark
from cxzy.core.scheme import Scheme
from cxzy.web import tables
from cxzy.web.style import grade_css

_GLOSSES = {
    "优秀": mark("excellent"),
    "较好": mark("good"),
    "一般": mark("fair"),
    "后进": mark("lagging"),
}


def glossed(grade: str) -> str:
    """Return a grade's word, which is the scheme's, with its meaning where that is known."""
    meaning = _(_GLOSSES[grade]) if grade in _GLOSSES else grade
    return grade if meaning == grade else f"{grade} {meaning}"


def graded(grade: str | None, scheme: Scheme) -> str:
    """Return a grade's word with its colour, as HTML; "" where there is none."""
    words = [band.grade for band in scheme.bands]
    if tables.absent(grade) or grade not in words:
        return ""
    place = words.index(grade)
    colour = grade_css(place, len(words))
    return tables.swatch(grade, colour, hatched=place == len(words) - 1)
