"""Which ballots are listed to be looked at, and which are left in peace."""

from collections.abc import Callable
from itertools import combinations
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.meeting_parts import meeting_parts
from cxzy.core.ratings import with_void_ballots
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import score
from cxzy.core.screening import ALARM, screened
from cxzy.core.screening_ballots import cast_ballots
from cxzy.core.screening_signals import own_bloc_chances
from cxzy.core.vocabulary import Source

WORDS = np.array(["较差", "一般", "良好", "优秀"])
POINTS = np.array([60.0, 75, 85, 95])
SEED = 20120605
LIMIT = '[[ballot_rules]]\nkind = "at_most"\nword = "优秀"\nnumber = 8\n'
Marks = np.ndarray
"""Raters × subjects × criteria: places in WORDS, or points."""


def scheme(criteria: int = 1, more: str = "") -> Scheme:
    weights = "".join(
        f'[[criteria]]\nkey = "c{place}"\nweight = {100 // criteria}\n' for place in range(criteria)
    )
    return parse_scheme(f"{weights}\n{more}")


def honest(
    raters: int, subjects: int, criteria: int = 1, *, mean: float = 88, words: bool = True,
    seed: int = SEED,
) -> Marks:  # fmt: skip
    """Return marks of raters who differ in severity and in what they see, and know of nobody."""
    drawn = np.random.default_rng(seed)
    level = mean + drawn.normal(0, 3, subjects)[None, :, None]
    severity = drawn.normal(0, 4, (raters, 1, 1))
    halo = drawn.normal(0, 1.5, (raters, subjects, 1))
    seen = level - severity + halo + drawn.normal(0, 3, (raters, subjects, criteria))
    return np.digitize(seen, [70, 80, 90]) if words else np.clip(np.rint(seen), 40, 100)


def table(
    marks: Marks, *, words: bool = True, groups: int = 2, source: str = "mass"
) -> pd.DataFrame:
    rater, subject, criterion = (index.ravel() for index in np.indices(marks.shape))
    rows = pd.DataFrame(
        {
            "source": source,
            "rater": rater.astype("int32"),
            "group": [f"第{one % groups}组" for one in rater],
            "subject": [f"{one:04}" for one in subject],
            "criterion": [f"c{one}" for one in criterion],
            "points": POINTS[marks.ravel()] if words else marks.ravel().astype(float),
        }
    )
    return rows.assign(word=WORDS[marks.ravel()]) if words else rows


def blocs(subjects: int, groups: int = 2) -> pd.DataFrame:
    """Return a bloc for each subject: every second is the first group's own."""
    places = range(subjects)
    return pd.DataFrame(
        {
            "subject": [f"{one:04}" for one in places],
            "bloc": [f"第{one % groups}组" for one in places],
        }
    )


def raised(found: pd.DataFrame, signal: str) -> list[int]:
    return found.loc[found[signal], "rater"].tolist()


def test_one_mark_for_everybody_is_seen_where_the_others_tell_people_apart() -> None:
    marks = honest(30, 30, mean=84)
    marks[7] = 2
    found = screened(table(marks), scheme())
    assert raised(found, "one_mark") == [7]
    assert found.loc[7, "one_mark_chance"] <= ALARM
    assert not found["listed"].any()


def test_all_excellent_is_usual_where_nearly_everybody_is_excellent() -> None:
    marks = honest(40, 25, mean=99)
    assert (marks == 3).mean() > 0.93
    whole = (marks == 3).all(axis=(1, 2))
    assert whole.sum() >= 5
    found = screened(table(marks), scheme(), blocs=blocs(25))
    assert not found["one_mark"].any()
    assert not found["alike"].any()
    assert not found["listed"].any()


def test_where_all_agree_nobody_is_looked_at() -> None:
    found = screened(table(np.full((30, 20, 5), 3)), scheme(5), blocs=blocs(20))
    assert not found[["one_mark", "alike", "own_bloc", "over_limit"]].to_numpy().any()


def test_one_mark_for_few_people_shows_nothing() -> None:
    marks = honest(30, 3, mean=80)
    marks[4] = 2
    assert screened(table(marks), scheme())["one_mark_chance"].isna().all()


