"""What holds for every meeting, whatever the marks."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.combining import combined_ratings
from cxzy.core.ratings import complete_ratings
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import facets, score, weighted_scores
from cxzy.core.source_means import means_of_ratings

SOURCES = ("self", "peer", "leader", "mass")
CRITERIA = "".join(
    f'[[criteria]]\nkey = "{key}"\nweight = {weight}\n'
    for key, weight in (("a", 50), ("b", 30), ("c", 20))
)
RULES = """
[[ballot_rules]]
kind = "same_mark"
number = 2
action = "void"
[[bonus]]
key = "honour"
maximum = 5
minimum = -5
"""
CONVERTED = ('"relative"', '"banded"')
KINDS = ('"mean"', '"median"', '{ kind = "trimmed", high = 1, low = 1, from = 4 }')
settings.register_profile("cxzy", deadline=None, max_examples=25)
settings.load_profile("cxzy")


def scheme(kind: str = '"mean"', policy: str = "renormalise", extra: str = "") -> Scheme:
    sources = "".join(f"[sources.{source}]\naggregation = {kind}\n" for source in SOURCES)
    return parse_scheme(f'{sources}[missing]\nsource = "{policy}"\n{extra}{CRITERIA}')


MARK = st.one_of(st.integers(0, 100).map(float), st.just(float("nan")))
WHOLE_MARK = st.integers(0, 90).map(float)


@st.composite
def meetings(draw: st.DrawFn, mark: st.SearchStrategy[float] = MARK) -> pd.DataFrame:
    """Draw the ratings of a meeting: raters with groups, each marking some subjects."""
    rows = []
    for source in SOURCES:
        for rater in range(draw(st.integers(0, 5))):
            group = draw(st.sampled_from(["", "学生", "教师"]))
            for subject in draw(st.sets(st.sampled_from("甲乙丙"), max_size=3)):
                rows += [
                    (source, rater, group, subject, criterion, draw(mark)) for criterion in "abc"
                ]
    columns = ["source", "rater", "group", "subject", "criterion", "points"]
    return complete_ratings(pd.DataFrame(rows, columns=columns), scheme())


def by_subject(results: pd.DataFrame) -> pd.DataFrame:
    return results.set_index("subject").sort_index()


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        by_subject(ours), by_subject(theirs), check_exact=False, rtol=1e-12, atol=1e-9
    )


@given(meetings(), st.sampled_from(KINDS), st.sampled_from(["renormalise", "withhold"]))
def test_a_score_lies_between_the_lowest_and_the_highest_mark(
    ratings: pd.DataFrame, kind: str, policy: str
) -> None:
    results = score(ratings, scheme(kind, policy)).dropna(subset=["score"])
    if len(results):
        assert results["score"].min() >= ratings["points"].min() - 0.005
        assert results["score"].max() <= ratings["points"].max() + 0.005


@given(meetings(), st.sampled_from(KINDS), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(ratings: pd.DataFrame, kind: str, random) -> None:
    order = list(range(len(ratings)))
    random.shuffle(order)
    same(score(ratings, scheme(kind)), score(ratings.iloc[order], scheme(kind)))


@given(meetings(), st.permutations(range(5)))
def test_the_numbers_of_raters_do_not_matter(ratings: pd.DataFrame, numbers: list[int]) -> None:
    renumbered = ratings.assign(rater=np.array([*numbers, -1], dtype="int32")[ratings["rater"]])
    same(score(ratings, scheme()), score(renumbered, scheme()))


@given(meetings(WHOLE_MARK), st.sampled_from(KINDS), st.integers(1, 10))
def test_a_constant_added_to_all_marks_is_added_to_all_scores(
    ratings: pd.DataFrame, kind: str, constant: int
) -> None:
    # Unrounded: rounding may meet a half from either side.
    before = by_subject(score(ratings, scheme(kind)))
    after = by_subject(score(ratings.assign(points=ratings["points"] + constant), scheme(kind)))
    parts = [f"{source}_contribution" for source in SOURCES]
    shift = after[parts].sum(axis=1) - before[parts].sum(axis=1)
    assert np.allclose(shift[before["score"].notna()], constant)


@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙"), st.sampled_from([95.0, 85.0, 75.0, 60.0])), min_size=1
    )
)
def test_a_tally_equals_the_same_votes_as_single_ballots(votes: list[tuple[str, float]]) -> None:
    single = pd.DataFrame(votes, columns=["subject", "points"]).assign(source="mass", criterion="a")
    ballots = single.assign(rater=range(len(single)), criterion="")
    counted = single.value_counts().rename("count").reset_index().assign(rater=-1)
    tally = scheme('{ kind = "tally", base = "valid" }')
    for kind in (scheme(), tally, *map(scheme, CONVERTED)):
        same(score(counted, kind), score(single, kind))
        same(score(counted, kind), score(ballots, kind))


@given(meetings(WHOLE_MARK))
def test_votes_per_criterion_equal_the_same_complete_ballots(ratings: pd.DataFrame) -> None:
    same(score(ratings, scheme()), score(ratings.drop(columns="rater"), scheme()))


@given(meetings(), st.lists(st.integers(0, 2), min_size=5, max_size=5), st.sampled_from(KINDS))
def test_splitting_an_upload_over_several_files_changes_nothing(
    ratings: pd.DataFrame, file_of: list[int], kind: str
) -> None:
    places = np.array(file_of)[ratings["rater"].to_numpy()]
    parts = [ratings[places == file] for file in range(3)]
    same(score(combined_ratings(parts), scheme(kind)), score(ratings, scheme(kind)))


@given(meetings(), st.sampled_from(SOURCES), st.sampled_from(KINDS))
def test_the_whole_weight_on_one_source_gives_its_mean(
    ratings: pd.DataFrame, source: str, kind: str
) -> None:
    weights = dict.fromkeys(SOURCES, 0) | {source: 1}
    results = score(ratings, scheme(kind, "withhold").with_weights(weights))
    assert np.allclose(results["score"], results[f"{source}_mean"], atol=0.005001, equal_nan=True)


@given(meetings(), st.sampled_from(KINDS), st.sampled_from(["exclude", "zero"]))
def test_ballots_in_consecutive_rows_and_scattered_ones_give_the_same_means(
    ratings: pd.DataFrame, kind: str, mark: str
) -> None:
    rules = scheme(kind, extra=f'mark = "{mark}"\n')
    if len(ratings) == 0:
        return
    fast = means_of_ratings(ratings, rules)
    far_apart = ratings.assign(rater=ratings["rater"] * 100_000_000)
    for table in (ratings, far_apart, ratings.sample(frac=1, random_state=1)):
        general = means_of_ratings(table, rules, standing=False)
        assert np.allclose(fast.mean, general.mean, rtol=1e-13, equal_nan=True)
        assert np.array_equal(fast.n, general.n)


@given(meetings(), st.sampled_from(KINDS), st.sampled_from(["adjust", "withhold", "zero"]))
def test_scores_of_facets_are_those_of_ratings(
    ratings: pd.DataFrame, kind: str, policy: str
) -> None:
    rules = scheme(kind, policy)
    same(score(ratings, rules), weighted_scores(facets(ratings, rules), rules))


@given(meetings(), st.sampled_from(["adjust", "withhold", "zero", "renormalise"]))
def test_contributions_add_to_the_score(ratings: pd.DataFrame, policy: str) -> None:
    results = score(ratings, scheme(policy=policy))
    total = results[[f"{source}_contribution" for source in SOURCES]].sum(axis=1, skipna=False)
    assert np.allclose(total, results["score"], atol=0.005001, equal_nan=True)


@given(meetings(), st.sampled_from(CONVERTED), st.sampled_from(["adjust", "withhold"]))
def test_converted_means_are_those_of_facets_in_any_order_of_rows(
    ratings: pd.DataFrame, kind: str, policy: str
) -> None:
    rules = scheme(kind, policy)
    ours = score(ratings, rules)
    same(ours, weighted_scores(facets(ratings, rules), rules))
    same(ours, score(ratings.iloc[::-1], rules))


@given(meetings(WHOLE_MARK), st.integers(2, 100))
def test_measured_by_the_best_the_unit_of_the_marks_does_not_matter(
    ratings: pd.DataFrame, part: int
) -> None:
    before = by_subject(score(ratings, scheme('"relative"')))
    after = by_subject(score(ratings.assign(points=ratings["points"] / part), scheme('"relative"')))
    means = [f"{source}_mean" for source in SOURCES]
    assert np.allclose(before[means], after[means], equal_nan=True)
    best = before[means].max()
    assert np.allclose(best.dropna(), 100)


@given(meetings())
def test_a_share_gives_one_of_its_points_and_better_marks_never_fewer(
    ratings: pd.DataFrame,
) -> None:
    rules = scheme('"banded"')
    before = by_subject(score(ratings, rules))
    better = ratings.assign(points=np.minimum(ratings["points"] + 30, 100))
    after = by_subject(score(better, rules))
    means = [f"{source}_mean" for source in SOURCES]
    assert set(before[means].stack().dropna()) <= {95.0, 85.0, 75.0, 60.0}
    assert (after[means] >= before[means]).where(before[means].notna(), True).to_numpy().all()


@given(
    meetings(),
    st.lists(
        st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(SOURCES), st.floats(-9, 9)), max_size=4
    ),
)
def test_bonus_points_and_ballot_rules_of_facets_are_those_of_ratings(
    ratings: pd.DataFrame, entries: list[tuple[str, str, float]]
) -> None:
    rules = scheme(extra=RULES)
    entered = pd.DataFrame(entries, columns=["subject", "source", "points"])
    entered = complete_ratings(entered.assign(criterion="honour"), rules)
    table = combined_ratings([ratings, entered])
    ours = score(table, rules)
    same(ours, weighted_scores(facets(table, rules), rules))
    plain = by_subject(score(ratings, scheme(extra=RULES.partition("[[bonus]]")[0])))
    apart = by_subject(ours)["bonus"]
    assert apart.between(-5, 5).all()
    lifted = plain["score"] + apart.reindex(plain.index)
    assert np.allclose(lifted, by_subject(ours)["score"], atol=0.0101, equal_nan=True)


@given(meetings(), meetings())
def test_two_meetings_at_once_score_as_each_alone(one: pd.DataFrame, two: pd.DataFrame) -> None:
    rules = scheme(policy="adjust")
    together = pd.concat([one.assign(meeting=1), two.assign(meeting=2)], ignore_index=True)
    results = weighted_scores(facets(together, rules), rules)
    for number, ratings in ((1, one), (2, two)):
        alone = results[results["meeting"] == number].drop(columns=["meeting", "rank"])
        same(alone, score(ratings, rules).drop(columns="rank"))
