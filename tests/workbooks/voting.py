"""Votes that are counted: how many each word got, and a tally of them."""

from collections.abc import Iterable, Sequence

from tests.workbooks.pages import NAMES, WORDS, Page


def votes(place: int, word: int, total: int = 20) -> int:
    """Return the votes for a word out of four that add up to `total` for each subject."""
    parts = [total - 9 - place, 5, 3, 1 + place]
    return parts[word]


def votes_for(
    page: Page,
    row: int,
    left: int,
    place: int,
    name: str,
    *,
    criterion: str = "",
    words: dict[str, int] = WORDS,
    total: int = 20,
) -> None:
    """Write the votes of one subject, a column per word."""
    for offset, (word, points) in enumerate(words.items()):
        count = votes(place, offset, total)
        page.votes(row, left + offset, count, name, word, criterion, points)


def tally(
    page: Page,
    *,
    top: int = 1,
    left: int = 1,
    people: Sequence[str] = NAMES,
    words: dict[str, int] = WORDS,
    total: int = 20,
    after: Iterable[str] = (),
) -> Page:
    """Fill in a tally: a row per subject, a column of votes per word; `after` are more headings."""
    for place, text in enumerate(("姓名", *words, *after)):
        page.cells[top, left + place] = text
    for place, name in enumerate(people):
        row = top + 1 + place
        page.cells[row, left] = name
        votes_for(page, row, left + 1, place, name, words=words, total=total)
    return page
