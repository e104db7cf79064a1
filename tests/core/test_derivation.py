"""A score is reckoned again from its derivation alone, in plain fractions and in another way."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.derivation import derivation, derivations, in_decimals
from cxzy.core.derivation_secrecy import without_ballots
from cxzy.core.derivation_values import Derivation, Lot, Reason, SourcePart
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, load_scheme, parse_scheme
from cxzy.core.scoring import score

ROOT = Path(__file__).parents[2]
FOUR = """
[sources.self]
weight = 10
[sources.peer]
weight = 30
[sources.leader]
weight = 30
[sources.mass]
weight = 30
groups = "electorate"
[[criteria]]
key = "overall"
"""
ONE = '[sources.{source}]\nweight = 100\n{rules}\n[[criteria]]\nkey = "overall"\n'


def scheme_of(rules: str = "", source: str = "peer", more: str = "") -> Scheme:
    return parse_scheme(ONE.format(source=source, rules=rules) + more)


def marks(source: str, points: Sequence[float | None], **more: object) -> pd.DataFrame:
    """Return one ballot per mark for a subject, raters numbered from 0."""
    columns = {"source": source, "subject": "甲", "points": points, "rater": range(len(points))}
    return pd.DataFrame({**columns, "word": None, **more})


def redone(found: Derivation) -> Fraction | None:
    """Return the unrounded score from the single ballots of a derivation, reckoned forwards."""
    if found.score is None:
        return None
    return sum(
        (part.applied * redone_mean(part) for part in found.sources if part.applied), Fraction(0)
    )


def redone_mean(part: SourcePart) -> Fraction:
    if part.mean is None:
        return Fraction(0)
    means = {lot.group: redone_lot(lot) for lot in part.lots}
    if not part.strata:
        (mean,) = means.values()
        return mean
    total = sum((one.weight for one in part.strata), Fraction(0))
    numbers = {lot.group: lot.n for lot in part.lots}
    joint = Fraction(0)
    for one in part.strata:
        ballots = sum(numbers[group] for group in one.groups)
        points = sum((numbers[group] * means[group] for group in one.groups), Fraction(0))
        joint += one.weight / total * points / ballots
    return joint


def redone_lot(lot: Lot) -> Fraction:
    """Return the mean of a lot from its marks alone."""
    if lot.votes:
        (votes,) = lot.votes
        points = sum((m.count * (m.points or 0) for m in votes.marks), Fraction(0))
        return points / (votes.n + votes.extra)
    kept = [value for one in lot.ballots for value in [one.value] * one.kept]
    return sum((value or Fraction(0) for value in kept), Fraction(0)) / max(len(kept), 1)


def four_sources() -> tuple[pd.DataFrame, Roster]:
    """The first case of scoring.md 4: score 84.60 from means 92, 87, 80 and 84.3333."""
    parts = [
        marks("self", [92]),
        marks("peer", [95, 85, 95, 75, 85]),
        marks("leader", [85, 75]),
        marks("mass", [95, 95, 85, 75, 60, 95], group="学生"),
        marks("mass", [85, 95, 75], group="教师"),
    ]
    counts = {"source": ["mass"] * 2, "group": ["学生", "教师"], "count": [800, 200]}
    table = pd.concat(parts, ignore_index=True)
    table["group"] = table["group"].fillna("")
    return table, Roster(electorate=pd.DataFrame(counts))


def test_the_four_sources_of_the_published_case_are_reckoned_step_by_step() -> None:
    table, roster = four_sources()
    found = derivation(table, parse_scheme(FOUR), "甲", roster=roster)
    means = {part.source: part.mean for part in found.sources}
    assert means == {"self": 92, "peer": 87, "leader": 80, "mass": Fraction(253, 3)}
    mass = found.sources[-1]
    assert [(one.groups, one.n, one.mean, one.weight) for one in mass.strata] == [
        (("学生",), 6, Fraction(505, 6), 800),
        (("教师",), 3, 85, 200),
    ]
    assert [part.contribution for part in found.sources] == [
        Fraction(92, 10), Fraction(261, 10), 24, Fraction(253, 10),
    ]  # fmt: skip
    assert (found.total, found.score, found.decimals) == (Fraction(846, 10), Fraction(846, 10), 6)
    assert redone(found) == found.total


@pytest.mark.parametrize(
    ("rule", "score", "applied"),
    [
        ("renormalise", Fraction(8875, 100), [Fraction(1, 4), Fraction(1, 2), Fraction(1, 4), 0]),
        ("zero", 71, [Fraction(1, 5), Fraction(2, 5), Fraction(1, 5), Fraction(1, 5)]),
        ("withhold", None, [Fraction(1, 5), Fraction(2, 5), Fraction(1, 5), Fraction(1, 5)]),
    ],
)
def test_a_missing_source_is_reckoned_by_each_rule(
    rule: str, score: object, applied: list[object]
) -> None:
    # scoring.md 4, "missing source": 20/40/20/20, self 90, peer 85, organisation 95, no mass
    text = FOUR.replace('groups = "electorate"\n', "")
    for source, weight in (("self", 20), ("peer", 40), ("leader", 20), ("mass", 20)):
        head = f"[sources.{source}]\nweight = "
        text = text.replace(head + ("10" if source == "self" else "30"), f"{head}{weight}")
    scheme = parse_scheme(f'{text}\n[missing]\nsource = "{rule}"\n')
    parts = [marks("self", [90]), marks("peer", [85]), marks("leader", [95])]
    found = derivation(pd.concat(parts, ignore_index=True), scheme, "甲")
    assert found.score == score
    assert [part.applied for part in found.sources] == applied
    assert found.sources[-1].missing == Reason.BLANK
    assert redone(found) == found.total


def test_an_adjusted_score_stands_on_the_means_of_the_list() -> None:
    # scoring.md 4: means of the list 95/88/82/87, an average member without leaders' marks
    text = FOUR.replace('groups = "electorate"\n', "") + '\n[missing]\nsource = "adjust"\n'
    usual = {"self": 95, "peer": 88, "leader": 82, "mass": 87}
    rows = [(source, "乙", points) for source, points in usual.items()]
    rows += [(source, "甲", points) for source, points in usual.items() if source != "leader"]
    table = pd.DataFrame(rows, columns=["source", "subject", "points"])
    found = derivation(table, parse_scheme(text), "甲")
    assert found.score == Fraction(866, 10)
    assert [part.list_mean for part in found.sources] == [95, 88, 82, 87]
    assert sum(part.contribution or 0 for part in found.sources) == found.total


TRIMMED = 'aggregation = { kind = "trimmed", high = 1, low = 1, from = 4 }'


def test_trimming_tells_which_ballots_were_dropped() -> None:
    # scoring.md 4, "trimmed 1+1": 95.50, 88.00, void, 81.25, 90.10 gives 89.05
    table = marks("peer", [95.50, 88.00, None, 81.25, 90.10])
    found = derivation(table, scheme_of(TRIMMED), "甲")
    (lot,) = found.sources[0].lots
    told = [(one.value and float(one.value), one.reason, one.kept) for one in lot.ballots]
    assert told == [
        (95.5, Reason.HIGHEST, 0),
        (90.1, "", 1),
        (88.0, "", 1),
        (81.25, Reason.LOWEST, 0),
        (None, Reason.VOID_BALLOT, 0),
    ]
    assert (lot.n, lot.kept, lot.total, found.score) == (
        4, 2, Fraction(1781, 10), Fraction(8905, 100),
    )  # fmt: skip
    assert [(one.reason, one.count, one.ballots) for one in found.unused] == [
        (Reason.VOID_BALLOT, 1, True)
    ]


def test_with_too_few_ballots_none_is_dropped() -> None:
    found = derivation(marks("peer", [79.72, 88.68]), scheme_of(TRIMMED), "甲")  # scoring.md 4
    assert found.score == Fraction(842, 10)
    assert all(one.kept for one in found.sources[0].lots[0].ballots)


@pytest.mark.parametrize(("points", "middle"), [([70, 95, 80], 80), ([70, 95, 80, 90], 85)])
def test_a_median_tells_what_is_not_in_the_middle(points: list[float], middle: int) -> None:
    found = derivation(marks("peer", points), scheme_of('aggregation = "median"'), "甲")
    left = [one.reason for one in found.sources[0].lots[0].ballots if not one.kept]
    assert found.score == middle
    assert left == [Reason.NOT_MIDDLE] * 2


def test_a_tally_is_divided_by_all_that_came_back() -> None:
    words = ["优秀", "良好", "弃权", "未收回"]
    table = marks("mass", [95, 85, None, None], word=words, count=[6, 3, 1, 4], rater=-1)
    rule = 'aggregation = { kind = "tally", base = "returned" }'
    found = derivation(table, scheme_of(rule, "mass"), "甲")
    (votes,) = found.sources[0].lots[0].votes
    assert (votes.n, votes.extra, votes.total) == (9, 1, 6 * 95 + 3 * 85)
    assert found.score == Fraction(825, 10)
    assert {one.reason: one.count for one in found.unused} == {
        Reason.ABSTENTION: 1, Reason.NOT_RETURNED: 4,
    }  # fmt: skip
    assert redone(found) == found.total


CRITERIA = '[[criteria]]\nkey = "b"\nweight = 60\n[[criteria]]\nkey = "c"\nweight = 40\n'


@pytest.mark.parametrize(
    ("rule", "value", "weight", "score"), [("exclude", 90, 60, 90), ("zero", 54, 100, 54)]
)
def test_a_blank_mark_is_left_out_or_counts_as_nothing(
    rule: str, value: int, weight: int, score: int
) -> None:
    text = "[sources.peer]\nweight = 100\n" + CRITERIA
    scheme = parse_scheme(f'{text}\n[missing]\nmark = "{rule}"\nmin_answered = 0.5\n')
    table = marks("peer", [90, None], criterion=["b", "c"], rater=[7, 7])
    found = derivation(table, scheme, "甲")
    (ballot,) = found.sources[0].lots[0].ballots
    assert (ballot.value, ballot.weight, found.score) == (value, weight, score)
    reason = Reason.BLANK if rule == "exclude" else Reason.BLANK_IS_ZERO
    assert [(one.reason, one.count) for one in found.unused] == [(reason, 1)]


def test_dont_know_is_not_divided_by_where_blank_marks_count_as_nothing() -> None:
    # By hand: 90 · 60 ÷ 60, not ÷ 100.
    text = '[sources.peer]\nweight = 100\n[missing]\nmark = "zero"\nmin_answered = 0.5\n'
    table = marks("peer", [90, None], criterion=["b", "c"], rater=[7, 7], word=["", "不了解"])
    found = derivation(table, parse_scheme(text + CRITERIA), "甲")
    (ballot,) = found.sources[0].lots[0].ballots
    assert (ballot.total, ballot.weight, found.score) == (5400, 60, 90)
    assert [one.reason for one in found.unused] == [Reason.UNSURE]


def test_votes_on_each_criterion_are_divided_by_those_present_in_the_derivation() -> None:
    # By hand: (.6 · 900 + .4 · 400) ÷ 10, the most votes, is 70; × 10 ÷ 20 present 35.
    table = marks("mass", [90, 80], criterion=["b", "c"], count=[10, 5])
    rule = 'aggregation = { kind = "tally", base = "present" }'
    counts = {"source": ["mass"], "group": ["学生"], "count": [30], "present": [20.0]}
    electorate = pd.DataFrame(counts)
    scheme = parse_scheme(f"[sources.mass]\nweight = 100\n{rule}\n{CRITERIA}")
    found = derivation(table, scheme, "甲", roster=Roster(electorate=electorate))
    assert (found.sources[0].lots[0].mean, found.sources[0].mean, found.score) == (70, 35, 35)


def test_small_groups_are_joined_in_the_derivation_as_in_the_score() -> None:
    parts = [
        marks("mass", [95, 85, 75], group="学生"),
        marks("mass", [85] * 6, group="教师"),
        marks("mass", [75] * 7, group="职工"),
    ]
    counts = {"source": ["mass"] * 3, "group": ["学生", "教师", "职工"], "count": [50, 30, 20]}
    roster = Roster(electorate=pd.DataFrame(counts))
    table = pd.concat(parts, ignore_index=True)
    found = derivation(table, scheme_of('groups = "electorate"', "mass"), "甲", roster=roster)
    (part,) = found.sources
    assert [one.groups for one in part.strata] == [("学生", "教师"), ("职工",)]
    assert found.total == Fraction(80, 100) * 85 + Fraction(20, 100) * 75
    assert part.joined
    assert redone(found) == found.total


def test_too_few_ballots_and_rank_and_grade_are_told() -> None:
    table = pd.concat(
        [marks("peer", [95] * 3), marks("peer", [95, 96, 97, 98, 99], subject="乙")],
        ignore_index=True,
    )
    scheme = scheme_of("minimum_ballots = 5")
    first, second = derivations(table, scheme, ["乙", "甲"])
    assert (first.rank, first.above, first.alike, first.of, first.grade) == (1, 0, 1, 1, "优秀")
    assert first.rule == "band:优秀:90"
    assert (second.score, second.sources[0].missing) == (None, Reason.FEW_BALLOTS)
    assert second.sources[0].own_mean == 95


def test_more_decimals_are_printed_where_six_would_round_otherwise() -> None:
    # 88.7449999 is below the half; with six decimals it would be printed 88.745000
    found = derivation(marks("peer", [88.7449999]), scheme_of(), "甲")
    assert found.score == Fraction(8874, 100)
    assert found.decimals == 7
    assert in_decimals(in_decimals(found.total or 0, found.decimals), 2) == found.score


def test_who_is_not_on_the_list_is_no_subject() -> None:
    with pytest.raises(KeyError):
        derivation(marks("peer", [90]), scheme_of(), "丁")


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "schemes").glob("*.toml")), ids=str)
@given(data=st.data())
@settings(deadline=None, max_examples=8)
def test_every_shipped_scheme_comes_to_the_scores_of_the_engine(
    path: Path, data: st.DataObject
) -> None:
    scheme = load_scheme(path)
    rows = []
    for source in scheme.sources:
        words = {word: points for scale in scheme.scales for word, points in scale.words.items()}
        for subject in "甲乙丙":
            for rater in range(data.draw(st.integers(0, 6))):
                for one in scheme.criteria_of(source):
                    word = data.draw(st.sampled_from([*words, ""]))
                    group = data.draw(st.sampled_from(["学生", "教师"])) if rater % 2 else ""
                    points = words.get(word)
                    rows.append((source.value, subject, rater, group, one.key, points, word))
    names = ["source", "subject", "rater", "group", "criterion", "points", "word"]
    table = pd.DataFrame(rows, columns=names).astype({"points": "float64"})
    if table["points"].notna().sum() == 0:
        return
    counts = {"source": ["mass"] * 2, "group": ["学生", "教师"], "count": [60, 40]}
    roster = Roster(electorate=pd.DataFrame(counts))
    results = score(table, scheme, roster=roster)
    found = derivations(table, scheme, roster=roster)
    for one, row in zip(found, results.to_dict("records"), strict=True):
        assert one.subject == row["subject"]
        assert (one.score is None) == pd.isna(row["score"])
        if one.score is not None:
            assert float(one.score) == row["score"]


def test_a_secret_derivation_has_counts_of_words_and_no_ballot_and_no_cell() -> None:
    table = marks("peer", [95] * 4 + [85] * 2, word=["优秀"] * 4 + ["良好"] * 2)
    table = table.assign(sheet_name="互评", row=range(3, 9), column=4)
    found = derivation(table, scheme_of(TRIMMED), "甲")
    assert found.sources[0].lots[0].ballots[0].marks[0].cell.row
    (lot,) = without_ballots(found).sources[0].lots
    assert not lot.ballots
    assert [(one.word, one.count, one.kept) for one in lot.counts] == [
        ("优秀", 4, 3), ("良好", 2, 1),
    ]  # fmt: skip
    assert sum(one.points * (one.kept or 0) for one in lot.counts) == lot.total
    assert "互评" not in repr(without_ballots(found))


@pytest.mark.parametrize(
    ("points", "words"),
    [([95, 95, 85, 75], True), ([95, 93.7, 85, 85, 85], False)],
    ids=["four ballots", "a number that is its giver's own"],
)
def test_few_ballots_and_numbers_are_told_only_by_their_sum(
    points: list[float], words: bool
) -> None:
    table = marks("peer", points, word=["词"] * len(points) if words else None)
    (lot,) = without_ballots(derivation(table, scheme_of(), "甲")).sources[0].lots
    assert (lot.ballots, lot.counts, lot.n, float(lot.total or 0)) == (
        (), (), len(points), sum(points),
    )  # fmt: skip


def test_withheld_groups_leave_only_what_they_give_together() -> None:
    sizes = {"学生": 8, "教师": 7, "职工": 1}
    parts = [marks("mass", [80 + n] * n, group=group) for group, n in sizes.items()]
    counts = {"source": ["mass"] * 3, "group": list(sizes), "count": [12, 9, 4]}
    roster = Roster(electorate=pd.DataFrame(counts))
    table = pd.concat(parts, ignore_index=True)
    found = derivation(table, scheme_of('groups = "electorate"', "mass"), "甲", roster=roster)
    (part,) = without_ballots(found).sources
    told = {lot.group: (lot.withheld, lot.mean) for lot in part.lots}
    assert told == {"学生": ("", 88), "教师": ("beside", None), "职工": ("small", None)}
    assert [one.mean for one in part.strata] == [88, None]
    assert Fraction(12, 25) * 88 + (part.rest or 0) == part.mean == found.sources[0].mean


def test_a_ballot_beside_a_tally_is_not_told_apart_from_it() -> None:
    tally = marks("mass", [95, 85], word=["优秀", "良好"], count=[6, 4]).assign(rater=-1)
    alone = marks("mass", [60], word=["较差"], count=1)
    table = pd.concat([tally, alone], ignore_index=True)
    found = derivation(table, scheme_of(source="mass"), "甲")
    (open_,), (lot,) = found.sources[0].lots, without_ballots(found).sources[0].lots
    assert open_.both == ((1, 60), (10, 91))
    assert (lot.both, lot.votes, lot.counts, lot.n) == ((), (), (), 11)
    assert lot.mean == found.sources[0].mean == Fraction(970, 11)


def test_self_assessments_of_several_are_ballots_like_others() -> None:
    one = derivation(marks("self", [90]), scheme_of(source="self"), "甲")
    three = derivation(marks("self", [90, 80, 70]), scheme_of(source="self"), "甲")
    assert without_ballots(one).sources[0].lots[0].ballots
    (lot,) = without_ballots(three).sources[0].lots
    assert (lot.ballots, lot.n, lot.total) == ((), 3, 240)
