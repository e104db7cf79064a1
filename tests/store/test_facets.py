"""Facets come back as they were put in, whole periods at once and fast."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, update
from sqlalchemy.exc import IntegrityError

from cxzy.core.facets import FACETS_WAY
from cxzy.core.vocabulary import Source
from cxzy.store import tables
from cxzy.store.database import reading, writing
from cxzy.store.facets import (
    FACET_COLUMNS,
    criterion_facets,
    facets,
    mean_totals,
    reckoned_in_an_older_way,
    replace_all_facets,
    replace_facets,
)
from tests.store.conftest import Campaign, second_meeting

KEYS = ["source", "group", "subject", "criterion"]

rows = st.lists(
    st.tuples(
        st.sampled_from([str(source) for source in Source]),
        st.sampled_from(["", "学生", "教师"]),
        st.sampled_from(["", "20120001", "甲,乙", '"引号"']),
        st.sampled_from(["", "promise", "联系群众"]),
        st.integers(0, 2**31 - 1),
        st.floats(0, 100) | st.just(np.nan),
        st.floats(0, 100) | st.just(np.nan),
    ),
    unique_by=lambda row: row[:4],
)


def table(values: list[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(values, columns=[*KEYS, "n", "mean", "spread"])
    return frame.astype({"n": "int64", "mean": "float64", "spread": "float64"})


def sorted_plain(frame: pd.DataFrame) -> pd.DataFrame:
    plain = frame[[*KEYS, "n", "mean", "spread"]].astype(dict.fromkeys(KEYS, "str"))
    return plain.sort_values(KEYS, ignore_index=True)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25
)
@given(values=rows)
def test_facets_come_back_as_they_were_put_in(
    engine: Engine, campaign: Campaign, values: list[tuple[object, ...]]
) -> None:
    given_ = table(values).astype(dict.fromkeys(KEYS, "category"))
    with writing(engine) as c:
        replace_facets(c, campaign.meeting.id, given_)
        stored = facets(c, [campaign.meeting.id])
    assert list(stored.columns) == list(FACET_COLUMNS)
    assert (stored["meeting"] == campaign.meeting.id).all()
    pd.testing.assert_frame_equal(sorted_plain(stored), sorted_plain(given_))


def test_no_facets_have_the_columns_and_types_of_some(engine: Engine, campaign: Campaign) -> None:
    one = table([("self", "", "1", "", 1, 90.0, np.nan)])
    with writing(engine) as c:
        replace_facets(c, campaign.meeting.id, one)
        some, none = facets(c, [campaign.meeting.id]), facets(c, [])
        replace_facets(c, campaign.meeting.id, one.head(0))
        assert facets(c, [campaign.meeting.id]).empty
    assert [str(kind) for kind in none.dtypes] == [str(kind) for kind in some.dtypes]


def test_facets_of_several_meetings_are_replaced_at_once(
    engine: Engine, campaign: Campaign
) -> None:
    with writing(engine) as c:
        other = second_meeting(c, campaign)
        replace_facets(c, campaign.meeting.id, meeting_facets(1))
        both = {campaign.meeting.id: meeting_facets(2), other: meeting_facets(3)}
        replace_all_facets(c, both, first={other})
        for meeting, given_ in both.items():
            pd.testing.assert_frame_equal(sorted_plain(facets(c, [meeting])), sorted_plain(given_))
        replace_all_facets(c, {})
        assert not reckoned_in_an_older_way(c)


def test_one_criterion_is_read_without_the_others(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        replace_facets(c, campaign.meeting.id, meeting_facets(1))
        every, whole = (
            facets(c, [campaign.meeting.id]),
            facets(c, [campaign.meeting.id], criterion=""),
        )
    expected = every[every["criterion"] == ""].reset_index(drop=True)
    assert len(expected) == 80
    assert whole.astype(str).equals(expected.astype(str))


def test_what_stands_beside_the_marks_is_no_criterion_and_is_read_by_name(
    engine: Engine, campaign: Campaign
) -> None:
    rows = [
        ("mass", "", "1", "", 9, 90.0, 1.0),
        ("mass", "", "1", "work", 9, 91.0, 1.0),
        ("mass", "", "1", ":bonus:honour", 2, 1.5, np.nan),
        ("mass", "", "1", ":void", 3, np.nan, np.nan),
    ]
    with writing(engine) as c:
        replace_facets(c, campaign.meeting.id, table(rows))
        ids = [campaign.meeting.id]
        assert criterion_facets(c, ids)["criterion"].tolist() == ["work"]
        assert mean_totals(c, ids)["criterion"].tolist() == ["work"]
        assert facets(c, ids, criterion="")["n"].tolist() == [9]
        beside = facets(c, ids, criterion="", beside=[":bonus:honour", ":void"])
    assert beside["criterion"].tolist() == ["", ":bonus:honour", ":void"]
    assert beside["n"].tolist() == [9, 2, 3]


def test_criteria_are_read_of_whole_sources_and_of_those_asked_for(
    engine: Engine, campaign: Campaign
) -> None:
    rows = [
        ("mass", "", "1", "", 9, 90.0, 1.0),
        ("mass", "", "1", "work", 9, 91.0, 1.0),
        ("mass", "", "2", "work", 0, np.nan, np.nan),
        ("mass", "学生", "1", "work", 4, 92.0, 1.0),
        ("peer", "", "2", "work", 3, 93.0, 1.0),
    ]
    with writing(engine) as c:
        replace_facets(c, campaign.meeting.id, table(rows))
        every = criterion_facets(c, [campaign.meeting.id])
        peers = criterion_facets(c, [campaign.meeting.id], [Source.PEER])
        none = criterion_facets(c, [])
    keys = ["source", "criterion", "subject"]
    assert every[keys].values.tolist() == [
        ["mass", "work", "1"],
        ["mass", "work", "2"],
        ["peer", "work", "2"],
    ]
    assert every["mean"].fillna(-1).tolist() == [91.0, -1.0, 93.0]
    assert set(every["meeting"]) == {campaign.meeting.id}
    assert peers[keys].values.tolist() == [["peer", "work", "2"]]
    assert peers["mean"].tolist() == [93.0]
    assert none.empty
    assert list(none.columns) == list(every.columns)


def test_totals_count_what_has_a_mean_per_source_and_criterion(
    engine: Engine, campaign: Campaign
) -> None:
    rows = [
        ("mass", "", "1", "work", 9, 90.0, 1.0),
        ("mass", "", "2", "work", 9, 80.5, 1.0),
        ("mass", "", "3", "work", 0, np.nan, np.nan),
        ("mass", "学生", "1", "work", 4, 91.0, 1.0),
        ("mass", "", "1", "", 9, 90.0, 1.0),
    ]
    with writing(engine) as c:
        replace_facets(c, campaign.meeting.id, table(rows))
        totals, none = mean_totals(c, [campaign.meeting.id]), mean_totals(c, [])
    assert totals.values.tolist() == [[campaign.meeting.id, "mass", "work", 2, 170.5]]
    assert none.empty
    assert list(none.columns) == list(totals.columns)


def test_what_is_stored_is_of_todays_way_and_what_is_older_is_found(
    engine: Engine, campaign: Campaign
) -> None:
    with writing(engine) as c:
        assert reckoned_in_an_older_way(c) == []  # nothing is stored
        for _time in range(2):
            replace_facets(c, campaign.meeting.id, table([]))
        assert reckoned_in_an_older_way(c) == []
        c.execute(update(tables.facet_reckoning).values(way=FACETS_WAY - 1))
        assert reckoned_in_an_older_way(c) == [campaign.meeting.id]
        replace_facets(c, campaign.meeting.id, table([]))
        assert reckoned_in_an_older_way(c) == []


@pytest.fixture
def full_period(engine: Engine, campaign: Campaign) -> Engine:
    """200 branches x 20 members x 4 sources x 6 rows = 96,000 rows."""
    meeting = campaign.meeting
    with writing(engine) as c:
        for number in range(2, 201):
            c.execute(
                insert(tables.unit).values(
                    id=1000 + number, code=f"b{number}", name="支部", level="branch", version=1
                )
            )
            c.execute(
                insert(tables.meeting).values(
                    id=1000 + number,
                    period_id=meeting.period_id,
                    unit_id=1000 + number,
                    scheme_id=meeting.scheme_id,
                    subject="member",
                    version=1,
                )
            )
            replace_facets(c, 1000 + number, meeting_facets(number))
        replace_facets(c, meeting.id, meeting_facets(1))
    return engine


def meeting_facets(number: int) -> pd.DataFrame:
    members = [f"2012{number:03d}{member:03d}" for member in range(20)]
    keys = pd.MultiIndex.from_product(
        [["self", "peer", "leader", "mass"], [""], members, ["", "a", "b", "c", "d", "e"]],
        names=KEYS,
    )
    return keys.to_frame(index=False).assign(n=20, mean=91.5, spread=1.5)


def test_a_whole_period_is_read_in_less_than_150_ms_of_computing(full_period: Engine) -> None:
    times = []
    for _ in range(6):
        begin = time.process_time()
        with reading(full_period) as c:
            ids = [row.id for row in c.execute(tables.meeting.select())]
            frame = facets(c, ids)
        times.append(time.process_time() - begin)
    assert len(frame) == 96_000
    assert frame["subject"].nunique() == 4_000
    assert min(times) < 0.150, times


def test_a_source_outside_of_the_vocabulary_is_refused(engine: Engine, campaign: Campaign) -> None:
    with pytest.raises(IntegrityError), writing(engine) as c:
        replace_facets(c, campaign.meeting.id, table([("boss", "", "1", "", 1, 90.0, np.nan)]))
    with reading(engine) as c:
        assert facets(c, [campaign.meeting.id]).empty
