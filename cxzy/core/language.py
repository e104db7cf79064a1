"""The reader's language: gettext catalogs, chosen per request.

English is the language of the source; `cxzy/locale/zh_CN` holds the complete Chinese, one
catalog per room (`core.po`, `sheets.po`, …), read from the .po files as they are. See
docs/decisions/0031-english-in-the-code-chinese-in-catalogs.md.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

CHINESE = "zh_CN"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)
LOCALE_FOLDER = Path(__file__).parents[1] / "locale"

_chosen: ContextVar[str] = ContextVar("language", default=CHINESE)


def use_language(code: str) -> None:
    """Set the language of everything said from here on in this thread or task."""
    _chosen.set(code if code in LANGUAGES else CHINESE)


def language() -> str:
    """Return the code of the language in use, `zh_CN` or `en`."""
    return _chosen.get()


def mark(message: str) -> str:
    """Mark a message of a table for the catalogs; `_` translates it when it is read."""
    return message


def _(message: str) -> str:
    """Return `message` in the language in use."""
    return _catalog(_chosen.get()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a message that goes with `number`, in the language in use."""
    return _catalog(_chosen.get()).ngettext(singular, plural, number)


def listed(words: Iterable[str]) -> str:
    """Return several words as one text, parted as the language in use parts a list.

    >>> use_language(CHINESE)
    >>> listed(["优秀", "良好"])
    '优秀、良好'
    """
    return _(", ").join(words)


def sentences(*texts: str) -> str:
    """Return sentences as one text, without the blank ones.

    >>> use_language(CHINESE)
    >>> sentences("文件已损坏。", "", "请重新保存。")
    '文件已损坏。请重新保存。'
    """
    return ("" if language() == CHINESE else " ").join(text for text in texts if text)


@cache
def _catalog(code: str) -> NullTranslations:
    merged = Translations()
    for path in sorted((LOCALE_FOLDER / code / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=code)
        compiled = BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        room = Translations(compiled)
        merged.merge(room)
        merged.plural = room.plural
    return merged
