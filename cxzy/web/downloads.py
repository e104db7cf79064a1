"""What can be taken away: the button that opens a list of it, and buttons for single files."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from mimetypes import guess_type
from typing import Any

import streamlit as st

from cxzy.charts.plates import Plate
from cxzy.core.language import _, language, use_language
from cxzy.services.pictures import picture, pictures_possible
from cxzy.web import messages

LONGEST_NAME = 60


@dataclass(frozen=True)
class Download:
    """A file to take away: its words in the list, its name, and what builds it on the click.

    `content` runs outside of any script run, in the language of the page; whatever it needs
    (engine, actor, filters) it has to bring along.
    """

    label: str
    file_name: str
    content: Callable[[], bytes]


def downloads(
    key: str,
    *,
    tables: Sequence[Download],
    plates: Callable[[], Sequence[Plate]] | None = None,
    foot: str = "",
    briefing: Download | None = None,
) -> None:
    """Draw the button; the list is made, and `plates` asked, only where it stands open.

    `key` is the screen's name. `foot` stands below every picture: period and scheme; the date
    comes by itself. No fragment of its own: opening the list would draw nothing else anew, but
    each run would cost a twentieth more (docs/decisions/0107-a-run-costs-what-it-sends.md).
    """
    with st.popover(
        _("Download"), icon=":material/download:", key=f"{key}.downloads", on_change="rerun"
    ) as opened:
        if opened.open:
            given = [] if briefing is None else [briefing]
            _group(f"{key}.briefing", _("Briefing"), given, "description")
            _group(f"{key}.table", _("Tables"), tables, "table")
            if plates is not None:
                _pictures(key, plates, foot)


def _pictures(key: str, plates: Callable[[], Sequence[Plate]], foot: str) -> None:
    if pictures_possible():
        offered = [_pictured(plate, foot) for plate in plates()]
        _group(f"{key}.picture", _("Pictures"), offered, "image")
    else:
        st.caption(messages.plain(_("Pictures need Chromium on the server; it has none.")))


def _group(key: str, heading: str, offered: Sequence[Download], icon: str) -> None:
    if not offered:
        return
    st.caption(messages.plain(heading))
    for place, one in enumerate(offered):
        _button(one, f"{key}.{place}", icon, type="tertiary", wrap=True, width="stretch")


def download(one: Download, *, key: str, icon: str = "download", quiet: bool = False) -> None:
    """Draw a button of its own for one file; below it, why the file could not be made."""
    with st.container(width="content", gap="xsmall"):
        _button(one, key, icon, type="tertiary" if quiet else "secondary")


def _button(one: Download, key: str, icon: str, **looks: Any) -> None:
    st.download_button(
        messages.plain(one.label),
        _kept_in_words(key, _in_language(language(), one.content)),
        file_name=one.file_name,
        mime=guess_type(one.file_name)[0],
        on_click="ignore",
        key=key,
        icon=f":material/{icon}:",
        **looks,
    )
    _say_failure(key)


def _pictured(plate: Plate, foot: str) -> Download:
    return Download(plate.heading, file_name(plate.heading, "png"), lambda: picture(plate, foot))


FAILURES = "downloads.failures"


def _kept_in_words(key: str, content: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return what builds a file and keeps its error for `_say_failure`.

    It runs on the click, outside of any script run, where nothing can be drawn; the browser
    asks for a new run when it fails (`links.js`).
    """
    failures = _failures()

    def built() -> bytes:
        try:
            return content()
        except Exception as error:
            failures[key] = error
            raise

    return built


def _failures() -> dict[str, Exception]:
    """Return the errors of files that could not be made, by the key of the button."""
    kept: dict[str, Exception] = st.session_state.setdefault(FAILURES, {})
    return kept


def _say_failure(key: str) -> None:
    """Say in words why the file of a button could not be made, once."""
    if (error := _failures().pop(key, None)) is not None:
        with messages.in_words():
            raise error


def _in_language(code: str, content: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return what builds a file in the language of the page, on whatever thread."""

    def built() -> bytes:
        use_language(code)
        return content()

    return built


def file_name(words: str, ending: str) -> str:
    """Return a name that every system takes, made of words.

    >>> file_name("文学院：19/62 个优秀。", "png")
    '文学院：19 62 个优秀.png'
    """
    legal = " ".join(re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", words).split())
    return f"{legal[:LONGEST_NAME].rstrip(' .。') or 'cxzy'}.{ending}"
