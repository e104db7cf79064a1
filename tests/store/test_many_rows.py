"""Many rows go in at once, in either database."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from cxzy.store import tables
from cxzy.store.database import reading, writing
from cxzy.store.many_rows import insert_columns
from tests.store.conftest import Campaign

TEXTS = ("name", "branch", "organisation", "kind", "type", "position")


def columns(campaign: Campaign, *subjects: str) -> dict[str, list[object]]:
    """Return rows of the roster, their columns in another order than the table has them."""
    size = len(subjects)
    texts: dict[str, list[object]] = {name: [f"{name} 100% ?"] * size for name in TEXTS}
    ids: list[object] = [campaign.meeting.id] * size
    return {**texts, "subject": [*subjects], "place": [*range(size)], "meeting_id": ids}


def test_rows_come_back_in_the_columns_they_were_given_for(
    engine: Engine, campaign: Campaign
) -> None:
    with writing(engine) as c:
        insert_columns(c, tables.roster, columns(campaign, "甲", "'乙'", '"丙"', ":x %s"))
    with reading(engine) as c:
        rows = c.execute(select(tables.roster).order_by("place")).mappings().all()
    assert [row["subject"] for row in rows] == ["甲", "'乙'", '"丙"', ":x %s"]
    assert [row["place"] for row in rows] == [0, 1, 2, 3]
    assert all(row[name] == f"{name} 100% ?" for row in rows for name in TEXTS)


def test_columns_without_rows_insert_nothing(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        insert_columns(c, tables.roster, columns(campaign))
        assert c.execute(select(tables.roster)).all() == []


def test_a_column_that_is_too_short_is_refused(engine: Engine, campaign: Campaign) -> None:
    short = {**columns(campaign, "甲", "乙"), "place": [0]}
    with writing(engine) as c:
        with pytest.raises(ValueError, match="shorter"):
            insert_columns(c, tables.roster, short)
        assert c.execute(select(tables.roster)).all() == []


def test_what_the_table_forbids_undoes_all_rows(engine: Engine, campaign: Campaign) -> None:
    with pytest.raises(IntegrityError), writing(engine) as c:
        insert_columns(c, tables.roster, columns(campaign, "甲", "乙", "甲"))
    with reading(engine) as c:
        assert c.execute(select(tables.roster)).all() == []
