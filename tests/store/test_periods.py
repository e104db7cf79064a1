"""Periods, in and out of the database."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from cxzy.store.database import reading, writing
from cxzy.store.errors import AlreadyThere, StaleRecord
from cxzy.store.periods import add_period, change_period, period, periods
from tests.store.conftest import Campaign

SECOND = {"name": "2012年下半年", "starts": date(2012, 7, 1), "ends": date(2012, 12, 31)}


def test_periods_come_back_newest_first(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        second = add_period(c, key="2012-2", due=date(2012, 12, 20), **SECOND)
    with reading(engine) as c:
        assert periods(c) == [second, campaign.period]
        assert period(c, second.id) == second


def test_the_key_of_a_period_is_its_own(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c, pytest.raises(AlreadyThere, match="2012-1"):
        add_period(c, key="2012-1", **SECOND)


def test_a_period_changes_once_per_version(engine: Engine, campaign: Campaign) -> None:
    later = replace(campaign.period, due=date(2012, 7, 10))
    with writing(engine) as c:
        assert change_period(c, later) == replace(later, version=2)
        with pytest.raises(StaleRecord):
            change_period(c, later)


def test_a_period_does_not_end_before_it_starts(engine: Engine, campaign: Campaign) -> None:
    wrong = replace(campaign.period, ends=date(2011, 1, 1))
    with writing(engine) as c, pytest.raises(IntegrityError):
        change_period(c, wrong)
