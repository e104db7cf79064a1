"""Bring the message catalogs up to date with the code.

`python docs/make_messages.py [--clean] [ROOM…]` reads the messages of each room and writes
`cxzy/locale/zh_CN/LC_MESSAGES/ROOM.po`. Translations that stand are kept, also for a message
that moved to another room. What no code says any more stays as `#~` until `--clean`.
See docs/decisions/0042-catalogs-without-locations.md.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGS = ROOT / "cxzy" / "locale" / "zh_CN" / "LC_MESSAGES"
LANGUAGE = "zh_CN"

ROOMS: dict[str, tuple[str, ...]] = {
    "core": ("cxzy/core/**/*.py",),
    "sheets": ("cxzy/sheets/**/*.py",),
    "store": ("cxzy/store/**/*.py",),
    "charts": ("cxzy/charts/**/*.py",),
    "services": ("cxzy/services/**/*.py",),
    "cli": ("cxzy/cli*.py",),
    "web": ("cxzy/web/**/*.py", "pages/*.py", "app.py"),
}
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "mark": None, "ngettext": (1, 2)}

HEADER = """\
msgid ""
msgstr ""
"Language: zh_CN\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def sources(room: str) -> Iterator[Path]:
    """Yield the Python files of a room, in the order of their paths."""
    for pattern in ROOMS[room]:
        yield from sorted(ROOT.glob(pattern))


def said(room: str) -> Catalog:
    """Return the messages that the code of a room says, untranslated."""
    catalog = Catalog(locale=LANGUAGE)
    for path in sources(room):
        for _line, message, _comments, _context in extract_from_file("python", path, KEYWORDS):
            catalog.add(message)
    return catalog


def catalog_path(room: str) -> Path:
    """Return where the translations of a room stand."""
    return CATALOGS / f"{room}.po"


def translated(room: str) -> Catalog:
    """Return the catalog of a room as it stands, empty where there is none."""
    path = catalog_path(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def messages(catalog: Catalog) -> list[Message]:
    """Return the messages of a catalog without its header, sorted by their text."""
    return sorted((message for message in catalog if message.id), key=_text)


def brought_up_to_date(room: str, elsewhere: list[Catalog], *, clean: bool) -> Catalog:
    """Return the catalog of a room with every message the code says, translated where known."""
    standing, current = translated(room), Catalog(locale=LANGUAGE)
    for message in messages(said(room)):
        known = current.add(message.id, string=_known(message, [standing, *elsewhere]))
        known.flags.discard("python-format")  # "90 % of" is no gap
    if not clean:
        gone = [*standing, *standing.obsolete.values()]
        for message in sorted((one for one in gone if one.id and one.string), key=_text):
            if message.id not in current:
                current.obsolete[_text(message)] = Message(message.id, message.string)
    return current


def write(room: str, catalog: Catalog) -> None:
    """Write the catalog of a room; a room that says nothing has none."""
    if not len(catalog) and not catalog.obsolete:
        catalog_path(room).unlink(missing_ok=True)
        return
    CATALOGS.mkdir(parents=True, exist_ok=True)
    body = BytesIO()
    write_po(body, catalog, width=100, no_location=True, omit_header=True)
    catalog_path(room).write_bytes(HEADER.encode() + body.getvalue().strip() + b"\n")


def _text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _known(message: Message, catalogs: list[Catalog]) -> str | tuple[str, ...]:
    for catalog in catalogs:
        for found in (catalog.get(message.id), catalog.obsolete.get(_text(message))):
            if found and found.string and not found.fuzzy:
                return found.string
    return ("",) if message.pluralizable else ""


def main(arguments: list[str]) -> None:
    """Update the catalogs of the rooms named, of all rooms where none is."""
    clean = "--clean" in arguments
    rooms = [argument for argument in arguments if argument != "--clean"] or list(ROOMS)
    elsewhere = [translated(room) for room in ROOMS]
    for room in rooms:
        catalog = brought_up_to_date(room, elsewhere, clean=clean)
        write(room, catalog)
        open_ones = sum(not any(message.string) for message in messages(catalog))
        print(f"{room}: {len(catalog)} messages, {open_ones} without a translation")


if __name__ == "__main__":
    main(sys.argv[1:])
