"""Ballots that break a rule of the scheme: flagged or void, and said either way."""

import numpy as np
import pandas as pd
import pytest

from cxzy.core.flags import flag_text
from cxzy.core.language import ENGLISH, use_language
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import facets, score, weighted_scores

POINTS = {"优秀": 95.0, "良好": 85.0, "一般": 75.0, "较差": 60.0}
NAN = float("nan")


def scheme(rule: str, more: str = "") -> Scheme:
    criterion = '[[criteria]]\nkey = "a"\n' if "criteria" not in more else ""
    return parse_scheme(
        f"[sources.peer]\nweight = 100\n{criterion}{more}[[ballot_rules]]\n{rule}\n"
    )


def papers(*papers_: str, source: str = "peer", subjects: str = "甲乙丙丁") -> pd.DataFrame:
    """Return one ballot per rater and subject; a paper is the words' first letters, in order."""
    words = {word[0]: word for word in POINTS}
    rows = [
        (source, rater, subject, words.get(letter), POINTS.get(words.get(letter, ""), NAN))
        for rater, paper in enumerate(papers_)
        for subject, letter in zip(subjects, paper, strict=True)
    ]
    return pd.DataFrame(rows, columns=["source", "rater", "subject", "word", "points"])


AT_MOST = 'kind = "at_most"\nword = "优秀"\nnumber = 2\n'


def test_a_ballot_with_too_many_of_a_word_is_void_for_everybody_on_it() -> None:
    # By hand: the second rater gave three 优秀 of two allowed; the others' marks for 丙 are 85, 75.
    given = papers("优优良一", "优优优一", "良优一一")
    results = score(given, scheme(AT_MOST + 'action = "void"')).set_index("subject")
    assert results["score"].to_dict() == {"甲": 90.0, "乙": 95.0, "丙": 80.0, "丁": 75.0}
    assert results["peer_n"].tolist() == [2] * 4
    assert results.loc["丙", "flags"] == ("rule_void:peer:1",)


def test_a_flagged_ballot_counts_and_is_said() -> None:
    given = papers("优优良一", "优优优一", "优优优一")
    results = score(given, scheme(AT_MOST)).set_index("subject")
    assert results.loc["丙", "score"] == pytest.approx(91.67)  # (85 + 95 + 95)/3
    assert results.loc["丙", "flags"] == ("rule_flagged:peer:2",)
    use_language(ENGLISH)
    assert flag_text("rule_flagged:peer:2").endswith("count: 2")


def test_exactly_as_many_as_allowed_break_nothing() -> None:
    assert score(papers("优优良一"), scheme(AT_MOST))["flags"].tolist() == [()] * 4


def test_too_few_of_a_word_break_a_rule() -> None:
    rule = 'kind = "at_least"\nword = "较差"\nnumber = 1\naction = "void"'
    given = papers("优良一较", "优优优优")
    results = score(given, scheme(rule)).set_index("subject")
    assert results["score"].to_dict() == {"甲": 95.0, "乙": 85.0, "丙": 75.0, "丁": 60.0}


def test_one_mark_for_everybody_breaks_a_rule_from_four_subjects_on() -> None:
    rule = 'kind = "same_mark"\naction = "void"'
    given = papers("优优优优", "良良良一")
    assert score(given, scheme(rule))["peer_n"].tolist() == [1] * 4
    three = papers("优优优", "良良一", subjects="甲乙丙")
    assert score(three, scheme(rule))["peer_n"].tolist() == [2] * 3
    assert score(three, scheme(rule + "\nnumber = 3"))["peer_n"].tolist() == [1] * 3


def test_blank_marks_are_no_marks_alike() -> None:
    rule = 'kind = "same_mark"\naction = "void"'
    given = papers("优优优 ", "良良良一")
    assert score(given, scheme(rule)).set_index("subject")["peer_n"].to_dict() == {
        "甲": 2, "乙": 2, "丙": 2, "丁": 1,
    }  # fmt: skip


def test_a_void_ballot_is_no_row_of_zeros_where_blanks_count_as_zero() -> None:
    rule = 'kind = "at_most"\nword = "优秀"\nnumber = 1\naction = "void"'
    given = papers("优优良 ", "优良一一")
    results = score(given, scheme(rule, '[missing]\nmark = "zero"\n')).set_index("subject")
    assert results["score"].to_dict() == {"甲": 95.0, "乙": 85.0, "丙": 75.0, "丁": 75.0}


