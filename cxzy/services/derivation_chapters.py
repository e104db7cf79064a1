"""All chapters of a derivation in order: the score first, then each source, then what is left."""

from cxzy.core.language import _
from cxzy.services.derivation import Explained
from cxzy.services.derivation_score import score_chapter
from cxzy.services.derivation_sources import source_chapter
from cxzy.services.derivation_words import Chapter, unused_chapter


def chapters(value: Explained) -> tuple[Chapter, ...]:
    """Return the chapters; none where the meeting has no marks of the subject."""
    found = value.derivation
    if found is None or value.scheme is None:
        return ()
    sources = (source_chapter(value, one, found.decimals) for one in found.sources)
    return (score_chapter(value.scheme, found), *sources, unused_chapter(value, found))


def title(value: Explained) -> str:
    """Return how a derivation is headed."""
    return _("The score of {name}, step by step").format(name=value.profile.subject["name"])
