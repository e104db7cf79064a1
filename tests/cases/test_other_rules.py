"""Rules that not every scheme has, against numbers worked out by hand; each names its origin."""

from fractions import Fraction

import pandas as pd
import pytest

from cxzy import read_sheet
from cxzy.core.flags import flag_text
from cxzy.core.language import ENGLISH, use_language
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import score

NAN = float("nan")


def marks(source: str, subject: str, *points: float) -> pd.DataFrame:
    return pd.DataFrame({"source": source, "subject": subject, "points": points})


def only(source: str, aggregation: str, more: str = "") -> Scheme:
    source = f"[sources.{source}]\nweight = 100\naggregation = {aggregation}\n"
    return parse_scheme(f"{source}[rounding]\nplaces = 4\n{more}")


def test_an_achievement_of_42_beside_the_best_of_48_has_this_share_of_the_weight() -> None:
    # A usual rule for works and posts: own ÷ best × weight; by hand 42/48 · 30 + 27 = 53.25.
    scheme = parse_scheme(
        '[sources.leader]\nweight = 30\naggregation = "relative"\n[sources.peer]\nweight = 70\n'
    )
    given = pd.concat(
        [
            marks("leader", "甲", 42), marks("leader", "乙", 48),
            marks("peer", "甲", Fraction(270, 7).__float__()), marks("peer", "乙", 0),
        ],
        ignore_index=True,
    )  # fmt: skip
    results = score(given, scheme).set_index("subject")
    assert results.loc["甲", "leader_contribution"] == pytest.approx(26.25)
    assert results["score"].to_dict() == {"甲": 53.25, "乙": 30.0}


def test_a_share_of_votes_of_nine_tenths_gives_ten_points_and_of_eight_tenths_eight() -> None:
    # A usual rule of democratic appraisal: 优秀 and 称职 together 90 % and more 10 points, 80 % 8,
    # 70 % 6, less 0. Of 47 votes 43 are 91.49 %, 42 are 89.36 %, 33 are 70.21 %, 32 are 68.09 %.
    steps = ", ".join(
        f"{{ from = {lowest}, points = {points} }}"
        for lowest, points in ((0.9, 10), (0.8, 8), (0.7, 6), (0, 0))
    )
    rule = f"{{ kind = 'banded', words = ['优秀', '称职'], steps = [{steps}] }}"
    scale = "[[scales]]\nwords = { '优秀' = 95, '称职' = 85, '基本称职' = 70, '不称职' = 50 }\n"
    for favourable, expected in ((43, 10), (42, 8), (33, 6), (32, 0)):
        given = pd.DataFrame(
            {"source": "mass", "subject": "甲", "word": ["优秀", "称职", "不称职"],
             "points": [95, 85, 50], "count": [20, favourable - 20, 47 - favourable]}
        )  # fmt: skip
        assert score(given, only("mass", rule, scale)).loc[0, "score"] == expected


def test_only_the_lowest_ballot_is_dropped() -> None:
    # By hand: 60 goes; (79.5 + 88 + 92.25)/3 = 86.5833; below the number of ballots none goes.
    rule = '{ kind = "trimmed", low = 1, from = 4 }'
    given = marks("peer", "甲", 88, 60, 92.25, 79.5)
    assert score(given, only("peer", rule)).loc[0, "score"] == 86.5833
    assert score(given.head(3), only("peer", rule)).loc[0, "score"] == 80.0833


VOTES = pd.DataFrame(
    [("优秀", 100.0, 30), ("良好", 80.0, 9), ("一般", 60.0, 3), ("较差", 40.0, 1),
     ("弃权", NAN, 2), ("不了解", NAN, 3), ("废票", NAN, 1), ("未收回", NAN, 6)],
    columns=["word", "points", "count"],
).assign(source="mass", subject="甲")  # fmt: skip


@pytest.mark.parametrize(
    ("base", "divisor"),
    [
        ('base = "valid"', 43),
        ('base = "valid", counted = ["abstention"]', 45),
        ('base = "valid", counted = ["unsure"]', 46),
        ('base = "valid", counted = ["void"]', 44),
        ('base = "valid", counted = ["abstention", "unsure", "void"]', 49),
        ('base = "returned"', 49),
        ('base = "issued"', 55),
    ],
)
def test_votes_without_points_stand_in_the_base_as_the_scheme_says(base: str, divisor: int) -> None:
    # 55 issued, 49 returned, 43 on a word: (30·100 + 9·80 + 3·60 + 40) = 3,940 over the base.
    exact = Fraction(3940, divisor)
    rule = f'{{ kind = "tally", {base} }}'
    result = score(VOTES, only("mass", rule)).iloc[0]
    assert result["score"] == float(round(exact, 4))
    assert result["mass_n"] == 43


