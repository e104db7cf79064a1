"""Ratings as one Parquet value, and back without loss."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

_CATEGORIES = b"cxzy.categories"


def ratings_to_parquet(ratings: pd.DataFrame) -> bytes:
    """Return a ratings table as Parquet: every column, category, type and missing value.

    Categories are text, those without a row included. Row labels are not kept.
    """
    ratings = _with_text_categories(ratings)
    table = pa.Table.from_pandas(ratings, preserve_index=False)
    known = {name: list(ratings[name].cat.categories) for name in _category_columns(ratings)}
    facts = {**(table.schema.metadata or {}), _CATEGORIES: json.dumps(known)}
    target = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata(facts), target, compression="zstd", write_statistics=False
    )
    return bytes(target.getvalue())


def ratings_from_parquet(parquet: bytes) -> pd.DataFrame:
    """Return the ratings table that `ratings_to_parquet` made into bytes."""
    table = pq.read_table(pa.BufferReader(parquet), use_threads=False)
    ratings: pd.DataFrame = table.to_pandas()
    known = json.loads((table.schema.metadata or {}).get(_CATEGORIES, b"{}"))
    for name, categories in known.items():
        if list(ratings[name].cat.categories) != categories or not categories:
            # Parquet forgets the categories of a column without values
            index = pd.Index(categories, dtype="str")
            ratings[name] = ratings[name].cat.set_categories(index)
    return ratings


def _with_text_categories(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the table with categories that are text also where there are none."""
    kinds = {name: ratings[name].dtype for name in _category_columns(ratings)}
    return ratings.astype(
        {
            name: pd.CategoricalDtype(kind.categories.astype("str"), kind.ordered)
            for name, kind in kinds.items()
            if kind.categories.dtype != "str"
        }
    )


def _category_columns(ratings: pd.DataFrame) -> list[str]:
    return list(ratings.columns[ratings.dtypes == "category"])
