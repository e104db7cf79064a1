"""Ratings become Parquet and come back without loss."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.store.ratings import ratings_from_parquet, ratings_to_parquet

CATEGORIES = ["source", "group", "subject", "criterion", "word", "sheet_name"]

words = st.sampled_from(["", "优秀", "良好", "peer", "20120001", " x "])


@st.composite
def ratings(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(0, 30))
    columns: dict[str, object] = {}
    for name in CATEGORIES:
        known = draw(st.lists(words, unique=True))
        codes = draw(st.lists(st.integers(-1, len(known) - 1), min_size=size, max_size=size))
        ordered = draw(st.booleans())
        columns[name] = pd.Categorical.from_codes(
            np.array(codes, dtype="int8"), pd.Index(known, dtype="str"), ordered=ordered
        )
    for name in ("rater", "count", "row", "column"):
        numbers = st.integers(-(2**31), 2**31 - 1)
        columns[name] = np.array(draw(st.lists(numbers, min_size=size, max_size=size)), "int32")
    points = st.floats(allow_nan=True, allow_infinity=False)
    columns["points"] = np.array(draw(st.lists(points, min_size=size, max_size=size)), "float64")
    return pd.DataFrame(columns)


@settings(deadline=None, max_examples=60)
@given(ratings())
def test_ratings_come_back_without_loss(frame: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(ratings_from_parquet(ratings_to_parquet(frame)), frame)


def test_a_table_without_columns_comes_back() -> None:
    frame = pd.DataFrame()
    pd.testing.assert_frame_equal(
        ratings_from_parquet(ratings_to_parquet(frame)), frame, check_column_type=False
    )


def test_a_column_of_no_words_at_all_stays_a_category_of_text() -> None:
    frame = pd.DataFrame({"word": pd.Categorical([None] * 3), "count": [1, 1, 1]})
    back = ratings_from_parquet(ratings_to_parquet(frame))
    assert back["word"].isna().all()
    assert back["word"].cat.categories.dtype == "str"


def test_only_a_column_with_gaps_notes_of_each_value_whether_it_is_there() -> None:
    frame = pd.DataFrame({"word": pd.Categorical(["优秀", None]), "points": [95.0, float("nan")]})
    schema = pq.read_schema(pa.BufferReader(ratings_to_parquet(frame)))
    assert {name: schema.field(name).nullable for name in frame} == {"word": True, "points": False}
