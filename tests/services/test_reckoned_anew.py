"""What an older program reckoned otherwise is reckoned anew when the database is opened."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text, update

from cxzy.core.facets import FACETS_WAY
from cxzy.core.vocabulary import OVERALL, SubjectKind
from cxzy.services.reckoned_anew import reckon_older_facets
from cxzy.services.workspace import workspace
from cxzy.store import audit, tables
from cxzy.store import meetings as meeting_store
from cxzy.store import schemes as scheme_store
from cxzy.store.database import open_database, reading, writing
from cxzy.store.facets import facets, reckoned_in_an_older_way, replace_facets
from tests.services.looked_at import hand_in, limited, scores
from tests.services.university import NAMES, TWO_CRITERIA, Marks, University, usual_marks
from tests.store.test_faults import fault_at

ZERO = (
    'name = "空白计零"\nversion = "1"\n[missing]\nmark = "zero"\nmin_answered = 0.5\n'
    f"[sources.mass]\nweight = 100\n{TWO_CRITERIA}"
)
PRESENT = (
    'name = "除以到会"\nversion = "1"\n[sources.mass]\nweight = 100\n'
    f'aggregation = {{ kind = "tally", base = "present" }}\n{TWO_CRITERIA}'
)
UNSURE = [(90, "不了解"), (80, 70), (80, 70)]
FEWER = [(90, 80), (90, 80), (90, None), (90, None)]
# By hand. Blanks as 0: 90 of the one criterion answered, 76 and 76 are 80.67; formerly that ballot
# was 0.6 · 90 = 54, which made 68.67. Of 8 present: .6 · 360/8 + .4 · 160/8 = 35; formerly
# (.6 · 90 + .4 · 80) · 4/8 = 43.
FAULTS = {
    "don't know": (ZERO, UNSURE, {"": 3}, (54 + 76 + 76) / 3, 68.67, 80.67),
    "present": (PRESENT, FEWER, {"": 8}, 86.0, 43.0, 35.0),
}


def marks_of(given: list[tuple[object, object]]) -> Marks:
    rows = [(f"代表{at}", NAMES[0], pair) for at, pair in enumerate(given)]
    return {"mass": rows}  # type: ignore[dict-item]


def store_in_the_old_way(engine: Engine, meeting_id: int, mean: float) -> None:
    """Put the mean of whole ballots there that the old way came to, and say nothing of a way."""
    with writing(engine) as c:
        stored = facets(c, [meeting_id])
        whole = (stored["criterion"] == OVERALL) & (stored["group"] == "")
        replace_facets(c, meeting_id, stored.assign(mean=stored["mean"].mask(whole, mean)))


def forget_the_way(engine: Engine) -> None:
    """Make the database what the program before this table left."""
    with writing(engine) as c:
        c.execute(text("DROP TABLE facet_reckoning"))
        c.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    engine.dispose()


@pytest.fixture
def opened(university: University, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the application open the database of the university."""
    address = university.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv(
        "CXZY_DATABASE_URL", address.replace("+psycopg", "").replace("+pysqlite", "")
    )
    workspace.cache_clear()
    yield
    workspace().dispose()
    workspace.cache_clear()


def versions(engine: Engine) -> dict[int, int]:
    with reading(engine) as c:
        return {one.id: one.version for one in meeting_store.meetings(c)}


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_store_filled_in_the_old_way_has_todays_results_once_it_is_opened(
    university: University, fault: str
) -> None:
    rules, given, groups, old_mean, old_score, new_score = FAULTS[fault]
    hand_in(university, usual_marks())  # a meeting in which nothing changes
    meeting = limited(university, groups, rules)
    hand_in(meeting, marks_of(given))
    number = meeting.meetings[0].id
    store_in_the_old_way(university.engine, number, old_mean)
    forget_the_way(university.engine)
    before = versions(university.engine)
    assert scores(meeting)[NAMES[0]] == old_score

    engine = workspace()
    assert scores(meeting)[NAMES[0]] == new_score
    after = versions(engine)
    assert {one for one in after if after[one] != before[one]} == {number}
    with reading(engine) as c:
        (noted,) = audit.records(c, action="facets.reckon")
        assert (noted.actor, noted.object, noted.details) == ("cxzy", str(number), str(FACETS_WAY))
        assert reckoned_in_an_older_way(c) == []
    assert reckon_older_facets(engine) == ()  # the next start has nothing to do
    assert versions(engine) == after


@pytest.fixture
def older(university: University) -> University:
    """Two meetings stored in the old way, of which the second comes out otherwise today."""
    rules, given, groups, old_mean, _old, _new = FAULTS["present"]
    hand_in(university, usual_marks())
    meeting = limited(university, groups, rules)
    hand_in(meeting, marks_of(given))
    store_in_the_old_way(university.engine, meeting.meetings[0].id, old_mean)
    with writing(university.engine) as c:
        c.execute(update(tables.facet_reckoning).values(way=0))
    return meeting


def test_a_start_that_is_broken_off_anywhere_goes_on_at_the_next(older: University) -> None:
    number = older.meetings[0].id
    with writing(older.engine) as c:  # the one that changes alone is left to do
        others = tables.facet_reckoning.c.meeting_id != number
        c.execute(update(tables.facet_reckoning).where(others).values(way=FACETS_WAY))
    for statement in range(200):
        with fault_at(older.engine, statement) as statements:
            try:
                done = reckon_older_facets(older.engine)
            except Exception:
                done = ()
        with reading(older.engine) as c:
            left = reckoned_in_an_older_way(c)
            noted = audit.records(c, action="facets.reckon")
        assert scores(older)[NAMES[0]] == (43.0 if number in left else 35.0)
        assert len(noted) == (number not in left)
        if len(statements) < statement:
            break
    assert statement > 15
    assert (left, done) == ([], ())


def test_of_programs_that_start_together_one_reckons(older: University) -> None:
    address = older.engine.url.render_as_string(hide_password=False)
    found: list[tuple[int, ...]] = []

    def start() -> None:
        engine = open_database(address.replace("+psycopg", "").replace("+pysqlite", ""))
        found.append(reckon_older_facets(engine))
        engine.dispose()

    starts = [threading.Thread(target=start) for _one in range(3)]
    for one in starts:
        one.start()
    for one in starts:
        one.join()
    assert sorted(found) == [(), (), (older.meetings[0].id,)]


def test_a_meeting_that_cannot_be_reckoned_is_logged_and_keeps_no_other_back(
    older: University, caplog: pytest.LogCaptureFixture
) -> None:
    with writing(older.engine) as c:
        broken = scheme_store.add_scheme(c, "坏", "1", SubjectKind.MEMBER, "weight = [", "0" * 64)
        first = min(versions(older.engine))
        c.execute(
            update(tables.meeting).where(tables.meeting.c.id == first).values(scheme_id=broken.id)
        )
    assert reckon_older_facets(older.engine) == (older.meetings[0].id,)
    assert f"meeting {first} could not be reckoned" in caplog.text
    assert f"reckoned anew: meetings ({older.meetings[0].id},)" in caplog.text
    with reading(older.engine) as c:
        assert reckoned_in_an_older_way(c) == [first]


def test_what_a_newer_program_reckoned_is_left_alone(older: University) -> None:
    with writing(older.engine) as c:
        c.execute(update(tables.facet_reckoning).values(way=FACETS_WAY + 1))
    assert reckon_older_facets(older.engine) == ()
    assert scores(older)[NAMES[0]] == 43.0
