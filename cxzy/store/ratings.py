"""Ratings as one Parquet value, and back without loss."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def ratings_to_parquet(ratings: pd.DataFrame) -> bytes:
    """Return a ratings table as Parquet: every column, category, type and missing value.

    Row labels are not kept.
    """
    target = pa.BufferOutputStream()
    table = pa.Table.from_pandas(ratings, preserve_index=False)
    pq.write_table(table, target, compression="zstd", write_statistics=False)
    return bytes(target.getvalue())


def ratings_from_parquet(parquet: bytes) -> pd.DataFrame:
    """Return the ratings table that `ratings_to_parquet` made into bytes."""
    table = pq.read_table(pa.BufferReader(parquet), use_threads=False)
    ratings: pd.DataFrame = table.to_pandas()
    return ratings.astype(_text_categories(ratings))


def _text_categories(ratings: pd.DataFrame) -> dict[str, pd.CategoricalDtype]:
    """Return the types of columns whose empty categories came back as no kind of text."""
    kinds = ratings.dtypes[ratings.dtypes == "category"]
    return {
        name: pd.CategoricalDtype(kind.categories.astype("str"), kind.ordered)
        for name, kind in kinds.items()
        if kind.categories.dtype == object
    }
