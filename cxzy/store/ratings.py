"""Ratings as one Parquet value, and back without loss.

Columns are converted one by one: pandas' own conversion takes three times as long and forgets
categories that no row has. See docs/decisions/0020-ratings-as-parquet.md.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cxzy.core.columns import Columns, Words
from cxzy.core.tables import table_of

_CATEGORIES = b"cxzy.categories"
_BATCH = 65_536
"""So many values are encoded at once: all of a usual sheet."""


def ratings_to_parquet(ratings: pd.DataFrame | Columns) -> bytes:
    """Return a ratings table as Parquet: every column, category, type and missing value.

    Categories are text, those without a row included. Row labels are not kept.
    """
    columns = _columns(ratings)
    known = {name: told for name, column in columns.items() if (told := _known(column))}
    arrays = {
        name: _coded(column.codes, known[name]["words"]) if name in known else _array(column)
        for name, column in columns.items()
    }
    schema = pa.schema(
        # where nothing is missing, nothing is noted of each value
        [pa.field(name, one.type, nullable=one.null_count > 0) for name, one in arrays.items()],
        metadata={_CATEGORIES: json.dumps(known)},
    )
    target = pa.BufferOutputStream()
    with pq.ParquetWriter(
        target,
        schema,
        compression="lz4",  # half the time of zstd for a third more bytes
        write_statistics=False,
        write_batch_size=_BATCH,
        # marks repeat, places of cells do not: this makes two thirds of the size
        use_dictionary=[
            name for name, c in columns.items() if name in known or c.dtype.kind not in "iu"
        ],
    ) as writer:
        writer.write_table(pa.Table.from_arrays(list(arrays.values()), schema=schema))
    return bytes(target.getvalue())


def ratings_from_parquet(parquet: bytes) -> pd.DataFrame:
    """Return the ratings table that `ratings_to_parquet` made into bytes."""
    table = pq.ParquetFile(pa.BufferReader(parquet)).read(use_threads=False)
    known = json.loads((table.schema.metadata or {}).get(_CATEGORIES, b"{}"))
    columns = {
        name: _category(column, known[name]) if name in known else _plain(column)
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return table_of(columns)


def _columns(ratings: pd.DataFrame | Columns) -> dict[str, Any]:
    if isinstance(ratings, Columns):
        return dict(ratings.by_name)
    return {str(name): ratings[name].array for name in ratings.columns.tolist()}


def _known(column: Any) -> dict[str, Any] | None:
    """Return the words of a column that has such, and whether they have an order."""
    if isinstance(column, Words):
        return {"words": column.words, "ordered": False}
    if isinstance(column, pd.Categorical):
        return {"words": list(map(str, column.categories.tolist())), "ordered": column.ordered}
    return None


def _coded(codes: np.ndarray, words: Sequence[str]) -> pa.Array:
    missing = codes < 0 if codes.min(initial=0) < 0 else None
    return pa.DictionaryArray.from_arrays(codes, _texts(tuple(words)), mask=missing)


@lru_cache(maxsize=64)  # forms of one scheme have the same sources, criteria and groups
def _texts(words: tuple[str, ...]) -> pa.Array:
    return pa.array(words, pa.string())


def _array(column: Any) -> pa.Array:
    if isinstance(column, np.ndarray):
        return pa.array(column)
    whole = isinstance(column, pd.api.extensions.ExtensionArray) and column.dtype.kind == "O"
    return pa.array(column if whole else column.to_numpy())


def _category(column: pa.ChunkedArray, known: dict[str, Any]) -> pd.Categorical:
    """Return a column with all its known words; the file has those that are used, in any order."""
    places = {word: place for place, word in enumerate(known["words"])}
    array = column.unify_dictionaries().combine_chunks()
    stored = [places[word] for word in array.dictionary.to_pylist()]
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    if stored != list(range(len(stored))):
        codes = pd.Series([*stored, -1]).to_numpy()[codes]
    words = pd.Index(known["words"], dtype="str")
    return pd.Categorical.from_codes(codes, words, ordered=known["ordered"])


def _plain(column: pa.ChunkedArray) -> Any:
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return column.to_numpy()
    return column.to_pandas()
