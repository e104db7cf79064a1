"""Scores under relative, banded, ballot rules and bonus points, reckoned from derivations alone."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.derivation import derivation, derivations
from cxzy.core.derivation_secrecy import without_ballots
from cxzy.core.derivation_values import Derivation, Lot, Reason, SourcePart, Unused
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import score
from cxzy.core.vocabulary import Source

ONE = '[sources.{source}]\nweight = 100\n{rules}\n[[criteria]]\nkey = "overall"\n'
BANDED = 'aggregation = {{ kind = "banded"{more} }}'.format
BONUS = '[[bonus]]\nkey = "extra"\nlabel = "加分"\nmaximum = 3\nminimum = -2\n'
WORDS = {"优秀": 95.0, "良好": 85.0, "一般": 75.0, "较差": 60.0}


def scheme_of(rules: str = "", source: str = "peer", more: str = "") -> Scheme:
    return parse_scheme(ONE.format(source=source, rules=rules) + more)


def marks(source: str, points: Sequence[float | None], **more: object) -> pd.DataFrame:
    columns = {"source": source, "subject": "甲", "points": points, "rater": range(len(points))}
    usual = {"word": None, "criterion": "overall", "count": 1, "group": ""}
    return pd.DataFrame({**columns, **usual, **more})


def table(*parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True)


def words(given: str, **more: object) -> pd.DataFrame:
    """Return a word per rater, by its first letter."""
    found = [word for letter in given for word in WORDS if word[0] == letter]
    return marks("mass", [WORDS[word] for word in found], word=found, **more)


def redone(found: Derivation) -> Fraction | None:
    """Return the unrounded score from what stands in a derivation, every step once more."""
    if found.score is None:
        return None
    total = sum((part.applied * converted(part) for part in found.sources), Fraction(0))
    for one in found.bonus:
        entered = sum((e.points * e.count for e in one.entries), Fraction(0))
        if one.together:
            entered = one.together[1]
        total += min(max(entered, one.minimum), one.maximum)
    return total


def converted(part: SourcePart) -> Fraction:
    """Return the mean as it counts: from the best, from the steps, or as it is."""
    if part.mean is None:
        return Fraction(0)
    if part.step is not None and part.own_mean is None:
        return part.step.points
    own = weighed(part)
    if part.present:
        own = own * part.n / part.present
    if part.best is not None:
        return 100 * own / part.best
    if part.step is None:
        return own
    assert own / 100 >= part.step.lowest
    assert part.step.below is None or own / 100 < part.step.below
    return part.step.points


def weighed(part: SourcePart) -> Fraction:
    means = {lot.group: of_lot(lot) for lot in part.lots}
    if not part.strata:
        (mean,) = means.values()
        return mean
    whole = sum((one.weight for one in part.strata), Fraction(0))
    numbers = {lot.group: lot.n for lot in part.lots}
    return sum(
        (
            one.weight * sum((numbers[g] * means[g] for g in one.groups), Fraction(0))
            / one.n / whole
            for one in part.strata
        ),
        Fraction(0),
    )  # fmt: skip


def of_lot(lot: Lot) -> Fraction:
    """Return the mean of a lot from its marks."""
    found: list[tuple[Fraction, int]] = []
    if not lot.votes and not lot.ballots and lot.total is not None:
        return lot.total / lot.kept  # all that is told where ballots are kept back
    if lot.votes:
        (votes,) = lot.votes
        points = sum((m.count * (m.points or 0) for m in votes.marks), Fraction(0))
        found.append((points / max(votes.n + votes.extra, 1), votes.n))
    kept = [one.value for one in lot.ballots for _ in range(one.kept) if one.value is not None]
    if kept:
        found.append((sum(kept, Fraction(0)) / len(kept), len(kept)))
    n = sum(count for _mean, count in found)
    return sum((mean * count for mean, count in found), Fraction(0)) / max(n, 1)


def test_a_relative_mean_is_measured_by_the_best_of_the_meeting() -> None:
    given = table(marks("peer", [80, 70]), marks("peer", [95, 90], subject="乙"))
    found = derivation(given, scheme_of('aggregation = "relative"'), "甲")
    (part,) = found.sources
    assert (part.own_mean, part.best) == (75, Fraction(185, 2))
    assert part.mean == found.total == redone(found) == Fraction(7500, 1) / Fraction(185, 2)
    assert found.score == Fraction(8108, 100)
    assert "乙" not in repr(found)


def test_where_nobody_is_above_nothing_no_best_is_made_up() -> None:
    scheme = scheme_of('aggregation = "relative"')
    found = derivation(table(marks("peer", [0, 0])), scheme, "甲")
    assert (found.score, found.sources[0].missing) == (None, Reason.NO_BEST)


def test_the_best_counts_only_with_enough_ballots() -> None:
    given = table(marks("peer", [80, 80]), marks("peer", [100], subject="乙"))
    scheme = scheme_of('aggregation = "relative"\nminimum_ballots = 2')
    assert derivation(given, scheme, "甲").score == 100


def test_a_share_of_votes_takes_the_points_of_its_step() -> None:
    # 5 of 6 favourable votes are .8333: from .8 on 85 points by the usual steps (decision 0099)
    found = derivation(words("优优良一一较"), scheme_of(BANDED(more=""), "mass"), "甲")
    (part,) = found.sources
    assert part.step is not None
    assert (part.own_mean, part.step.lowest, part.step.below) == (
        Fraction(500, 6), Fraction(8, 10), Fraction(9, 10),
    )  # fmt: skip
    assert found.score == redone(found) == 85


def test_a_share_on_the_line_has_the_better_points() -> None:
    found = derivation(words("优" * 9 + "较"), scheme_of(BANDED(more=""), "mass"), "甲")
    assert found.score == redone(found) == 95


def test_a_share_counts_what_came_back_and_reads_numbers_by_their_points() -> None:
    rule = BANDED(more=', base = "returned", numbers = 70')
    given = table(
        marks("mass", [71, 69, 88], rater=-1),
        marks("mass", [None], rater=-1, word="弃权", count=2),
    )
    found = derivation(given, scheme_of(rule, "mass"), "甲")
    (votes,) = found.sources[0].lots[0].votes
    assert (votes.n, votes.extra, votes.total) == (3, 2, 200)
    assert sorted(mark.text for mark in votes.marks if mark.points is not None) == [
        "69", "71", "88",
    ]  # fmt: skip
    assert found.score == redone(found) == 60


@pytest.mark.parametrize("size", [1, 4])
def test_a_share_of_few_votes_is_told_by_its_step_alone(size: int) -> None:
    found = derivation(words("优" * size), scheme_of(BANDED(more=""), "mass"), "甲")
    (part,) = without_ballots(found).sources
    (lot,) = part.lots
    assert (part.own_mean, lot.mean, lot.total, lot.votes, lot.counts) == (None, None, None, (), ())
    assert redone(without_ballots(found)) == found.total == 95


@pytest.mark.parametrize(
    ("entries", "held"), [([2.0, 0.5], "2.5"), ([2, 2], "3"), ([-1, -4], "-2"), ([], "0")]
)
def test_bonus_points_are_added_and_held_within_their_caps(entries: list[float], held: str) -> None:
    extra = marks("peer", entries, criterion="extra", rater=-1)
    found = derivation(table(marks("peer", [80, 90]), extra), scheme_of(more=BONUS), "甲")
    (part,) = found.bonus
    assert (part.name, part.held) == ("加分", Fraction(held))
    assert [one.points for one in part.entries] == sorted(entries, reverse=True)
    assert found.total == redone(found) == 85 + Fraction(held)
    assert redone(without_ballots(found)) == found.total


def test_a_blank_bonus_is_no_entry_even_where_blanks_are_zero() -> None:
    more = BONUS + '[missing]\nmark = "zero"\n'
    extra = marks("peer", [None], criterion="extra", rater=-1)
    found = derivation(table(marks("peer", [80]), extra), scheme_of(more=more), "甲")
    assert found.bonus[0].entries == ()
    assert not found.unused


def test_bonus_points_of_several_raters_are_told_by_their_sum() -> None:
    extra = marks("peer", [1.0, 0.25], criterion="extra")
    found = derivation(table(marks("peer", [80, 90]), extra), scheme_of(more=BONUS), "甲")
    (kept,) = without_ballots(found).bonus
    assert (kept.entries, kept.together) == ((), (2, Fraction(5, 4)))


RULE = '[[ballot_rules]]\nkind = "at_most"\nword = "优秀"\nnumber = 1\naction = "{}"\n'.format


def two_of_one_rater(action: str) -> tuple[pd.DataFrame, Scheme]:
    """Rater 0 gives 优秀 to two members, which is one more than the rule allows."""
    given = table(
        words("优良良"),
        words("优一一", subject="乙"),
        words("较", subject="丙").assign(rater=7),
    )
    return given.assign(sheet_name="群评", row=3, column=4), scheme_of("", "mass", RULE(action))


def test_a_paper_that_breaks_a_rule_is_void_for_everybody() -> None:
    given, scheme = two_of_one_rater("void")
    found = {one.subject: one for one in derivations(given, scheme)}
    assert {key: float(one.score or 0) for key, one in found.items()} == {
        "甲": 85, "乙": 75, "丙": 60,
    }  # fmt: skip
    (void,) = found["甲"].unused
    assert (void.reason, void.count, void.papers, len(void.cells)) == (Reason.RULE_VOID, 1, 1, 1)
    ballot = found["甲"].sources[0].lots[0].ballots[-1]
    assert (ballot.reason, ballot.value, ballot.marks[0].word) == (Reason.RULE_VOID, None, "优秀")
    assert all(redone(one) == one.total for one in found.values())


def test_a_flagged_paper_counts_and_is_marked_for_those_who_may_read_ballots() -> None:
    given, scheme = two_of_one_rater("flag")
    found = derivation(given, scheme, "甲")
    assert found.total == redone(found) == Fraction(95 + 85 + 85, 3)
    assert [one.flagged for one in found.sources[0].lots[0].ballots] == [True, False, False]
    assert "flagged=True" not in repr(without_ballots(found))


def test_handed_out_every_paper_names_the_same_number_of_void_papers() -> None:
    # a member has no ballot on himself among his peers: 0 of them would name the giver
    given, scheme = two_of_one_rater("void")
    kept = [without_ballots(one) for one in derivations(given, scheme)]
    told = {tuple((u.reason, u.count, u.papers, u.cells) for u in one.unused) for one in kept}
    assert told == {((Reason.RULE_VOID, 1, 1, ()),)}
    assert not any("rule_void" in flag for one in kept for flag in one.flags)
    assert "优秀" not in repr([one.sources for one in kept])


def test_the_same_mark_for_everybody_voids_votes_that_a_tally_counts() -> None:
    more = '[[ballot_rules]]\nkind = "same_mark"\nnumber = 2\naction = "void"\n'
    rule = 'aggregation = { kind = "tally", base = "returned" }'
    given = table(words("优良"), words("优一", subject="乙"))
    found = derivation(given, scheme_of(rule, "mass", more), "甲")
    (votes,) = found.sources[0].lots[0].votes
    assert (votes.n, votes.extra) == (1, 1)  # a void vote stands in the base of those returned
    assert found.total == redone(found) == Fraction(85, 2)


KINDS = ("mean", "trimmed", "median", "tally", "relative", "banded")


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Return a scheme of two sources with any aggregation, base, rule and bonus."""
    text = ""
    for source in ("peer", "mass"):
        kind = draw(st.sampled_from(KINDS))
        base = draw(st.sampled_from(["valid", "returned", "issued", "present"]))
        more = f', base = "{base}"' if kind in ("tally", "banded") else ""
        text += f'[sources.{source}]\nweight = 50\naggregation = {{ kind = "{kind}"{more} }}\n'
        text += draw(st.sampled_from(["", 'groups = "electorate"\n', "minimum_ballots = 2\n"]))
    text += '[[criteria]]\nkey = "overall"\n'
    text += f'[missing]\nsource = "{draw(st.sampled_from(["withhold", "renormalise", "zero"]))}"\n'
    text += f'mark = "{draw(st.sampled_from(["exclude", "zero"]))}"\n'
    action, number = draw(st.sampled_from(["flag", "void"])), draw(st.integers(0, 3))
    kind = draw(st.sampled_from(["at_most", "at_least", "same_mark", ""]))
    word = "" if kind == "same_mark" else 'word = "优秀"\n'
    if kind:
        text += f'[[ballot_rules]]\nkind = "{kind}"\naction = "{action}"\nnumber = {number}\n{word}'
    return parse_scheme(text + draw(st.sampled_from(["", BONUS])))