def test_one_mark_of_many_in_numbers_is_as_easily_seen() -> None:
    marks = honest(12, 10, words=False)
    marks[3] = 90
    assert raised(screened(table(marks, words=False), scheme()), "one_mark") == [3]


def test_the_same_unusual_marks_on_several_papers_are_beyond_chance() -> None:
    marks = honest(30, 15, mean=84)
    marks[5] = marks[11] = marks[20] = np.array([3, 0] * 7 + [3])[:, None]
    found = screened(table(marks), scheme())
    assert raised(found, "alike") == [5, 11, 20]
    assert found.loc[[5, 11, 20], "alike_with"].nunique() == 1
    assert found.loc[0, "alike_with"] != found.loc[5, "alike_with"]


def test_the_same_numbers_for_ten_people_are_beyond_chance_even_on_two_papers() -> None:
    marks = honest(20, 10, words=False)
    marks[4] = marks[9]
    assert raised(screened(table(marks, words=False), scheme()), "alike") == [4, 9]


def test_papers_that_differ_from_the_usual_in_one_mark_only_are_alike_by_chance() -> None:
    marks = np.full((40, 20, 1), 3)
    marks[3, 7] = marks[8, 7] = 2
    marks[5, 2] = marks[6, 9] = 1
    assert not screened(table(marks), scheme())["alike"].any()


def test_strict_raters_who_agree_because_both_are_strict_are_left_in_peace() -> None:
    marks = honest(30, 8, mean=92)
    strict = np.full((8, 1), 2)
    strict[3] = 1  # the weakest of all, whom nearly everybody rates lowest
    marks[:, 3] = np.minimum(marks[:, 3], 2)
    marks[4] = marks[17] = strict
    assert not screened(table(marks), scheme())["alike"].any()


def test_a_limit_is_broken_where_most_others_keep_to_it() -> None:
    marks = honest(20, 20, mean=80)
    marks[marks == 3] = 2
    marks[6, :11] = 3
    found = screened(table(marks), scheme(more=LIMIT))
    assert found["excess"].tolist() == [0] * 6 + [3] + [0] * 13
    assert raised(found, "over_limit") == [6]


def test_a_limit_that_most_break_tells_nobody_apart() -> None:
    marks = honest(20, 20, mean=97)
    found = screened(table(marks), scheme(more=LIMIT))
    assert (found["excess"] > 0).mean() > 0.5
    assert not found["over_limit"].any()


def test_a_limit_holds_for_the_sources_and_per_criterion() -> None:
    marks = np.full((6, 10, 2), 2)
    marks[0, :9, 0] = 3
    marks[1, :6] = 3
    both = table(marks)
    assert screened(both, scheme(2, LIMIT))["excess"].tolist() == [1, 0, 0, 0, 0, 0]
    rules = scheme(2, LIMIT)
    of_peers = rules.ballot_rules[0].model_copy(update={"sources": (Source.PEER,)})
    rules = rules.model_copy(update={"ballot_rules": (of_peers,)})
    assert not screened(both, rules)["excess"].any()


def test_everybody_excellent_over_the_limit_while_others_differ_is_listed() -> None:
    marks = honest(30, 30, mean=80)
    marks[marks == 3] = 2
    marks[6] = 3
    found = screened(table(marks), scheme(more=LIMIT))
    assert raised(found, "listed") == [6]
    assert found.loc[6, "signals"] == 2


def test_favour_for_the_own_bloc_is_seen_and_that_of_the_other_bloc_is_not() -> None:
    marks = honest(20, 20, words=False)
    own = np.arange(20) % 2 == 0
    marks[4, own] = np.minimum(marks[4, own] + 15, 100)
    marks[4, ~own] -= 15
    marks[5, own] = np.minimum(marks[5, own] + 15, 100)  # of the other group
    marks[5, ~own] -= 15
    found = screened(table(marks, words=False), scheme(), blocs=blocs(20))
    assert 4 in raised(found, "own_bloc")
    assert 5 not in raised(found, "own_bloc")
    assert found.loc[4, "own_bloc_gap"] > 15
    assert found.loc[5, "own_bloc_gap"] < -15