def test_words_are_counted_in_each_criterion_alone() -> None:
    criteria = '[[criteria]]\nkey = "a"\n[[criteria]]\nkey = "b"\n'
    one = papers("优优良一", "优优优一").assign(criterion="a")
    other = papers("优优良一", "良良良一").assign(criterion="b")
    rules = scheme(AT_MOST + 'action = "void"', criteria)
    results = score(pd.concat([one, other], ignore_index=True), rules)
    # Four 优秀 on the first paper are two in each criterion; the second has three in one.
    assert results["peer_n"].tolist() == [1] * 4


def test_numbers_are_no_words() -> None:
    given = papers("优优优优").assign(word=None)
    for rule in (AT_MOST, 'kind = "at_least"\nword = "较差"\nnumber = 1'):
        assert score(given, scheme(rule))["flags"].tolist() == [()] * 4
        assert score(given.drop(columns="word"), scheme(rule))["flags"].tolist() == [()] * 4


def test_a_rule_holds_for_its_sources_and_in_each_source_alone() -> None:
    sources = "[sources.mass]\nweight = 50\n[sources.leader]\nweight = 50\n"
    both = pd.concat(
        [papers("优优优优", source="mass"), papers("优优优优", source="leader")], ignore_index=True
    )
    rule = f'[[ballot_rules]]\n{AT_MOST}sources = ["mass"]\n'
    flags = score(both, parse_scheme(sources + rule))["flags"]
    assert flags.tolist() == [("rule_flagged:mass:1",)] * 4
    two_each = pd.concat(
        [papers("优优良良", source="mass"), papers("良良优优", source="leader")], ignore_index=True
    )
    assert (
        score(two_each, parse_scheme(f"{sources}[[ballot_rules]]\n{AT_MOST}"))["flags"].tolist()
        == [()] * 4
    )


def test_the_same_number_in_another_meeting_is_another_rater() -> None:
    given = papers("优优良一")
    both = pd.concat([given.assign(meeting=1), given.assign(meeting=2)], ignore_index=True)
    rules = scheme(AT_MOST)
    assert weighted_scores(facets(both, rules), rules)["flags"].tolist() == [()] * 8


def test_votes_without_ballots_cannot_be_checked_and_that_is_said() -> None:
    tally = papers("优优优优").assign(rater=-1, count=5)
    for table in (tally, tally.drop(columns="rater")):
        results = score(table, scheme(AT_MOST + 'action = "void"'))
        assert results["flags"].tolist() == [("rule_unchecked:peer",)] * 4
        assert results["score"].tolist() == [95.0] * 4


def test_a_self_assessment_stands_alone_anyway() -> None:
    own = papers("优优优优").assign(source="self", rater=-1)
    rules = parse_scheme(f"[sources.self]\nweight = 100\n[[ballot_rules]]\n{AT_MOST}")
    assert score(own, rules)["flags"].tolist() == [()] * 4


def test_void_ballots_count_in_the_base_of_the_votes_returned() -> None:
    tally = 'aggregation = { kind = "tally", base = "returned" }\n'
    rules = parse_scheme(
        f"[sources.peer]\nweight = 100\n{tally}[[ballot_rules]]\n{AT_MOST}action = 'void'\n"
    )
    results = score(papers("优优良一", "优优优一"), rules).set_index("subject")
    assert results["score"].to_dict() == {"甲": 47.5, "乙": 47.5, "丙": 42.5, "丁": 37.5}


def test_where_everything_is_void_nothing_is_scored_and_all_are_listed() -> None:
    results = score(papers("优优优优"), scheme(AT_MOST + 'action = "void"'))
    assert results["score"].isna().all()
    assert (
        results["flags"].tolist()
        == [("rule_void:peer:1", "no_marks", "missing:peer", "withheld")] * 4
        or results["flags"].tolist()
        == [("no_marks", "rule_void:peer:1", "missing:peer", "withheld")] * 4
    )


@pytest.mark.parametrize("action", ["flag", "void"])
def test_scores_and_flags_of_facets_are_those_of_ratings(action: str) -> None:
    given = papers("优优优一", "优优优优", "良 一一", "一一一一")
    rules = scheme(
        f'{AT_MOST}action = "{action}"\n[[ballot_rules]]\nkind = "same_mark"\nnumber = 3\n'
    )
    ours, theirs = score(given, rules), weighted_scores(facets(given, rules), rules)
    pd.testing.assert_frame_equal(ours, theirs)
    assert any("rule_" in code for codes in ours["flags"] for code in codes)


def test_no_ratings_break_no_rule() -> None:
    nothing = papers().astype({"points": "float64"})
    assert len(score(nothing, scheme(AT_MOST))) == 0
    blank = papers("    ")
    assert np.isnan(score(blank, scheme(AT_MOST))["score"]).all()
