"""Ballots that wait for a look, among the matters of the overview: right, or not said."""

import pytest
from sqlalchemy import Engine

from cxzy.core.language import use_language
from cxzy.core.vocabulary import SubjectKind, UnitKind
from cxzy.services import campaign
from cxzy.services.actors import Actor, PermissionDenied, Role
from cxzy.services.ballots import mark_sound, mark_void, undo
from cxzy.services.filters import Filters
from cxzy.services.overview import Overview, overview
from cxzy.services.overview_matter_sentences import item_words, matter_words, unseen_words
from cxzy.services.overview_matters import Item, Matter
from cxzy.services.overview_waiting import known_matter, waiting, with_matter
from cxzy.services.quality_waiting import findings, quality_looked_at
from tests.services.looked_at import COPIES, REASON, hand_in, marks_of, mass_words, two_meetings
from tests.services.university import University, office


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


@pytest.fixture
def both(university: University) -> University:
    return two_meetings(university)


def look(held: University, place: int) -> None:
    quality_looked_at(held.engine, office(), held.meetings[place].id)


def shown(held: University, actor: Actor | None = None, **asked: object) -> Overview:
    """Return the overview as the page shows it."""
    who = actor or office()
    filters = Filters(held.period.id, SubjectKind.MEMBER, **asked)  # type: ignore[arg-type]
    value = overview(held.engine, who, filters)
    views = campaign.meetings(held.engine, who, held.period.id)
    return with_matter(value, known_matter(held.engine, who, filters, views))


def ballots_of(value: Overview) -> Matter | None:
    return next((matter for matter in value.matters if matter.topic == "ballots"), None)


def test_nothing_is_said_of_what_nobody_has_looked_through(both: University) -> None:
    assert findings(both.engine) == 0
    assert ballots_of(shown(both)) is None


def test_what_was_looked_through_is_counted_and_the_rest_is_said_to_be_unknown(
    both: University,
) -> None:
    look(both, 0)
    matter = ballots_of(shown(both))
    assert matter is not None
    (item,) = matter.items
    assert (item.name, item.key) == (both.branches[0].name, str(both.meetings[0].id))
    assert (matter.count, item.count, item.target) == (len(COPIES), len(COPIES), "ballots")
    assert matter.unseen == 1
    before = findings(both.engine)
    look(both, 0)
    assert findings(both.engine) == before  # nothing new
    look(both, 1)
    assert findings(both.engine) > before
    matter = ballots_of(shown(both))
    assert matter is not None
    assert (matter.count, len(matter.items), matter.unseen) == (2 * len(COPIES), 2, 0)


def test_a_decision_takes_a_ballot_off_and_taking_it_back_puts_it_on(both: University) -> None:
    meeting = both.meetings[0].id
    for left, decide in enumerate((mark_void, mark_sound, mark_void), start=1):
        listed = quality_looked_at(both.engine, office(), meeting).listed
        undecided = next(one for one in listed if one.decision is None)
        made = decide(both.engine, office(), undecided.ballots, reason=REASON)
        assert ballots_of(shown(both)) is None  # until somebody looks again
        look(both, 0)
        matter = ballots_of(shown(both))
        assert (0 if matter is None else matter.count) == len(COPIES) - left
    undo(both.engine, office(), made.ballots, reason=REASON, seen=made.id)
    look(both, 0)
    matter = ballots_of(shown(both))
    assert matter is not None
    assert matter.count == 1


def test_a_new_sheet_makes_what_was_known_unknown(both: University) -> None:
    look(both, 0)
    hand_in(both, marks_of(mass_words(copies=())), name="新评分表.xlsx")
    assert ballots_of(shown(both)) is None
    look(both, 0)
    assert ballots_of(shown(both)) is None  # no copies any more


def test_only_what_was_asked_for_is_counted(both: University) -> None:
    for place in (0, 1):
        look(both, place)
    for asked in ({"unit_id": both.branches[1].id}, {"kind": UnitKind.STUDENT}):
        matter = ballots_of(shown(both, **asked))
        assert matter is not None
        assert [item.name for item in matter.items] == [both.branches[1].name]
        assert matter.unseen == 0
    assert ballots_of(shown(both, kind=UnitKind.RETIRED)) is None
    matter = ballots_of(shown(both, unit_id=both.organisation.id))
    assert matter is not None
    assert len(matter.items) == 2


def test_only_who_may_see_single_ballots_is_told_and_only_of_those_in_reach(
    both: University,
) -> None:
    for place in (0, 1):
        look(both, place)
    reach = frozenset({both.branches[0].id})
    for role in (Role.LEADER, Role.SECRETARY):
        assert ballots_of(shown(both, Actor("某人", role, reach))) is None
        assert ballots_of(shown(both, Actor("某人", role))) is None
    matter = ballots_of(shown(both, Actor("某审计", Role.AUDITOR, reach)))
    assert matter is not None
    assert [item.name for item in matter.items] == [both.branches[0].name]
    with pytest.raises(PermissionDenied):
        shown(both, Actor("某党员", Role.MEMBER))


def test_a_page_that_shows_no_ballots_says_nothing_of_how_many_wait(both: University) -> None:
    leader = Actor("某书记", Role.LEADER, frozenset({both.branches[0].id}))
    quality_looked_at(both.engine, leader, both.meetings[0].id)
    assert findings(both.engine) == 0
    assert ballots_of(shown(both)) is None


def test_ballots_come_before_grades_and_most_of_them_first(both: University) -> None:
    for place in (0, 1):
        look(both, place)
    listed = quality_looked_at(both.engine, office(), both.meetings[0].id).listed
    mark_sound(both.engine, office(), listed[0].ballots, reason=REASON)
    look(both, 0)
    value = shown(both)
    topics = [matter.topic for matter in value.matters]
    assert topics == [t for t in ("owing", "withheld", "ballots", "lowest", "borderline")
                      if t in topics]  # fmt: skip
    matter = ballots_of(value)
    assert matter is not None
    assert [item.count for item in matter.items] == [3, 2]


def test_meetings_without_a_ballot_that_waits_are_no_matter(both: University) -> None:
    views = campaign.meetings(both.engine, office(), both.period.id)
    assert waiting(views, {}) is None
    assert waiting(views, dict.fromkeys([view.id for view in views], 0)) is None
    assert waiting([], {}) is None


@pytest.mark.parametrize(
    ("counts", "unseen", "english", "chinese"),
    [
        ([1], 0, "1 ballot of 1 meeting waits for a look", "1 场讲评会有 1 张票等待核对"),
        ([3], 1, "3 ballots of 1 meeting wait for a look", "1 场讲评会有 3 张票等待核对"),
        ([1200, 1], 2, "1,201 ballots of 2 meetings wait for a look",
         "2 场讲评会有 1,201 张票等待核对"),
    ],
)  # fmt: skip
def test_the_words_count_ballots_and_meetings_in_both_languages(
    both: University, counts: list[int], unseen: int, english: str, chinese: str
) -> None:
    value = shown(both)
    items = tuple(Item("甲支部", str(n), "ballots", count=count) for n, count in enumerate(counts))
    matter = Matter("ballots", items, unseen)
    assert matter_words(value, matter) == chinese
    use_language("en")
    assert matter_words(value, matter) == english
    ballots = "ballot" if counts[-1] == 1 else "ballots"
    assert item_words(matter, items[-1]) == f"{counts[-1]:,} {ballots}"
    assert (
        unseen_words(matter)
        == (
            "",
            "The ballots of 1 other meeting have not been looked through",
            "The ballots of 2 other meetings have not been looked through",
        )[unseen]
    )
