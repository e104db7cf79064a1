"""The answer that stands first on the upload screen: what is in, and what is still owed."""

from collections.abc import Sequence
from typing import Any

from cxzy.core.labels import source_in_sentence
from cxzy.core.language import _, listed, ngettext
from cxzy.core.vocabulary import Source
from cxzy.services.campaign import MeetingView


def source_list(sources: Sequence[Source]) -> str:
    """Return the names of sources as one list inside of a sentence."""
    return listed([source_in_sentence(source) for source in sources])


def meeting_answer(view: MeetingView) -> str:
    """Return what of a meeting is in and what it still owes."""
    words: dict[str, Any] = {"unit": view.unit, "count": len(view.expected)}
    if not view.owing:
        return _("{unit}: all {count} sources are in.").format(**words)
    if not view.standing:
        return _("{unit}: nothing is in yet; still owed: {owed}.").format(
            **words, owed=source_list(view.owing)
        )
    return _("{unit}: {standing} of {count} sources are in; still owed: {owed}.").format(
        **words, standing=len(view.expected) - len(view.owing), owed=source_list(view.owing)
    )


def handed_in_answer(views: Sequence[MeetingView]) -> str:
    """Return how many meetings have handed in everything."""
    done = sum(not view.owing for view in views)
    return ngettext(
        "{done} of {count} meeting has handed in everything.",
        "{done} of {count} meetings have handed in everything.",
        len(views),
    ).format(done=done, count=len(views))
