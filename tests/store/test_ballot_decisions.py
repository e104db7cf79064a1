"""Decisions on ballots, in and out of the database."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError, StatementError

from cxzy.core.vocabulary import Source
from cxzy.store.ballot_decisions import (
    add_ballot_decision,
    ballot_decisions,
    decisions_in_force,
)
from cxzy.store.database import open_database, reading, writing
from cxzy.store.records import BallotDecision, BallotKey, Verdict
from cxzy.store.sheets import add_sheet
from cxzy.store.upgrade import NEWEST, alembic_config
from tests.conftest import new_database
from tests.store.conftest import Campaign, new_sheet, small_campaign


def kept_sheet(engine: Engine, campaign: Campaign, content: bytes = b"PK1") -> int:
    with writing(engine) as c:
        return add_sheet(c, new_sheet(campaign.meeting.id, content), actor="某书记").id


def decided(
    engine: Engine,
    sheet_id: int,
    rater: int = 3,
    verdict: Verdict = Verdict.VOID,
    source: Source = Source.MASS,
) -> BallotDecision:
    with writing(engine) as c:
        ballots = BallotKey(sheet_id, source, rater)
        return add_ballot_decision(c, ballots, verdict, reason="两票逐项雷同", actor="办公室")


def test_a_decision_comes_back_as_it_was_kept(engine: Engine, campaign: Campaign) -> None:
    sheet_id = kept_sheet(engine, campaign)
    made = decided(engine, sheet_id)
    with reading(engine) as c:
        assert ballot_decisions(c, [sheet_id]) == [made]
    assert (made.source, made.rater, made.verdict) == (Source.MASS, 3, Verdict.VOID)
    assert (made.reason, made.decided_by) == ("两票逐项雷同", "办公室")
    assert made.decided_at.tzinfo is not None


def test_the_newest_decision_on_a_rater_is_in_force(engine: Engine, campaign: Campaign) -> None:
    sheet_id = kept_sheet(engine, campaign)
    first = decided(engine, sheet_id)
    second = decided(engine, sheet_id, verdict=Verdict.SOUND)
    other = decided(engine, sheet_id, rater=4)
    peer = decided(engine, sheet_id, source=Source.PEER)
    with reading(engine) as c:
        assert ballot_decisions(c, [sheet_id]) == [first, second, other, peer]
        assert decisions_in_force(c, [sheet_id]) == {
            BallotKey(sheet_id, Source.MASS, 3): second,
            BallotKey(sheet_id, Source.MASS, 4): other,
            BallotKey(sheet_id, Source.PEER, 3): peer,
        }


def test_what_was_undone_is_in_force_no_more_and_stays_on_record(
    engine: Engine, campaign: Campaign
) -> None:
    sheet_id = kept_sheet(engine, campaign)
    decided(engine, sheet_id)
    decided(engine, sheet_id, verdict=Verdict.UNDONE)
    with reading(engine) as c:
        assert decisions_in_force(c, [sheet_id]) == {}
        assert [one.verdict for one in ballot_decisions(c, [sheet_id])] == ["void", "undone"]


def test_decisions_are_those_of_the_sheets_asked_for(engine: Engine, campaign: Campaign) -> None:
    one, other = (kept_sheet(engine, campaign, content) for content in (b"PK1", b"PK2"))
    decided(engine, one)
    made = decided(engine, other)
    with reading(engine) as c:
        assert ballot_decisions(c, [other]) == [made]
        assert ballot_decisions(c, []) == []
        assert decisions_in_force(c, [other + 99]) == {}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ballot_decision SET verdict = 'sound'",
        "UPDATE ballot_decision SET reason = 'x'",
        "DELETE FROM ballot_decision",
    ],
)
def test_a_decision_is_neither_changed_nor_deleted(
    engine: Engine, campaign: Campaign, change: str
) -> None:
    sheet_id = kept_sheet(engine, campaign)
    made = decided(engine, sheet_id)
    with pytest.raises(IntegrityError), writing(engine) as c:
        c.execute(text(change))
    with reading(engine) as c:
        assert ballot_decisions(c, [sheet_id]) == [made]


@pytest.mark.parametrize(
    ("column", "value"),
    [("reason", ""), ("rater", -1), ("verdict", "maybe"), ("source", "other"), ("sheet_id", 999)],
)
def test_the_database_refuses_what_is_no_decision(
    engine: Engine, campaign: Campaign, column: str, value: object
) -> None:
    sheet_id = kept_sheet(engine, campaign)
    values = {
        "sheet_id": sheet_id, "source": "mass", "rater": 1, "verdict": "void", "reason": "重复",
        "decided_by": "办公室", "decided_at": "2012-06-20 08:00:00",
    } | {column: value}  # fmt: skip
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    with pytest.raises((IntegrityError, StatementError)), writing(engine) as c:
        c.execute(text(f"INSERT INTO ballot_decision ({names}) VALUES ({places})"), values)
    with reading(engine) as c:
        assert ballot_decisions(c, [sheet_id]) == []


def older(url: str) -> None:
    """Make a database of the second revision with a small campaign in it."""
    engine = create_engine(url)
    with engine.begin() as c:
        command.upgrade(alembic_config(c), "0002")
    kept_sheet(engine, small_campaign(engine))
    engine.dispose()


def upgraded(url: str) -> None:
    engine = open_database(url)
    with reading(engine) as c:
        assert c.scalar(text("SELECT version_num FROM alembic_version")) == NEWEST
        sheet_id = c.scalar(text("SELECT id FROM sheet"))
    made = decided(engine, sheet_id)
    with reading(engine) as c:
        assert ballot_decisions(c, [sheet_id]) == [made]
    engine.dispose()


def test_a_sqlite_database_of_the_second_revision_is_upgraded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    older(url)
    upgraded(url)


def test_a_postgresql_database_of_the_second_revision_is_upgraded(postgresql_url: str) -> None:
    with new_database(postgresql_url) as url:
        older(url.replace("postgresql:", "postgresql+psycopg:"))
        upgraded(url)
