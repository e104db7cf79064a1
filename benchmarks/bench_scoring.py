"""Scoring 10 million ratings beside polars, DuckDB and a bare numpy.bincount.

100,000 subjects with 20 ballots over four sources, five criteria each. The peers compute the
same means (criteria → ballot → source → weighted score) without blank marks, void ballots,
flags, ranks or grades; `bincount` only sums and counts per subject, source and criterion.
"""

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from benchmarks.table import Row, medians
from cxzy.core.facets import facets
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import score, weighted_scores
from cxzy.core.vocabulary import Source

SUBJECTS = 100_000
BALLOTS = (1, 9, 4, 6)
CRITERION_WEIGHTS = (30, 20, 20, 20, 10)
SOURCE_WEIGHTS = (10, 30, 30, 30)


def scheme() -> Scheme:
    criteria = "\n".join(
        f'[[criteria]]\nkey = "c{number}"\nweight = {weight}'
        for number, weight in enumerate(CRITERION_WEIGHTS)
    )
    return parse_scheme(criteria)


def ratings(subjects: int = SUBJECTS, cast: tuple[int, int, int, int] = BALLOTS) -> pd.DataFrame:
    """Return ratings in the order in which sheets deliver them: ballot after ballot.

    `cast` is how many ballots each subject has from each source.
    """
    ballots, many = sum(cast), len(CRITERION_WEIGHTS)
    source = np.repeat(np.arange(4, dtype="int8"), cast)
    rater = np.concatenate([np.arange(count, dtype="int32") for count in cast])
    rows = subjects * ballots * many
    marks = np.random.default_rng(20120605).integers(60, 101, rows)
    sources = pd.Index(["self", "peer", "leader", "mass"], dtype="str")
    names = pd.Index([f"{number:08d}" for number in range(subjects)], dtype="str")
    criteria = pd.Index([f"c{number}" for number in range(many)], dtype="str")
    categorical = pd.Categorical.from_codes
    return pd.DataFrame(
        {
            "source": categorical(np.tile(np.repeat(source, many), subjects), sources),
            "rater": np.tile(np.repeat(rater, many), subjects),
            "group": categorical(np.zeros(rows, dtype="int8"), pd.Index([""], dtype="str")),
            "subject": categorical(np.repeat(np.arange(subjects), ballots * many), names),
            "criterion": categorical(np.tile(np.arange(many), subjects * ballots), criteria),
            "points": marks.astype("float64"),
            "count": np.ones(rows, dtype="int32"),
        }
    )