def test_without_blocs_no_favour_is_spoken_of() -> None:
    found = screened(table(honest(20, 20)), scheme())
    assert found["own_bloc_chance"].isna().all()


def test_the_chance_of_a_favour_is_that_of_dealing_it_out_anew() -> None:
    # Every way to choose three of ten subjects, reckoned one by one
    marks = honest(8, 10, words=False)
    rows = table(marks, words=False, groups=1)
    cast = cast_ballots(rows, scheme())
    own = cast.key < 3
    chances, gaps = own_bloc_chances(cast, own)
    points = marks[..., 0]
    for rater in range(8):
        others = np.delete(points, rater, axis=0).mean(axis=0)
        favour = points[rater] - others
        gap = favour[:3].mean() - favour[3:].mean()
        dealt = [
            favour[list(some)].mean() - np.delete(favour, list(some)).mean()
            for some in combinations(range(10), 3)
        ]
        assert gaps[rater] == pytest.approx(gap)
        assert chances[rater] == pytest.approx(np.mean(np.array(dealt) >= gap - 1e-9), abs=0.03)


def test_copied_marks_that_favour_the_own_bloc_are_listed() -> None:
    marks = honest(30, 20, mean=84)
    stuffed = np.where(np.arange(20) % 2 == 0, 3, 0)[:, None]
    for rater in (2, 10, 22):
        marks[rater] = stuffed
    found = screened(table(marks), scheme(), blocs=blocs(20))
    assert raised(found, "listed") == [2, 10, 22]


@pytest.mark.parametrize(("raters", "subjects"), [(6, 6), (20, 12), (60, 20)])
@pytest.mark.parametrize("mean", [82, 90, 97])
def test_honest_raters_are_hardly_ever_listed(raters: int, subjects: int, mean: float) -> None:
    rounds = 600 // raters
    parts = [
        table(honest(raters, subjects, mean=mean, seed=SEED + number)).assign(meeting=number)
        for number in range(rounds)
    ]
    where = [blocs(subjects).assign(meeting=number) for number in range(rounds)]
    found = screened(pd.concat(parts, ignore_index=True), scheme(), blocs=pd.concat(where))
    shares = found[["one_mark", "alike", "own_bloc"]].mean()
    # each is to be raised once in a hundred; of 600 at most 13 in nearly all simulations
    assert (shares <= 13 / 600).all()
    assert found["listed"].mean() <= 1 / 600


def test_many_meetings_are_found_the_same_as_each_alone() -> None:
    alone = []
    for number in range(4):
        marks = honest(15, 12, 2, seed=SEED + number)
        marks[number] = 2
        marks[number + 5] = marks[number + 6]
        alone.append(table(marks).assign(meeting=number))
    where = pd.concat([blocs(12).assign(meeting=number) for number in range(4)])
    whole = screened(pd.concat(alone, ignore_index=True), scheme(2), blocs=where)
    columns = ["one_mark_chance", "alike_chance", "own_bloc_chance", "signals"]
    for number, one in enumerate(alone):
        each = screened(one, scheme(2), blocs=blocs(12))
        same = whole[whole["meeting"] == number].reset_index(drop=True)
        pd.testing.assert_frame_equal(same[columns], each[columns])


def test_many_meetings_are_found_the_same_in_parts_as_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = []
    for meeting in range(6):
        marks = honest(20, 20, mean=84, seed=SEED + meeting)
        marks[2] = marks[7] = np.array([3, 0] * 10)[:, None]
        marks[meeting + 8] = 3
        rows.append(table(marks).assign(meeting=meeting))
    rows[1]["rater"] = -1  # votes alone: nobody to look at
    rows[4]["points"] = np.nan
    marked, rules = pd.concat(rows, ignore_index=True), scheme(more=LIMIT)
    where = pd.concat([blocs(20).assign(meeting=meeting) for meeting in range(6)])
    whole = screened(marked, rules, blocs=where)
    monkeypatch.setattr("cxzy.core.meeting_parts.PART_ROWS", 100)
    assert len(meeting_parts(marked)) == 6
    pd.testing.assert_frame_equal(screened(marked, rules, blocs=where), whole)
    assert whole.groupby("alike_with")["meeting"].nunique().max() == 1
    assert whole[["alike", "one_mark", "over_limit"]].any().all()


