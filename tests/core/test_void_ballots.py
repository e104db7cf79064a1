"""A ballot that a person found void is the same as one that a rule of the scheme voids."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxzy.core.derivation import derivations
from cxzy.core.derivation_secrecy import without_ballots
from cxzy.core.derivation_values import Reason
from cxzy.core.ratings import rows_on_papers, with_void_ballots
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import facets, score
from cxzy.core.vocabulary import BallotFate

POINTS = {"优秀": 95.0, "良好": 85.0, "一般": 75.0, "较差": 60.0}
WORDLESS = (None, *BallotFate)
VOIDED = 9
"""The rater whose ballots are void: the only one who gives anybody 优秀."""
RULE = '[[ballot_rules]]\nkind = "at_most"\nword = "优秀"\nnumber = 0\naction = "void"\n'
RULES = {
    "mean": "mean",
    "valid": "tally",
    "returned": "tally",
    "issued": "tally",
    "abstention": "tally",
    "void": "tally",
}


def scheme(base: str, *, rule: str = "", missing: str = "exclude") -> Scheme:
    """A scheme of two criteria whose masses are counted over `base`, or read ballot by ballot."""
    kind = f'kind = "{RULES[base]}"'
    if base in ("valid", "returned", "issued"):
        kind += f', base = "{base}"'
    elif base != "mean":
        kind += f', counted = ["{base}"]'
    return parse_scheme(
        f"[sources.mass]\nweight = 100\naggregation = {{ {kind} }}\n"
        f'[missing]\nmark = "{missing}"\n'
        f'[[criteria]]\nkey = "a"\nweight = 60\n[[criteria]]\nkey = "b"\nweight = 40\n{rule}'
    )


def marks(rater: int, words: dict[str, tuple[str | None, str | None]]) -> list[dict[str, Any]]:
    """Return the marks of one rater, for each subject a word on a and one on b."""
    return [
        {"source": "mass", "rater": rater, "subject": subject, "criterion": criterion,
         "word": word, "points": POINTS.get(word or "", float("nan"))}
        for subject, both in words.items()
        for criterion, word in zip("ab", both, strict=True)
    ]  # fmt: skip


def papers(*raters: tuple[int, dict[str, tuple[str | None, str | None]]]) -> pd.DataFrame:
    rows = [row for rater, words in raters for row in marks(rater, words)]
    table = pd.DataFrame(rows)
    return table.assign(word=table["word"].astype("category"), group="", count=1)


THREE = papers(
    (0, {"甲": ("良好", "良好"), "乙": ("一般", "弃权")}),
    (1, {"甲": ("一般", "良好"), "乙": ("良好", "良好")}),
    (VOIDED, {"甲": ("优秀", "优秀"), "乙": ("优秀", None)}),
)


@pytest.mark.parametrize(
    ("base", "scores"),
    [
        # 甲: (0.6 × (85 + 75) + 0.4 × (85 + 85)) ÷ 2; 乙: 0.6 × 80 + 0.4 × 85
        ("valid", [82.0, 82.0]),
        # the void paper is returned as well: the sums of 甲 ÷ 3, on b of 乙 85 ÷ 3
        ("returned", [54.67, 43.33]),
        ("void", [54.67, 49.0]),  # on b of 乙 one valid and one void: 0.6 × 160 ÷ 3 + 0.4 × 85 ÷ 2
        ("abstention", [82.0, 65.0]),  # 0.6 × 80 + 0.4 × 85 ÷ 2
    ],
)
def test_a_tally_divides_by_void_papers_whoever_voids_them(base: str, scores: list[float]) -> None:
    by_rule = score(THREE, scheme(base, rule=RULE))
    assert by_rule["score"].tolist() == scores
    plain = scheme(base)
    by_person = score(with_void_ballots(THREE, [("mass", VOIDED)], plain), plain)
    assert by_person["score"].tolist() == scores
    assert by_person["mass_n"].tolist() == [2, 2]


WORDS = st.sampled_from(["良好", "一般", "较差", *WORDLESS])
ANY = st.tuples(WORDS, WORDS)


@given(
    st.lists(st.fixed_dictionaries({"甲": ANY, "乙": ANY}), max_size=4),
    st.tuples(st.sampled_from(["优秀", *WORDLESS]), WORDS),
    st.sampled_from(sorted(RULES)),
    st.sampled_from(["exclude", "zero"]),
)
def test_rule_and_person_make_the_same_of_a_paper(
    others: list[Any], void: Any, base: str, missing: str
) -> None:
    given = papers(*enumerate(others), (VOIDED, {"甲": ("优秀", "一般"), "乙": void}))
    plain, ruled = scheme(base, missing=missing), scheme(base, rule=RULE, missing=missing)
    person = with_void_ballots(given, [("mass", VOIDED)], plain)
    found = facets(given, ruled)
    kept = found[~found["criterion"].astype("str").str.startswith(":")].reset_index(drop=True)
    said = {"criterion": "str", "subject": "str"}
    pd.testing.assert_frame_equal(facets(person, plain).astype(said), kept.astype(said))

    decided = given.assign(void=rows_on_papers(given, [("mass", VOIDED)], plain))
    one = {each.subject: each for each in derivations(given, ruled)}
    other = {each.subject: each for each in derivations(decided, plain)}
    scores = score(person, plain).set_index("subject")["score"]
    for subject, each in other.items():
        assert each.total == one[subject].total
        wanted = scores[subject]
        assert (each.score is None) == pd.isna(wanted)
        assert each.score is None or float(each.score) == wanted
        told, by_rule = each.unused[0], one[subject].unused[0]
        assert (told.reason, told.papers) == (Reason.DECIDED_VOID, 1)
        assert (told.count, told.cells) == (by_rule.count, by_rule.cells)
        assert "优秀" not in repr(without_ballots(each).sources)


def test_a_paper_of_abstentions_alone_is_void_to_derivation_and_score() -> None:
    rows = papers((0, {"甲": ("良好", "良好")}), (VOIDED, {"甲": ("弃权", "弃权")}))
    plain = scheme("abstention")
    decided = rows.assign(void=rows_on_papers(rows, [("mass", VOIDED)], plain))
    (found,) = derivations(decided, plain)
    assert found.total == found.score == 85
    assert score(rows, plain)["score"].tolist() == [42.5]


def test_what_a_person_found_void_stands_on_its_row_for_those_who_may_read_ballots() -> None:
    plain = scheme("mean")
    decided = THREE.assign(void=rows_on_papers(THREE, [("mass", VOIDED)], plain))
    found = {one.subject: one for one in derivations(decided, plain)}
    last = found["甲"].sources[0].lots[0].ballots[-1]
    assert (last.reason, last.value) == (Reason.DECIDED_VOID, None)
    assert [(mark.word, mark.text) for mark in last.marks] == [("优秀", "95"), ("优秀", "95")]


@pytest.mark.parametrize(("base", "told"), [("valid", 0), ("returned", 1)])
def test_handed_out_a_void_paper_shows_among_the_votes_only_where_it_is_divided_by(
    base: str, told: int
) -> None:
    plain = scheme(base)
    rows = papers(*((rater, {"甲": ("良好", "良好")}) for rater in (0, 1, 2, 3, 4, VOIDED)))
    decided = rows.assign(void=rows_on_papers(rows, [("mass", VOIDED)], plain))
    (found,) = derivations(decided, plain)
    for votes in without_ballots(found).sources[0].lots[0].votes:
        assert sum(mark.count for mark in votes.marks if mark.points is None) == told
        assert (votes.n, votes.extra) == (5, told)


def test_beside_abstentions_that_are_divided_by_a_void_paper_that_is_not_stays_untold() -> None:
    plain, given = scheme("abstention"), ("良好", "良好")
    voters = [(rater, {"甲": given}) for rater in (0, 1, 2, 3, 4, VOIDED)]
    rows = papers(*voters, (5, {"甲": ("弃权", "弃权")}))
    decided = rows.assign(void=rows_on_papers(rows, [("mass", VOIDED)], plain))
    (found,) = derivations(decided, plain)
    for votes in without_ballots(found).sources[0].lots[0].votes:
        assert [mark.word for mark in votes.marks if mark.points is None] == ["弃权"]
        assert (votes.n, votes.extra) == (5, 1)


def test_nothing_is_changed_where_nobody_is_void() -> None:
    assert with_void_ballots(THREE, [], scheme("mean")) is THREE
    assert with_void_ballots(THREE, [("peer", VOIDED)], scheme("mean")) is THREE
