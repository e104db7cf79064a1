"""The command line looks through the ballots of a period."""

import pytest
from sqlalchemy import Engine

from tests.services.looked_at import COPIES, hand_in, limited, marks_of, mass_words
from tests.services.university import University, university
from tests.test_cli import printed_json, run

__all__ = ["university"]

WORDS = mass_words()


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


@pytest.fixture
def database(sqlite_url: str, university: University) -> dict[str, str]:
    """A meeting of whose ballots three are copies, in the period 2012-2."""
    hand_in(limited(university), marks_of(WORDS))
    return {"CXZY_DATABASE_URL": sqlite_url}


def test_meetings_with_ballots_that_wait_are_printed(database: dict[str, str]) -> None:
    done = run("ballots", "--period", "2012-2", **database)
    assert done.returncode == 0, done.stderr
    assert f"有效票 {len(WORDS)} 张（{len(WORDS) / 40:.0%}）" in done.stdout
    assert f"水文教工支部：参与率 {len(WORDS) / 40:.0%}；{len(COPIES)} 张票待认定" in done.stdout


def test_json_tells_of_meetings_and_of_no_ballot(database: dict[str, str]) -> None:
    done = run("ballots", "--period", "2012-2", "--unit", "01", "--json", **database)
    (found,) = printed_json(done)["meetings"]
    assert (found["ballots"], found["electorate"]) == (len(WORDS), 40)
    assert found["waiting"] == len(COPIES)
    assert not {"rater", "sheet"} & set(found)


def test_where_nothing_needs_a_look_nothing_is_listed(database: dict[str, str]) -> None:
    done = run("ballots", "--period", "2012-1", "--json", **database)
    assert printed_json(done)["meetings"] == []