def test_the_order_of_rows_does_not_matter() -> None:
    marks = honest(15, 12, 2)
    marks[3] = marks[8]
    rows = table(marks)
    mixed = rows.sample(frac=1, random_state=SEED).reset_index(drop=True)
    columns = ["one_mark_chance", "alike_chance", "own_bloc_chance", "signals", "subjects"]
    found = [
        screened(one, scheme(2), blocs=blocs(12)).set_index("rater").sort_index()[columns]
        for one in (rows, mixed)
    ]
    pd.testing.assert_frame_equal(*found, check_index_type=False)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.head(0),
        lambda rows: rows.head(1),
        lambda rows: rows.drop(columns=["rater", "group", "word"]),
        lambda rows: rows.assign(rater=-1),
        lambda rows: rows.assign(points=np.nan, word=None),
        lambda rows: rows[rows["rater"] == 0],
        lambda rows: rows[rows["subject"] == "0000"],
        lambda rows: rows.assign(source="self"),
    ],
)
def test_small_and_empty_tables_raise_no_signal(
    change: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    rules = parse_scheme(f"[sources.mass]\nweight = 100\n{LIMIT}")
    rows = change(table(honest(6, 6), source="mass").drop(columns="criterion"))
    found = screened(rows, rules, blocs=blocs(6))
    assert not found["listed"].any()
    assert not found["signals"].any()


@given(shift=st.integers(-5, 5), seed=st.integers(0, 50), order=st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_points_added_to_all_marks_and_other_numbers_of_raters_change_no_chance(
    shift: int, seed: int, order: Random
) -> None:
    marks = np.clip(honest(9, 12, words=False, seed=seed), 50, 90)
    marks[2] = marks[6]
    rows = table(marks, words=False)
    renamed = list(range(9))
    order.shuffle(renamed)
    other = rows.assign(
        points=rows["points"] + shift, rater=[renamed[one] for one in rows["rater"]]
    )
    columns = ["one_mark_chance", "alike_chance", "own_bloc_chance", "own_bloc_gap", "signals"]
    one, two = (
        screened(each, scheme(), blocs=blocs(12)).set_index("rater")[columns]
        for each in (rows, other)
    )
    pd.testing.assert_frame_equal(
        two.loc[renamed].reset_index(drop=True), one.reset_index(drop=True)
    )


def test_blank_marks_are_no_marks() -> None:
    rows = table(honest(12, 10, 2))
    rows.loc[rows["rater"] == 5, "points"] = np.nan
    found = screened(rows, scheme(2))
    assert 5 not in found["rater"].tolist()
    assert len(found) == 11


def test_results_without_some_ballots_are_those_of_a_table_that_never_had_them() -> None:
    rows = table(honest(12, 10))
    rules = parse_scheme("[sources.mass]\nweight = 100\n[[criteria]]\nkey = 'c0'\nweight = 100\n")
    left = with_void_ballots(rows, [("mass", 3), ("mass", 7), ("peer", 1)], rules)
    never = rows[~rows["rater"].isin([3, 7])]
    assert left["points"].notna().sum() == len(never)
    pd.testing.assert_frame_equal(score(left, rules), score(never, rules))
    assert with_void_ballots(rows, [], rules) is rows


def test_bonus_points_of_a_rater_are_no_marks_of_the_paper() -> None:
    copied = POINTS[np.random.default_rng(SEED).integers(1, 4, (15, 6, 2))]
    copied[12:] = copied[11]
    marks, rules = table(copied, words=False), scheme(2, '[[bonus]]\nkey = "merit"\nmaximum = 5\n')
    entry = {"source": "mass", "group": "第0组", "criterion": "merit", "points": 2.0}
    entered = pd.DataFrame(
        [entry | {"rater": 12, "subject": "0003"}, entry | {"rater": 98, "subject": "0001"}]
    ).astype({"rater": "int32"})
    found = screened(marks, rules)
    assert found.loc[found["alike"], "rater"].tolist() == [11, 12, 13, 14]
    pd.testing.assert_frame_equal(screened(pd.concat([marks, entered]), rules), found)
