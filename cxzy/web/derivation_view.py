"""The derivation of a score on the profile: worked out only where somebody opens it."""

from functools import partial
from html import escape
from typing import Any

import streamlit as st

from cxzy.core.language import _
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import allowed
from cxzy.services.derivation import explained
from cxzy.services.derivation_chapters import chapters
from cxzy.services.derivation_paper import derivation_paper
from cxzy.services.derivation_words import Chapter, Grid, Heading, notes, rule_line
from cxzy.services.profile import Profile
from cxzy.web import caches, messages, session
from cxzy.web.downloads import Download, download, file_name

_OPEN = "profile.derivation"
_BALLOTS = "profile.ballots"
_ANCHOR = "cell-derivation-"


def anchor(key: str) -> str:
    """Return the link to a chapter; `links.js` asks the server for it where it is not drawn."""
    return f"#{_ANCHOR}{key}"


def offer(profile: Profile, period_id: int, subject: SubjectKind, number: str) -> None:
    """Draw what opens the derivation; closed it costs nothing but its line."""
    if str((st.session_state.get(session.LINKS) or {}).get("cell") or "").startswith(_ANCHOR):
        st.session_state[_OPEN] = True
    words = _("How this score came about: every step, to be reckoned again")
    with st.expander(words, key=_OPEN, on_change="rerun") as opened:
        if opened.open:
            with messages.in_words():
                _opened(profile, period_id, subject, number)


def _opened(profile: Profile, period_id: int, subject: SubjectKind, number: str) -> None:
    may_see = allowed(session.actor(), "ballot.read", profile.branch.id)
    asked: dict[str, Any] = {"period_id": period_id, "subject": subject, "key": number}
    with st.container(horizontal=True, vertical_alignment="center", key="profile_derivation_ways"):
        ballots = may_see and st.toggle(_("Single ballots and cells"), key=_BALLOTS)
        _papers(profile, asked, ballots=ballots)
    engine, actor = session.engine(), session.actor()

    def draw() -> None:
        _draw(engine, actor, profile, ballots=ballots, **asked)

    caches.drawn(draw, "derivation", tuple(asked.items()), ballots)


def _papers(profile: Profile, asked: dict[str, Any], *, ballots: bool) -> None:
    """Offer the paper of what is shown; with ballots it is not to be handed on."""
    label = _("With ballots, for the office (.docx)") if ballots else _("To print (.docx)")
    kind = _("Derivation with ballots") if ballots else _("Derivation")
    name = file_name(f"{kind}-{profile.subject['name']}-{profile.period.key}", "docx")
    made = partial(_paper, session.engine(), session.actor(), ballots=ballots, **asked)
    key = "profile.paper.ballots" if ballots else "profile.paper"
    download(Download(label, name, made), key=key, icon="description", quiet=True)


def _paper(*places: Any, **asked: Any) -> bytes:
    return derivation_paper(*places, **asked)[1]


def _draw(engine: Any, actor: Any, profile: Profile, **asked: Any) -> None:
    value = explained(engine, actor, shown=profile, **asked)
    if value.derivation is None:
        return
    parts = [_chapter(one, place) for place, one in enumerate(chapters(value), 1)]
    said = "".join(
        f'<p class="cx-note">{escape(one)}</p>' for one in notes(value, value.derivation)
    )
    st.html(f'<section class="cx-derived">{"".join(parts)}<hr>{said}</section>')


def _note(words: str) -> str:
    return f'<p class="cx-note">{escape(words)}</p>'


def _chapter(chapter: Chapter, place: int) -> str:
    place_name = f"{_ANCHOR}{chapter.key}"
    parts = [f'<h4 id="{place_name}" tabindex="-1">{place}. {escape(chapter.heading)}</h4>']
    parts += [_note(rule_line(name, text)) for name, text in chapter.rules]
    for piece in chapter.pieces:
        parts += [f"<h5>{escape(piece.heading)}</h5>"] if piece.heading else []
        parts += [_scrolled(piece.grid)] if piece.grid else []
        parts += [f"<p>{escape(line)}</p>" for line in piece.lines]
    return "".join(parts)


def _scrolled(grid: Grid) -> str:
    """Return a table in what scrolls sideways on a phone, which the keyboard has to reach."""
    said = escape(grid.about)
    return f'<div role="group" tabindex="0" aria-label="{said}">{_grid(grid)}</div>'


def _grid(grid: Grid) -> str:
    head = "".join(
        f'<th scope="col"{_class(one)}>{escape(one.words)}</th>' for one in grid.headings
    )
    body = "".join(f"<tr>{_cells(grid, row)}</tr>" for row in grid.rows)
    last = f'<tr class="cx-last">{_cells(grid, grid.last)}</tr>' if grid.last else ""
    caption = f"<caption>{escape(grid.about)}</caption>"
    return (
        f'<table class="cx-table">{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}{last}</tbody></table>"
    )


def _head(heading: Heading) -> str:
    return f'<th scope="col"{_class(heading)}>{escape(heading.words)}</th>'


def _cells(grid: Grid, row: tuple[str, ...]) -> str:
    return "".join(
        f"<td{_class(one)}>{escape(text)}</td>"
        for one, text in zip(grid.headings, row, strict=True)
    )


def _class(heading: Heading) -> str:
    names = [*(["cx-right"] if heading.right else []), *([] if heading.phone else ["cx-wide"])]
    return f' class="{" ".join(names)}"' if names else ""
