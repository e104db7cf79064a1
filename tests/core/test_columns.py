"""Ratings as columns and as a table: the same facets, the same faults, the same stored value."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from cxzy.core.columns import Columns, Words, small
from cxzy.core.facets import facet_columns, facet_table, facets
from cxzy.core.rating_errors import RatingsError
from cxzy.core.ratings import complete_ratings, empty_ratings
from cxzy.core.roster import MEMBER_COLUMNS, ListedRoster, Roster
from cxzy.core.scheme import Scheme
from cxzy.store.ratings import ratings_from_parquet, ratings_to_parquet

SCHEME = Scheme()
KEYS = [criterion.key for criterion in SCHEME.criteria]


def some_ratings() -> pd.DataFrame:
    """Return marks of two sources, one in groups, with a blank mark and a rater not known."""
    chance, rows = np.random.default_rng(1706), []
    for rater in range(6):
        for subject in ("丙", "甲", "乙"):
            source, group = ("mass", ("教师", "学生")[rater % 2]) if rater > 2 else ("peer", "")
            rows += [
                (source, rater, group, subject, key, float(chance.integers(60, 101)))
                for key in KEYS
            ]
    names = ["source", "rater", "group", "subject", "criterion", "points"]
    ratings = pd.DataFrame(rows, columns=pd.Index(names))
    ratings.loc[3, "points"] = np.nan
    ratings.loc[ratings["rater"] == 5, "rater"] = -1
    return complete_ratings(ratings, SCHEME)


def test_columns_have_the_facets_of_their_table() -> None:
    ratings = some_ratings()
    columns = Columns.of(ratings)
    assert len(columns) == len(ratings)
    assert "word" in columns
    assert_frame_equal(facet_table(facet_columns(columns, SCHEME)), facets(ratings, SCHEME))


def test_no_ratings_have_no_facets() -> None:
    assert len(facet_columns(Columns.of(empty_ratings()), SCHEME)) == 0


def test_columns_come_back_from_the_database_as_their_table() -> None:
    columns = Columns.of(some_ratings())
    assert_frame_equal(ratings_from_parquet(ratings_to_parquet(columns)), columns.table)
    assert ratings_to_parquet(columns) == ratings_to_parquet(columns.table)


@pytest.mark.parametrize(
    ("column", "value"),
    [("points", 101.0), ("points", np.inf), ("count", -1), ("subject", ""), ("source", "friend"),
     ("criterion", "looks")],
)  # fmt: skip
def test_a_fault_in_columns_is_worded_as_in_their_table(column: str, value: object) -> None:
    ratings = some_ratings()
    texts = ratings[column].astype("str" if isinstance(value, str) else ratings[column].dtype)
    texts[7] = value
    ratings[column] = texts.astype("category") if isinstance(value, str) else texts
    with pytest.raises(RatingsError) as of_table:
        facets(ratings, SCHEME)
    with pytest.raises(RatingsError) as of_columns:
        facet_columns(Columns.of(ratings), SCHEME)
    assert (of_columns.value.message, of_columns.value.hint) == (
        of_table.value.message,
        of_table.value.hint,
    )


def test_a_column_is_asked_for_as_what_it_is() -> None:
    columns = Columns({"name": Words(("甲",), np.zeros(2, dtype="int8")), "n": np.arange(2)})
    with pytest.raises(TypeError):
        columns.words("n")
    with pytest.raises(TypeError):
        columns.numbers("name")


@pytest.mark.parametrize(("words", "kind"), [(0, "int8"), (127, "int8"), (129, "int16")])
def test_codes_are_as_small_as_their_words_allow(words: int, kind: str) -> None:
    codes = small(np.array([-1, words - 1]), words)
    assert codes.dtype == kind
    assert codes.tolist() == [-1, words - 1]


@pytest.mark.parametrize("count", [0, 2])
def test_a_roster_of_lists_has_the_table_of_a_roster(count: int) -> None:
    lists = {name: [f"{name}{place}" for place in range(count)] for name in MEMBER_COLUMNS}
    listed = ListedRoster(lists, {"source": [], "group": [], "count": [], "present": []})
    table = pd.DataFrame(lists, columns=pd.Index(MEMBER_COLUMNS)).astype("str")
    assert_frame_equal(listed.members, table)
    assert listed.lists == Roster(table).lists
    assert_frame_equal(listed.electorate, Roster().electorate)
    assert listed.voting == {"source": [], "group": [], "count": [], "present": []}


def test_the_electorate_of_a_roster_of_lists_has_the_table_of_a_roster() -> None:
    voting = {
        "source": ["peer", "mass"],
        "group": ["", "学生"],
        "count": [12, 40],
        "present": [None, 31],
    }
    listed = ListedRoster({name: [] for name in MEMBER_COLUMNS}, voting)
    table = listed.electorate
    kinds = {"source": "str", "group": "str", "count": "int64", "present": "float64"}
    assert {name: str(kind) for name, kind in table.dtypes.items()} == kinds
    assert table["source"].tolist() == ["peer", "mass"]
    assert table["group"].tolist() == ["", "学生"]
    assert table["count"].tolist() == [12, 40]
    assert table["present"].isna().tolist() == [True, False]
    assert table["present"].iloc[1] == 31
    assert Roster(electorate=table[["source", "group", "count"]]).voting == {
        name: voting[name] for name in ("source", "group", "count")
    }
