"""Whoever changes what comes of the same ratings raises `FACETS_WAY`, or this fails."""

from hashlib import sha256

import numpy as np
import pandas as pd

from cxzy.core.facets import FACETS_WAY, facets
from cxzy.core.ratings import with_void_ballots
from cxzy.core.scheme import parse_scheme

RULES = {
    "plain": "",
    "tally": 'aggregation = { kind = "tally", base = "returned" }',
    "present": 'aggregation = { kind = "tally", base = "present" }',
    "trimmed": 'aggregation = { kind = "trimmed", high = 1, low = 1, from = 5 }',
    "median": 'aggregation = "median"',
    "banded": 'aggregation = "banded"',
}
MORE = {
    "exclude": "",
    "zero": '[missing]\nmark = "zero"\n',
    "void": '[[ballot_rules]]\nkind = "at_most"\nword = "优秀"\nnumber = 3\naction = "void"\n',
    "bonus": '[[bonus]]\nkey = "extra"\nlabel = "加分"\nmaximum = 3\n',
}
WORDS = {
    "优秀": 95.0,
    "良好": 85.0,
    "一般": 75.0,
    "较差": 60.0,
    "弃权": None,
    "不了解": None,
    "": None,
}
KNOWN = {2: "302bd671de5de2bd1b181458ae6e881c4ba91a49658630b09149b0e73b086583"}
"""The digest of what comes of `ratings` under all of these rules, by `FACETS_WAY`.

A new number takes a new digest. Where only this table or `RULES` has changed, so may the digest.
"""


def ratings() -> pd.DataFrame:
    """Return marks of peers and masses: words, numbers, blanks, abstentions and votes."""
    drawn = np.random.default_rng(20120605)
    rows = []
    for rater in range(8):
        for subject in "甲乙丙丁":
            for criterion in ("a", "b", "c"):
                word = drawn.choice([*WORDS], p=[0.3, 0.3, 0.15, 0.1, 0.05, 0.05, 0.05])
                group = "学生" if rater % 3 else "教师"
                rows.append(("mass", rater, group, subject, criterion, word, WORDS[word], 1))
                points = float(drawn.integers(60, 101))
                rows.append(("peer", rater, "", subject, criterion, "", points, 1))
    votes = [("mass", -1, "教师", "甲", "a", "良好", 85.0, 7)]
    votes += [("mass", -1, "学生", "乙", "b", "废票", None, 2)]
    columns = ["source", "rater", "group", "subject", "criterion", "word", "points", "count"]
    return pd.DataFrame(rows + votes, columns=columns)


def said(table: pd.DataFrame) -> str:
    """Return facets as text, numbers to nine digits, whatever the order of rows and types."""
    texts = table[["source", "group", "subject", "criterion"]].astype("str")
    numbers = table[["n", "mean", "spread"]].astype("float64")
    lines = (
        "\t".join([*names, *(f"{value:.9g}" for value in values)])
        for names, values in zip(texts.to_numpy(), numbers.to_numpy(), strict=True)
    )
    return "\n".join(sorted(lines))


def reckoned(rule: str, more: str) -> pd.DataFrame:
    """Return the facets under a rule for the masses, the ballots of one rater found void."""
    weights = {"a": 50, "b": 30, "c": 20}
    criteria = "".join(f'[[criteria]]\nkey = "{k}"\nweight = {w}\n' for k, w in weights.items())
    sources = f"[sources.peer]\nweight = 40\n[sources.mass]\nweight = 60\n{rule}\n"
    scheme = parse_scheme(sources + more + criteria)
    return facets(with_void_ballots(ratings(), [("mass", 5)], scheme), scheme)


def digest() -> str:
    whole = sha256()
    for rule in RULES.values():
        for more in MORE.values():
            whole.update(said(reckoned(rule, more)).encode())
    return whole.hexdigest()


def test_the_same_ratings_make_the_same_facets_as_long_as_the_way_has_its_number() -> None:
    found = digest()
    assert FACETS_WAY in KNOWN, f"write down the digest of way {FACETS_WAY}: {found}"
    assert found == KNOWN[FACETS_WAY], (
        "Other facets come of the same ratings: raise FACETS_WAY in cxzy/core/facets.py, or stored "
        f"meetings keep the old ones. The digest of the new way is {found}."
    )


def test_every_rule_makes_facets_of_its_own() -> None:
    for more in MORE.values():
        assert len({said(reckoned(rule, more)) for rule in RULES.values()}) == len(RULES)
