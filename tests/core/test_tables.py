"""Small tables are what pandas makes of the same columns."""

import numpy as np
import pandas as pd

from cxzy.core.tables import table_of


def test_a_table_is_what_pandas_makes_of_its_columns() -> None:
    columns = {
        "source": pd.Categorical(["peer", "self"]),
        "subject": pd.array(["1", "2"], dtype="str"),
        "points": np.array([90.0, np.nan]),
    }
    pd.testing.assert_frame_equal(table_of(columns), pd.DataFrame(columns))


def test_a_table_without_rows_or_columns_is_still_one() -> None:
    pd.testing.assert_frame_equal(
        table_of({"points": np.empty(0)}), pd.DataFrame({"points": np.empty(0)})
    )
    assert table_of({}).shape == (0, 0)


def test_what_is_done_to_the_names_of_one_table_leaves_the_others_alone() -> None:
    one = table_of({"points": np.zeros(1)})
    one.columns.name = "column"
    one.columns = pd.Index(["marks"])
    other = table_of({"points": np.zeros(1)})
    assert other.columns.tolist() == ["points"]
    assert other.columns.name is None


def test_the_values_are_not_copied() -> None:
    points = np.zeros(3)
    assert np.shares_memory(table_of({"points": points})["points"].to_numpy(), points)
