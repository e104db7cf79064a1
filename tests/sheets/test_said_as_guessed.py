"""On every workbook of tests/workbooks: saying what was guessed changes nothing that counts."""

from collections import Counter

import pandas as pd
import pytest

from cxzy.core.scheme import load_scheme
from cxzy.core.vocabulary import Source
from cxzy.sheets.corrections import Correction
from cxzy.sheets.guesses import Guess
from cxzy.sheets.guidance import Guidance
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.roster_file import read_roster
from cxzy.sheets.shapes import form_from_json, form_to_json
from cxzy.sheets.sheet import Sheet, understand
from cxzy.sheets.unpacking import unpacked
from tests.sheets.fixture_answers import FOLDER, SCHEME, Listed, listed, refusal

ANSWERED = {
    "raters_assumed",
    "direction_assumed",
    "column_not_read",
    "unknown_criterion",
    "heading_is_date",
}
"""Questions that a person answers by saying what the columns hold."""
READ = [fixture for fixture in listed() if not refusal(fixture)]


def marks(sheet: Sheet) -> Counter[tuple[str, ...]]:
    """Return the ratings, raters left out, whose numbers do not matter."""
    ratings: pd.DataFrame = sheet.ratings.drop(columns="rater").astype("str")
    return Counter(ratings.itertuples(index=False, name=None))


@pytest.mark.parametrize("fixture", READ, ids=[fixture.file for fixture in READ])
def test_saying_what_was_guessed_changes_no_rating_and_remembers_no_name(fixture: Listed) -> None:
    content = (FOLDER / fixture.file).read_bytes()
    given = [(fixture.read_as, content)]
    people, scheme = read_roster(FOLDER / fixture.roster), load_scheme(SCHEME)
    source = Source(fixture.source) if fixture.source else None
    for name, data in unpacked(given).files if fixture.file.endswith(".zip") else given:
        workbook = read_workbook(data, name)

        def read(how: Guidance) -> Sheet:
            return understand(workbook, scheme, roster=people, source=source, given=how)  # noqa: B023

        guessed = read(Guidance())
        said = read(Guidance(tuple(map(correction, guessed.guesses))))
        assert marks(said) == marks(guessed)
        if len(guessed.ratings):
            assert {p.code for p in set(guessed.problems) ^ set(said.problems)} <= ANSWERED
        forms = tuple(form_from_json(form_to_json(form)) for form in said.forms)
        assert forms == said.forms
        known = read(Guidance(forms=forms))
        if forms:
            assert all(guess.given for guess in known.guesses)
            assert marks(known) == marks(said)
        told = "".join(map(form_to_json, forms))
        assert not [one for one in people.members["name"] if one and one in told]


def correction(guess: Guess) -> Correction:
    columns = tuple((column.index, meaning) for column, meaning in guess.columns)
    return Correction(guess.sheet, guess.top, guess.bottom, guess.left, columns, instead=guess.main)
