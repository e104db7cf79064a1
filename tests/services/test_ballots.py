"""A person decides on ballots; every result follows, and nothing that was handed in changes."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import Engine

from cxzy.core.vocabulary import Source
from cxzy.services.acceptance import ConflictError, accept, bring_back, history, withdraw
from cxzy.services.actors import Actor, PermissionDenied, Role
from cxzy.services.ballots import BallotError, ballot_history, mark_sound, mark_void, undo
from cxzy.services.derivation import explained
from cxzy.services.derivation_chapters import chapters
from cxzy.services.profile import profile
from cxzy.services.quality import BallotKey, Verdict, ballot_results
from cxzy.services.upload import check_files
from cxzy.store import audit
from cxzy.store.database import open_database, reading
from cxzy.store.errors import NotFound, StaleRecord
from cxzy.store.meetings import meeting as stored_meeting
from cxzy.store.ratings import ratings_from_parquet
from cxzy.store.sheets import sheet_content, sheet_ratings
from tests.services.looked_at import (
    COPIES,
    LIMITED,
    REASON,
    hand_in,
    in_points,
    limited,
    marks_of,
    mass_words,
    quality_of,
    scores,
)
from tests.services.university import NAMES, University, expected_score, office, workbook
from tests.store.test_faults import Fault, everything, fault_at
from tests.test_cli import printed_json, run

WORDS = mass_words()


@pytest.fixture
def meeting(university: University) -> University:
    return limited(university)


def expected(left_out: tuple[int, ...] = ()) -> dict[str, float]:
    marks = in_points(WORDS, left_out)
    return {name: expected_score(marks, name) for name in NAMES}


def copies(meeting: University) -> list[BallotKey]:
    return [one.ballots for one in quality_of(meeting).listed]


def void_all(meeting: University) -> list[BallotKey]:
    keys = copies(meeting)
    for key in keys:
        mark_void(meeting.engine, office(), key, reason=REASON)
    return keys


def address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_without_void_ballots_every_result_is_that_of_the_others(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    assert scores(meeting) == expected()
    assert len(void_all(meeting)) == len(COPIES)
    assert scores(meeting) == expected(COPIES)
    assert expected(COPIES) != expected()


def test_page_command_line_and_a_database_opened_anew_say_the_same(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    void_all(meeting)
    printed = printed_json(
        run("rank", "--period", "2012-2", "--json", CXZY_DATABASE_URL=address(meeting.engine))
    )
    assert {row["name"]: row["score"] for row in printed["results"]} == expected(COPIES)
    again = open_database(address(meeting.engine))
    assert scores(replace(meeting, engine=again)) == expected(COPIES)
    again.dispose()
    person = profile(
        meeting.engine, office(), period_id=meeting.period.id,
        subject=meeting.meetings[0].subject, key="0101000",
    )  # fmt: skip
    assert person.result is not None
    assert person.result["score"] == expected(COPIES)[NAMES[0]]
    assert person.result["mass_n"] == len(WORDS) - len(COPIES)


def test_what_was_handed_in_stays_as_it_is(meeting: University) -> None:
    sheet_id = hand_in(meeting, marks_of(WORDS))
    with reading(meeting.engine) as c:
        before = sheet_ratings(c, sheet_id), sheet_content(c, sheet_id)
    void_all(meeting)
    with reading(meeting.engine) as c:
        assert (sheet_ratings(c, sheet_id), sheet_content(c, sheet_id)) == before


def test_sound_ballots_count_and_an_undone_decision_is_as_if_there_were_none(
    meeting: University,
) -> None:
    hand_in(meeting, marks_of(WORDS))
    key = copies(meeting)[0]
    void = mark_void(meeting.engine, office(), key, reason=REASON)
    sound = mark_sound(meeting.engine, office(), key, reason="本人到场说明", seen=void.id)
    assert scores(meeting) == expected()
    undone = undo(meeting.engine, office(), key, reason="误点", seen=sound.id)
    assert scores(meeting) == expected()
    mark_void(meeting.engine, office(), key, reason=REASON)
    assert scores(meeting) != expected()
    made = ballot_history(meeting.engine, office(), meeting.meetings[0].id)
    assert [one.verdict for one in made] == ["void", "undone", "sound", "void"]
    assert made[1:] == [undone, sound, void]
    assert (void.reason, void.decided_by, void.ballots) == (REASON, "办公室", key)


def test_each_decision_is_on_the_audit_record_with_its_reason(meeting: University) -> None:
    sheet_id = hand_in(meeting, marks_of(WORDS))
    key = copies(meeting)[0]
    mark_void(meeting.engine, office(), key, reason=f"  {REASON} ")
    with reading(meeting.engine) as c:
        newest = audit.records(c, limit=1)[0]
        assert audit.chain_faults(c) == []
    assert (newest.actor, newest.action, newest.object) == ("办公室", "ballot.void", str(sheet_id))
    told = {"source": "mass", "rater": key.rater, "reason": REASON}
    assert json.loads(newest.details) == told


def test_a_fault_at_any_statement_decides_nothing(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    key = copies(meeting)[0]
    before = everything(meeting.engine)
    for number in range(60):
        try:
            with fault_at(meeting.engine, number):
                mark_void(meeting.engine, office(), key, reason=REASON)
        except Fault:
            assert everything(meeting.engine) == before
        else:
            break
    after = everything(meeting.engine)
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed == {"ballot_decision", "meeting", "facet", "audit"}


def test_what_was_checked_before_a_decision_is_not_accepted_after_it(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    key = copies(meeting)[0]
    meeting_id = meeting.meetings[0].id
    file = ("另一班.xlsx", workbook({"mass": marks_of(WORDS[:2])["mass"]}))
    preview = check_files(meeting.engine, office(), meeting_id, [file], adding=True)
    with reading(meeting.engine) as c:
        seen = stored_meeting(c, meeting_id).version
    mark_void(meeting.engine, office(), key, reason=REASON)
    with reading(meeting.engine) as c:
        assert stored_meeting(c, meeting_id).version == seen + 1
    with pytest.raises(ConflictError):
        accept(meeting.engine, office(), preview)


def test_void_ballots_stay_out_when_a_sheet_is_added_or_another_source_replaced(
    meeting: University,
) -> None:
    hand_in(meeting, marks_of(WORDS))
    void_all(meeting)
    meeting_id = meeting.meetings[0].id
    peers = {"peer": marks_of(WORDS)["peer"]}
    preview = check_files(meeting.engine, office(), meeting_id, [("互评.xlsx", workbook(peers))])
    before = preview.changes.set_index("name")["score_before"].to_dict()
    assert before == expected(COPIES)
    assert preview.results.set_index("subject")["score"].to_dict() == {
        f"010100{place}": expected(COPIES)[name] for place, name in enumerate(NAMES)
    }
    accept(meeting.engine, office(), preview)
    assert scores(meeting) == expected(COPIES)


def test_a_decision_goes_with_its_sheet_and_comes_back_with_it(meeting: University) -> None:
    first = hand_in(meeting, marks_of(WORDS))
    keys = void_all(meeting)
    corrected = marks_of(WORDS)
    hand_in(meeting, {**corrected, "mass": corrected["mass"][::-1]}, "更正.xlsx")
    assert scores(meeting) == expected()
    assert all(one.decision is None for one in quality_of(meeting).listed)
    with pytest.raises(BallotError, match="评分表"):
        mark_sound(meeting.engine, office(), keys[0], reason="再看", seen=1)
    bring_back(meeting.engine, office(), first)
    assert scores(meeting) == expected(COPIES)
    withdraw(meeting.engine, office(), first)
    assert quality_of(meeting).listed == ()
    states = [one.state for one in history(meeting.engine, office(), meeting.meetings[0].id)]
    assert states == ["replaced", "withdrawn"]


def test_where_all_ballots_of_a_source_are_void_it_is_missing_and_never_nought(
    meeting: University,
) -> None:
    sheet_id = hand_in(
        meeting, {**in_points(WORDS), "leader": [("书记", n, (90, 90)) for n in NAMES]}
    )
    with reading(meeting.engine) as c:
        ratings = ratings_from_parquet(sheet_ratings(c, sheet_id))
    (rater,) = ratings[ratings["source"] == "leader"]["rater"].unique()
    mark_void(
        meeting.engine, office(), BallotKey(sheet_id, Source.LEADER, int(rater)), reason="未签名"
    )
    assert pd.Series(scores(meeting)).isna().all()


def over_all_returned(text: str) -> str:
    """Return a scheme in which the masses are counted by votes over all papers returned."""
    counted = '[sources.mass]\nweight = 30\naggregation = { kind = "tally", base = "returned" }'
    return text.replace("[sources.mass]\nweight = 30", counted)


def test_a_tally_over_the_papers_returned_divides_by_void_ones(university: University) -> None:
    meeting = limited(university, scheme_text=over_all_returned(LIMITED))
    hand_in(meeting, marks_of(WORDS))
    keys = void_all(meeting)
    nothing = [(rater, name, (0, 0)) for rater in ("甲", "乙", "丙") for name in NAMES]
    rest = in_points(WORDS, COPIES)
    marks = {**rest, "mass": [*rest["mass"], *nothing]}  # three papers more to divide by
    wanted = {name: expected_score(marks, name) for name in NAMES}
    assert scores(meeting) == wanted
    one = {"period_id": meeting.period.id, "subject": meeting.meetings[0].subject}
    for place, name in enumerate(NAMES):
        key = f"010100{place}"
        found = explained(meeting.engine, office(), key=key, **one)
        assert found.agrees
        assert found.derivation is not None
        assert float(found.derivation.score or 0) == wanted[name]
        read = chapters(explained(meeting.engine, office(), key=key, ballots=True, **one))
        assert "优秀（废票）" in str(read)
    shown = ballot_results(meeting.engine, office(), keys[0])
    assert shown.set_index("name")["score_without"].to_dict() == wanted


def test_a_void_assessment_of_oneself_may_be_handed_in_again(meeting: University) -> None:
    marks = marks_of(WORDS)
    sheet_id = hand_in(meeting, marks)
    again = [("自评.xlsx", workbook({"self": marks["self"][:1]}))]
    number = meeting.meetings[0].id
    (told,) = check_files(meeting.engine, office(), number, again, adding=True).files
    assert not told.acceptable
    with reading(meeting.engine) as c:
        ratings = ratings_from_parquet(sheet_ratings(c, sheet_id))
    own = (ratings["source"] == "self") & (ratings["subject"] == "0101000")
    rater = int(ratings.loc[own, "rater"].iloc[0])
    mark_void(meeting.engine, office(), BallotKey(sheet_id, Source.SELF, rater), reason="填错")
    preview = check_files(meeting.engine, office(), number, again, adding=True)
    accept(meeting.engine, office(), preview)
    assert scores(meeting) == expected()


def test_a_decision_needs_a_reason(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    key = copies(meeting)[0]
    for blank in ("", "  \n"):
        with pytest.raises(BallotError):
            mark_void(meeting.engine, office(), key, reason=blank)
    assert ballot_history(meeting.engine, office(), meeting.meetings[0].id) == []


def test_the_second_of_two_people_is_told_instead_of_overwriting(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    key = copies(meeting)[0]
    mark_void(meeting.engine, office(), key, reason=REASON)
    with pytest.raises(StaleRecord) as stale:
        mark_sound(meeting.engine, office(), key, reason="没有问题")
    assert stale.value.stored.verdict is Verdict.VOID  # type: ignore[attr-defined]
    assert len(ballot_history(meeting.engine, office(), meeting.meetings[0].id)) == 1


def test_ballots_that_nobody_cast_cannot_be_decided_on(meeting: University) -> None:
    sheet_id = hand_in(meeting, marks_of(WORDS))
    key = copies(meeting)[0]
    strangers = (
        replace(key, rater=999),
        replace(key, rater=-1),
        replace(key, source=Source.LEADER),
        replace(key, sheet_id=sheet_id + 9),
    )
    for stranger in strangers:
        with pytest.raises(NotFound):
            mark_void(meeting.engine, office(), stranger, reason=REASON)
    with pytest.raises(BallotError):
        undo(meeting.engine, office(), key, reason="误点")


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.LEADER, Role.AUDITOR, Role.MEMBER])
def test_only_the_office_decides(meeting: University, role: Role) -> None:
    hand_in(meeting, marks_of(WORDS))
    key = copies(meeting)[0]
    actor = Actor("某人", role, None)
    for act in (mark_void, mark_sound, undo):
        with pytest.raises(PermissionDenied):
            act(meeting.engine, actor, key, reason=REASON)
    elsewhere = Actor("办公室", Role.OFFICE, frozenset({meeting.branches[1].id}))
    with pytest.raises(PermissionDenied):
        mark_void(meeting.engine, elsewhere, key, reason=REASON)
    assert scores(meeting) == expected()


def test_the_history_is_for_those_who_may_look_at_ballots(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    void_all(meeting)
    meeting_id = meeting.meetings[0].id
    assert len(ballot_history(meeting.engine, Actor("审计", Role.AUDITOR), meeting_id)) == 3
    for role in (Role.SECRETARY, Role.LEADER, Role.MEMBER):
        with pytest.raises(PermissionDenied):
            ballot_history(meeting.engine, Actor("某人", role), meeting_id)