@st.composite
def meetings(draw: st.DrawFn, scheme: Scheme) -> pd.DataFrame:
    rows = []
    for source in ("peer", "mass"):
        for rater in range(draw(st.integers(0, 7))):
            group = draw(st.sampled_from(["学生", "教师"]))
            for subject in "甲乙丙":
                word = draw(st.sampled_from([*WORDS, "弃权", "", ""]))
                number = draw(st.sampled_from([None, 0.0, 61.5, 88.0]))
                points = WORDS.get(word, None if word else number)
                rows.append((source, subject, rater, group, "overall", points, word))
    for subject in draw(st.lists(st.sampled_from("甲乙"), max_size=3)) if scheme.bonus else ():
        points = draw(st.sampled_from([-3.5, 0.25, 2.0, None]))
        rows.append(("peer", subject, -1, "", "extra", points, ""))
    names = ["source", "subject", "rater", "group", "criterion", "points", "word"]
    return pd.DataFrame(rows, columns=names).astype({"points": "float64"})


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_any_scheme_comes_to_the_scores_of_the_engine_from_its_derivation_alone(
    data: st.DataObject,
) -> None:
    scheme = data.draw(schemes())
    given = data.draw(meetings(scheme))
    if not len(given):
        return
    counts = {"source": ["peer", "mass"] * 2, "group": ["学生"] * 2 + ["教师"] * 2}
    electorate = pd.DataFrame({**counts, "count": [9, 60, 7, 40]})
    roster = Roster(electorate=electorate)
    results = score(given, scheme, roster=roster).set_index("subject")
    for one in derivations(given, scheme, roster=roster):
        official = results.loc[one.subject, "score"]
        assert (one.score is None) == pd.isna(official)
        if one.score is None:
            continue
        assert redone(one) == one.total
        assert abs(float(one.total or 0) - float(official)) <= 0.00501
        assert float(one.score) == official


