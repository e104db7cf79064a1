"""How sure results are, of five million ratings at once, beside polars computing the means.

2,000 branches of 20 members with 25 ballots each over four sources, five criteria. Ours computes
facets, scores, ranks, grades, intervals, the places that cannot be told apart, agreement and the
ballots to look at; polars the weighted means alone.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import polars as pl

from benchmarks.bench_scoring import codes, polars_scores, ratings, scheme
from benchmarks.table import Row, medians
from cxzy.core.confidence import rank_ranges, score_intervals
from cxzy.core.meeting_agreement import meeting_agreement
from cxzy.core.scheme import Scheme
from cxzy.core.scoring import facets, weighted_scores
from cxzy.core.screening import screened

BRANCHES, MEMBERS = 2_000, 20
CAST = (1, 10, 4, 10)
ROUNDS = 3


def meetings() -> pd.DataFrame:
    """Return five million ratings of 2,000 meetings."""
    table = ratings(BRANCHES * MEMBERS, CAST)
    branch = table["subject"].cat.codes.to_numpy() // MEMBERS
    return table.assign(meeting=pd.Categorical.from_codes(branch, np.arange(BRANCHES)))


def parts(table: pd.DataFrame, rules: Scheme) -> dict[str, Callable[[], object]]:
    """Return what is computed, each alone from what comes before it."""
    kept = facets(table, rules)
    results = weighted_scores(kept, rules)
    sure = score_intervals(kept, rules, results)
    return {
        "facets": lambda: facets(table, rules),
        "scores and ranks": lambda: weighted_scores(kept, rules),
        "intervals": lambda: score_intervals(kept, rules, results),
        "places": lambda: places(sure),
        "agreement": lambda: meeting_agreement(table, rules),
        "screening": lambda: screened(table, rules),
    }


def places(sure: pd.DataFrame) -> pd.DataFrame:
    """Return the places of each member in the own branch."""
    return rank_ranges(sure["score"], sure["variance"], within=sure["meeting"])


def everything(table: pd.DataFrame, rules: Scheme) -> tuple[pd.DataFrame, ...]:
    """Return all of it, from ratings; two things go on at once, as in polars."""
    with ThreadPoolExecutor(2) as pool:
        agreement = pool.submit(meeting_agreement, table, rules)
        looked_at = pool.submit(screened, table, rules)
        kept = facets(table, rules)
        results = weighted_scores(kept, rules)
        sure = score_intervals(kept, rules, results)
        return results, sure, places(sure), agreement.result(), looked_at.result()


def rows() -> list[Row]:
    rules, table = scheme(), meetings()
    frame = pl.DataFrame(codes(table))
    seconds = medians(
        {
            "ours": lambda: everything(table, rules),
            "polars": lambda: polars_scores(frame),
            **parts(table, rules),
        },
        rounds=ROUNDS,
    )
    peer = "polars, means alone"
    alone = ", ".join(
        f"{name} {seconds[name]:.2f} s" for name in seconds if name not in ("ours", "polars")
    )
    note = f"one after another: {alone}"
    name = "scores, intervals, places, agreement and screening, 5 million ratings"
    whole = Row.beside(name, seconds["ours"], peer, seconds["polars"], target="≤ 3", note=note)
    surer = sum(seconds[name] for name in ("intervals", "places"))
    beside = Row.beside(
        "intervals and places alone, 40,000 members", surer, peer, seconds["polars"], target="none"
    )
    return [whole, beside]