def codes(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the columns that the peers need as plain numbers: the fastest form for them."""
    coded = {name: table[name].cat.codes.to_numpy() for name in ("source", "subject", "criterion")}
    return coded | {name: table[name].to_numpy() for name in ("rater", "points")}


def polars_scores(table: pl.DataFrame) -> pl.DataFrame:
    weight = pl.lit(pl.Series(np.array(CRITERION_WEIGHTS) / 100)).gather(pl.col("criterion"))
    share = pl.lit(pl.Series(np.array(SOURCE_WEIGHTS) / 100)).gather(pl.col("source"))
    ballots = (
        table.lazy()
        .with_columns(weight=weight)
        .group_by("subject", "source", "rater")
        .agg(value=(pl.col("weight") * pl.col("points")).sum() / pl.col("weight").sum())
    )
    means = ballots.group_by("subject", "source").agg(pl.col("value").mean())
    return means.group_by("subject").agg(score=(share * pl.col("value")).sum()).collect()


DUCKDB_SCORES = """
    with ballots as (
        select subject, source, rater,
               sum(weight * points) / sum(weight) as value
        from ratings join criterion_weights using (criterion)
        group by subject, source, rater),
    means as (select subject, source, avg(value) as value from ballots group by subject, source)
    select subject, sum(share * value) as score
    from means join source_weights using (source) group by subject
"""


def duckdb_with(columns: dict[str, np.ndarray]) -> duckdb.DuckDBPyConnection:
    """Return a connection that holds the ratings in DuckDB's own storage."""
    connection = duckdb.connect()
    connection.register("given", pl.DataFrame(columns).to_arrow())
    connection.execute("create table ratings as select * from given")
    criterion = pd.DataFrame({"criterion": range(5), "weight": np.array(CRITERION_WEIGHTS) / 100})
    source = pd.DataFrame({"source": range(4), "share": np.array(SOURCE_WEIGHTS) / 100})
    connection.register("criterion_weights", criterion)
    connection.register("source_weights", source)
    return connection


def bincounts(columns: dict[str, np.ndarray], subjects: int = SUBJECTS) -> tuple[np.ndarray, ...]:
    cell = columns["subject"].astype("int64") * 4 + columns["source"]
    cell = cell * 5 + columns["criterion"]
    size = subjects * 20
    return np.bincount(cell, minlength=size), np.bincount(cell, columns["points"], size)


def agree(ours: pd.DataFrame, theirs: np.ndarray) -> None:
    """Stop where a peer computes something else: then its time would say nothing."""
    exact = ours.set_index("subject").sort_index()
    unrounded = exact[[name for name in exact if name.endswith("_contribution")]].sum(axis=1)
    if not np.allclose(unrounded.to_numpy(), theirs):
        raise SystemExit("a peer's scores differ from ours")


def rows() -> list[Row]:
    rules, table = scheme(), ratings()
    columns = codes(table)
    frame, connection = pl.DataFrame(columns), duckdb_with(columns)
    ours = score(table, rules)
    agree(ours, polars_scores(frame).sort("subject")["score"].to_numpy())
    agree(ours, connection.sql(DUCKDB_SCORES + " order by subject").fetchnumpy()["score"])
    seconds = medians(
        {
            "ours": lambda: score(table, rules),
            "polars": lambda: polars_scores(frame),
            "DuckDB": lambda: connection.sql(DUCKDB_SCORES).fetchnumpy(),
            "numpy.bincount": lambda: bincounts(columns),
            "facets": lambda: facets(table, rules),
        }
    )
    name, least = "score 10 million ratings", "sums and counts per subject, source, criterion"
    beside = [
        Row.beside(name, seconds["ours"], peer, seconds[peer], target=target, note=note)
        for peer, target, note in (
            ("polars", "≤ 1", ""),
            ("DuckDB", "≤ 1", ""),
            ("numpy.bincount", "≤ 3", least),
        )
    ]
    more = f"means, counts and spreads per criterion; bincount: {least}"
    facet_row = Row.beside(
        "facets of 10 million ratings",
        seconds["facets"],
        "numpy.bincount",
        seconds["numpy.bincount"],
        target="none",
        note=more,
    )
    others = [with_gaps(table, columns, rules), in_random_order(table, columns, rules)]
    return [*beside, *others, facet_row, what_if(rules)]


def with_gaps(table: pd.DataFrame, columns: dict[str, np.ndarray], rules: Scheme) -> Row:
    given = np.random.default_rng(2).random(len(table)) > 0.01
    kept = {name: part[given] for name, part in columns.items()}
    name = "score 10 million ratings, one mark in a hundred missing"
    return beside_polars(name, table[given], kept, rules)


def in_random_order(table: pd.DataFrame, columns: dict[str, np.ndarray], rules: Scheme) -> Row:
    order = np.random.default_rng(1).permutation(len(table))
    mixed = {name: part[order] for name, part in columns.items()}
    name = "score 10 million ratings, rows in random order"
    return beside_polars(name, table.take(order), mixed, rules)


def beside_polars(
    name: str, table: pd.DataFrame, columns: dict[str, np.ndarray], rules: Scheme
) -> Row:
    frame = pl.DataFrame(columns)
    tasks = {"ours": lambda: score(table, rules), "polars": lambda: polars_scores(frame)}
    seconds = medians(tasks, rounds=3)
    return Row.beside(name, seconds["ours"], "polars", seconds["polars"], target="≤ 1")


def what_if(rules: Scheme) -> Row:
    stored = facets(ratings(4_000), rules)
    tasks = {"ours": lambda: weighted_scores(stored, rules.with_weights({Source.PEER: 50}))}
    seconds = medians(tasks, rounds=11)["ours"]
    name = "what-if weights, 4,000 members"
    return Row.beside(name, seconds, "30 ms for a whole rerun", 0.03, target="≤ 1")
