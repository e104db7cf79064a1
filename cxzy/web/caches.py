"""What several runs and visitors share: small, bounded, and keyed on everything it depends on.

Keys are the database, its revision (which grows with every change), the reach of the actor,
the language and what is asked; never a frame. Values are frozen and nobody changes them, so
they are handed out as they are, without a copy (docs/decisions/0028-caches.md). What draws is
kept by Streamlit, which replays it, and called by keyword: for other calls Streamlit asks for the
signature each time, 0.1 ms a call.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Condition
from typing import Any, TypeVar

import streamlit as st
from cachetools import TTLCache, cached
from sqlalchemy import Engine

from cxzy.core.language import language
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import campaign
from cxzy.services import profile as profiles
from cxzy.services import ranking as rankings
from cxzy.services.actors import Actor
from cxzy.services.campaign import MeetingView
from cxzy.services.filters import Filters
from cxzy.services.profile import Profile
from cxzy.services.profile_among import among
from cxzy.services.ranking import Ranking
from cxzy.services.records import Member, Period, StoredScheme, Unit
from cxzy.web import address, session

Answer = TypeVar("Answer")
_HOUR = 3600


def key() -> str:
    """Return what everything shown depends on: database, revision, reach and language."""
    engine, revision = session.engine(), session.revision()
    _forget_older(engine, revision)
    return _key(engine, revision, session.actor(), language())


@lru_cache(maxsize=8)
def _forget_older(
    engine: Engine,  # noqa: ARG001 — done once for each database and revision
    revision: int,  # noqa: ARG001
) -> None:
    """Drop what was kept of older revisions, which nobody will ask for again."""
    for kept_answers in (_answers, _made, _tried):
        kept_answers.cache_clear()
    _drawn.clear()


def _question(question: str, **_asked: object) -> str:
    """Return the whole key of a cached function, which holds everything that is asked."""
    return question


@lru_cache(maxsize=64)
def _key(engine: Engine, revision: int, actor: Actor, code: str) -> str:
    units = "all" if actor.unit_ids is None else ",".join(map(str, sorted(actor.unit_ids)))
    parts = (engine.url.render_as_string(), revision, actor.role.value, units, code)
    return "|".join(map(str, parts))


def kept(service: Callable[..., Answer], **asked: Any) -> Answer:
    """Return what a service answers this visitor now; asked again only after a change."""
    question = f"{service.__module__}.{service.__name__}{_worded(tuple(sorted(asked.items())))}"
    answer: Answer = _answers(question=f"{key()}|{question}", _service=service, _asked=asked)
    return answer


def periods() -> list[Period]:
    """Return the periods, the newest first."""
    return kept(campaign.periods)


def units() -> list[Unit]:
    """Return the units in reach, parents before children."""
    return kept(campaign.units)


def members() -> list[Member]:
    """Return the members in reach."""
    return kept(campaign.members)


def schemes() -> list[StoredScheme]:
    """Return every version of every scheme."""
    return kept(campaign.schemes)


def meetings(period_id: int) -> list[MeetingView]:
    """Return the meetings of a period."""
    return kept(campaign.meetings, period_id=period_id)


def ranking(filters: Filters) -> Ranking:
    """Return the ranking asked for; other weights are tried on the published one, which is kept."""
    published = kept(rankings.ranking, filters=filters.published)
    if filters.weights is None:
        return published
    question = f"{key()}|{_worded(filters)}"
    tried: Ranking = _tried(question=question, _published=published, _filters=filters)
    return tried


def profile(*, period_id: int, subject: SubjectKind, number: str) -> Profile:
    """Return the profile asked for; whom it compares with is read once per period."""
    ranked = ranking(Filters(period_id, subject))
    asked: dict[str, Any] = {"period_id": period_id, "subject": subject}
    engine, actor = session.engine(), session.actor()
    beside = made(lambda: among(engine, actor, **asked, ranked=ranked), period_id, subject)
    return made(
        lambda: profiles.profile(engine, actor, **asked, key=number, beside=beside),
        period_id,
        subject,
        number,
    )


def made(make: Callable[[], Answer], *question: Hashable) -> Answer:
    """Return what `make` makes of cached answers, made once per `question` as `drawn` has it."""
    answer: Answer = _made(question=f"{key()}|{_place(make)}|{_worded(question)}", _make=make)
    return answer


@lru_cache(maxsize=1024)
def _worded(question: Hashable) -> str:
    """Return a question as text; writing it out costs more than looking it up."""
    return repr(question)


def _place(function: Callable[[], object]) -> str:
    """Return where a function stands in the code; its module does not tell pages apart."""
    code = function.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


@cached(TTLCache(512, _HOUR), key=_question, condition=Condition())
def _made(
    question: str,  # noqa: ARG001 — the whole key
    _make: Callable[[], Any],
) -> Any:
    return _make()


def drawn(draw: Callable[[], None], *question: Hashable) -> None:
    """Draw once for every `question` and visitor of the same reach; afterwards it is replayed.

    `question` has to hold whatever `draw` depends on beside the database, the language and the
    choices that links take along: the filters, the theme where there are figures.
    """
    asked = _worded((*question, *address.stands().items()))
    _drawn(question=f"{key()}|{_place(draw)}|{asked}", _draw=draw)


@st.cache_resource(max_entries=1024, ttl=_HOUR, show_spinner=False)
def _drawn(
    question: str,  # noqa: ARG001 — the whole key
    _draw: Callable[[], None],
) -> None:
    _draw()


@cached(TTLCache(16, _HOUR), key=_question, condition=Condition())
def _tried(
    question: str,  # noqa: ARG001 — the whole key
    _published: Ranking,
    _filters: Filters,
) -> Ranking:
    return rankings.tried(_published, _filters)


@cached(TTLCache(256, _HOUR), key=_question, condition=Condition())
def _answers(
    question: str,  # noqa: ARG001 — the whole key
    _service: Callable[..., Any],
    _asked: dict[str, Any],
) -> Any:
    return _service(session.engine(), session.actor(), **_asked)
