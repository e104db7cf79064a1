"""Polars and DuckDB, told the same rules in their own words, come to the same scores."""

import pandas as pd
import polars as pl

from benchmarks.bench_scoring import (
    DUCKDB_SCORES,
    agree,
    codes,
    duckdb_with,
    polars_scores,
    ratings,
    scheme,
)
from cxzy.core.ballots import FIRST_ROWS
from cxzy.core.scoring import facets, score, weighted_scores


def test_polars_and_duckdb_come_to_the_same_scores() -> None:
    table, rules = ratings(800), scheme()
    columns = codes(table)
    by_polars = polars_scores(pl.DataFrame(columns)).sort("subject")["score"].to_numpy()
    ordered = duckdb_with(columns).sql(DUCKDB_SCORES + " order by subject")
    by_duckdb = ordered.fetchnumpy()["score"]
    mixed = table.sample(frac=1, random_state=20120605)
    rest = table.iloc[FIRST_ROWS:].sample(frac=1, random_state=20120605)
    late = pd.concat([table.iloc[:FIRST_ROWS], rest])
    for results in (
        score(table, rules),
        score(mixed, rules),
        score(late, rules),
        weighted_scores(facets(mixed, rules), rules),
    ):
        agree(results, by_polars)
        agree(results, by_duckdb)
