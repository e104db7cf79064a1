"""Sheets: kept byte for byte, in versions, in one state at a time."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import IntegrityError

from cxzy.core.vocabulary import Source
from cxzy.store import tables
from cxzy.store.database import reading, writing
from cxzy.store.errors import AlreadyThere, ImpossibleChange, NotFound
from cxzy.store.records import SheetState
from cxzy.store.sheets import (
    STEPS,
    add_sheet,
    find_same,
    set_standing,
    set_state,
    sheet,
    sheet_content,
    sheet_ratings,
    sheets,
)
from tests.store.conftest import Campaign, new_sheet

ACCEPTED, REPLACED, WITHDRAWN = SheetState
CONTENT = bytes(range(256)) * 40


def test_a_sheet_is_kept_byte_for_byte_with_who_and_when(
    engine: Engine, campaign: Campaign
) -> None:
    new = new_sheet(campaign.meeting.id, CONTENT)
    with writing(engine) as c:
        stored = add_sheet(c, new, actor="办公室")
    with reading(engine) as c:
        assert sheet(c, stored.id) == stored
        assert sheet_content(c, stored.id) == CONTENT
        assert sheet_ratings(c, stored.id) == new.ratings
    assert stored.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (stored.size, stored.version, stored.state) == (10_240, 1, ACCEPTED)
    assert (stored.sources, stored.layouts) == ((Source.PEER, Source.MASS), ("matrix", "tally"))
    assert stored.standing == stored.sources
    assert stored.accepted_by == "办公室"
    assert timedelta(0) <= datetime.now(UTC) - stored.accepted_at < timedelta(minutes=1)


def test_versions_count_inside_a_meeting_and_sheets_are_chosen(
    engine: Engine, campaign: Campaign
) -> None:
    meeting = campaign.meeting.id
    with writing(engine) as c:
        first, second = (add_sheet(c, new_sheet(meeting, b), actor="a") for b in (b"1", b"2"))
        first = set_state(c, first.id, REPLACED)
        assert [first.version, second.version] == [1, 2]
        assert sheets(c) == sheets(c, meeting) == sheets(c, meeting_ids=[meeting])
        assert sheets(c, meeting, state=ACCEPTED) == [second]
        assert sheets(c, meeting_ids=[], state=ACCEPTED) == []


def test_the_same_bytes_stand_once_and_may_come_again_after_a_withdrawal(
    engine: Engine, campaign: Campaign
) -> None:
    new = new_sheet(campaign.meeting.id)
    with writing(engine) as c:
        first = add_sheet(c, new, actor="a")
        assert find_same(c, campaign.meeting.id, first.sha256) == first
        with pytest.raises(AlreadyThere):
            add_sheet(c, new, actor="a")
        set_state(c, first.id, WITHDRAWN)
        assert find_same(c, campaign.meeting.id, first.sha256) is None
        second = add_sheet(c, new, actor="a")
        assert second.version == 2
        with pytest.raises(AlreadyThere):
            set_state(c, first.id, ACCEPTED)


def test_a_sheet_that_is_not_there_is_said_to_be_missing(engine: Engine) -> None:
    with reading(engine) as c:
        for asked in (sheet, sheet_content, sheet_ratings):
            with pytest.raises(NotFound):
                asked(c, 404)


WAYS = {
    ACCEPTED: (ACCEPTED,),
    REPLACED: (ACCEPTED, REPLACED),
    WITHDRAWN: (ACCEPTED, WITHDRAWN),
}


@pytest.mark.parametrize(("before", "after"), list(product(SheetState, repeat=2)))
def test_functions_and_triggers_allow_the_same_steps_between_states(
    engine: Engine, campaign: Campaign, before: SheetState, after: SheetState
) -> None:
    with writing(engine) as c:
        kept = add_sheet(c, new_sheet(campaign.meeting.id), actor="a")
        for _, step in pairwise(WAYS[before]):
            set_state(c, kept.id, step)
    if after in STEPS[before] or before == after == ACCEPTED:
        with writing(engine) as c:
            assert set_state(c, kept.id, after).state == after
        return
    with writing(engine) as c, pytest.raises(ImpossibleChange):
        set_state(c, kept.id, after)
    if before != after:
        with writing(engine) as c, pytest.raises(IntegrityError, match="one state to the other"):
            c.execute(update(tables.sheet).values(state=after))


def test_a_sheet_stands_for_some_of_its_sources_while_it_is_accepted(
    engine: Engine, campaign: Campaign
) -> None:
    with writing(engine) as c:
        kept = add_sheet(c, new_sheet(campaign.meeting.id), actor="a")
        partly = set_standing(c, kept.id, (Source.MASS, Source.SELF), ACCEPTED)
        assert (partly.standing, partly.state) == ((Source.MASS,), ACCEPTED)
        gone = set_standing(c, kept.id, (Source.MASS,), REPLACED)
        assert (gone.standing, gone.state) == ((), REPLACED)
        back = set_state(c, kept.id, ACCEPTED)
        assert back == kept


@pytest.mark.parametrize(
    "statement",
    [
        update(tables.sheet).values(sha256="0" * 64),
        update(tables.sheet).values(accepted_by="another"),
        update(tables.sheet_content).values(content=b""),
        delete(tables.sheet_content),
        delete(tables.sheet),
    ],
    ids=["facts", "actor", "bytes", "delete bytes", "delete"],
)
def test_the_database_refuses_to_change_what_was_kept(
    engine: Engine, campaign: Campaign, statement: object
) -> None:
    with writing(engine) as c:
        add_sheet(c, new_sheet(campaign.meeting.id), actor="a")
    with writing(engine) as c, pytest.raises(IntegrityError):
        c.execute(statement)