LETTERS = '[[scales]]\nname = "等级"\nwords = { "A" = 95, "B" = 80, "C" = 65, "D" = 40 }\n'


def test_letters_are_the_points_of_their_scale() -> None:
    # By hand: (95 + 80 + 65 + 40)/4 = 70 and (95 + 95 + 80 + 80)/4 = 87.5.
    scheme = only("leader", '"mean"', LETTERS + '[[criteria]]\nkey = "总体"\n')
    text = "评价人,陈一凡,周子安\n一,A,A\n二,B,a\n三,Ｃ,B\n四,D,b\n"
    sheet = read_sheet(text.encode(), scheme, "领导点评.csv")
    assert not [problem for problem in sheet.problems if problem.blocks]
    results = score(sheet.ratings, scheme).set_index("subject")
    assert results["score"].to_dict() == {"周子安": 87.5, "陈一凡": 70.0}


def test_a_word_may_cost_points() -> None:
    # By hand: (3·100 + 2·60 − 2·50)/7 = 45.7143; the grade of what is below 0 is the lowest.
    scale = "[[scales]]\nwords = { '优秀' = 100, '一般' = 60, '不合格' = -50 }\n"
    given = pd.DataFrame(
        {"source": "mass", "subject": "甲", "word": ["优秀", "一般", "不合格"],
         "points": [100.0, 60.0, -50.0], "count": [3, 2, 2]}
    )  # fmt: skip
    scheme = only("mass", '"tally"', scale)
    assert score(given, scheme).loc[0, "score"] == 45.7143
    worst = score(given[given["points"] < 0], scheme).iloc[0]
    assert (worst["score"], worst["grade"]) == (-50.0, "后进")


def test_who_gave_three_of_two_allowed_excellent_marks_is_not_counted() -> None:
    # By hand: the third rater's marks go; 甲 (95 + 85)/2, 乙 85, 丙 (75 + 95)/2.
    scheme = only(
        "peer",
        '"mean"',
        '[[ballot_rules]]\nkind = "at_most"\nword = "优秀"\nnumber = 2\naction = "void"\n',
    )
    points = {"优秀": 95.0, "良好": 85.0, "一般": 75.0}
    papers = (("优秀", "良好", "一般"), ("良好", "良好", "优秀"), ("优秀", "优秀", "优秀"))
    given = pd.DataFrame(
        [
            ("peer", rater, subject, word, points[word])
            for rater, paper in enumerate(papers)
            for subject, word in zip("甲乙丙", paper, strict=True)
        ],
        columns=["source", "rater", "subject", "word", "points"],
    )
    results = score(given, scheme).set_index("subject")
    assert results["score"].to_dict() == {"甲": 90.0, "乙": 85.0, "丙": 85.0}
    assert results["peer_n"].tolist() == [2, 2, 2]


def test_honours_add_and_warnings_deduct_within_their_caps() -> None:
    # By hand: 88 + min(3 + 4, 5) − 2 = 91.
    scheme = only(
        "leader",
        '"mean"',
        '[[bonus]]\nkey = "加分"\nmaximum = 5\n[[bonus]]\nkey = "扣分"\nminimum = -5\n',
    )
    given = marks("leader", "甲", 88, 3, 4, -2).assign(criterion=["", "加分", "加分", "扣分"])
    result = score(given, scheme).iloc[0]
    assert (result["score"], result["grade"], result["bonus"]) == (91.0, "优秀", 3.0)


def test_a_pending_source_is_named_in_words_with_the_reason() -> None:
    # 90.00, pending, 80.00: no score, and whom it waits for.
    scheme = parse_scheme(
        "[sources.peer]\nweight = 30\n[sources.leader]\nweight = 40\n[sources.mass]\nweight = 30\n"
    )
    pending = marks("leader", "甲", NAN)
    given = pd.concat([marks("peer", "甲", 90), pending, marks("mass", "甲", 80)])
    result = score(given, scheme).iloc[0]
    assert pd.isna(result["score"])
    use_language(ENGLISH)
    assert [flag_text(code) for code in result["flags"]] == [
        "Leaders: no valid ballot",
        "No score: a required source is missing",
    ]