def published(part: SourcePart) -> list[tuple[int, Fraction]]:
    """Return every number of ballots and sum that a secret source tells or lets be reckoned."""
    told = [(lot.n, lot.n * lot.mean) for lot in part.lots if lot.mean is not None]
    if part.own_mean is None:
        return told
    whole = sum(lot.n for lot in part.lots), part.own_mean * sum(lot.n for lot in part.lots)
    apart = whole[0] - sum(n for n, _sum in told), whole[1] - sum(points for _n, points in told)
    return [*told, whole, *([apart] if apart[0] else [])]


@given(
    sizes=st.lists(st.integers(1, 9), min_size=2, max_size=5),
    kind=st.sampled_from(["mean", "relative", "banded"]),
    letters=st.data(),
)
@settings(deadline=None, max_examples=50)
def test_whole_and_groups_subtracted_leave_nobody_alone(
    sizes: list[int], kind: str, letters: st.DataObject
) -> None:
    # 0085: whatever is told, or is left of the whole by subtraction, is of five ballots or more
    groups = [f"群{place}" for place in range(len(sizes))]
    text = st.text("优良一较", min_size=9, max_size=9)
    parts = [
        words(letters.draw(text)[:size], group=group)
        for group, size in zip(groups, sizes, strict=True)
    ]
    # an electorate as large as the ballots makes the published mean that of all ballots
    counts = pd.DataFrame({"source": "mass", "group": groups, "count": sizes})
    scheme = scheme_of(f'groups = "electorate"\naggregation = "{kind}"', "mass")
    found = derivation(table(*parts), scheme, "甲", roster=Roster(electorate=counts))
    (part,) = without_ballots(found).sources
    assert all(not lot.ballots for lot in part.lots)
    for n, _sum in published(part):
        assert n >= 5 or n == sum(sizes)
    hidden = [lot for lot in part.lots if lot.withheld]
    assert len(hidden) != 1 or len(part.lots) == 1
    assert all(not lot.votes and not lot.counts and lot.total is None for lot in hidden)


def test_void_by_a_decision_is_told_by_the_number_of_the_meeting() -> None:
    void = Unused(Source.MASS, Reason.DECIDED_VOID, 0, ballots=True, papers=2)
    found = derivation(words("优良"), scheme_of("", "mass"), "甲", unused=[void])
    assert Counter(one.count for one in without_ballots(found).unused) == {2: 1}
