"""The guide to schemes tells the truth: its example scores as it says, and no key is left out."""

import re
from pathlib import Path

import pandas as pd
import pytest
from pydantic import BaseModel

from cxzy.core import scheme_parts
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import score

GUIDE = (Path(__file__).parents[2] / "docs" / "schemes.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[0]
PARTS = [
    part
    for part in vars(scheme_parts).values()
    if isinstance(part, type) and issubclass(part, BaseModel) and part.model_fields
]
MARKS = {
    ("self", ""): [92],
    ("peer", ""): [95, 85, 95, 75, 85, 87],
    ("leader", "分管领导"): [85],
    ("leader", "其他领导"): [75, 79],
    ("mass", "学生"): [95, 95, 85, 75, 60, 95],
    ("mass", "教师"): [85, 95, 75],
}


def test_the_worked_example_scores_as_the_guide_says() -> None:
    rows = [(*place, "甲", points) for place, marks in MARKS.items() for points in marks]
    ratings = pd.DataFrame(rows, columns=["source", "group", "subject", "points"])
    counts = [("mass", "学生", 800), ("mass", "教师", 200)]
    electorate = pd.DataFrame(counts, columns=["source", "group", "count"])
    result = score(ratings, parse_scheme(EXAMPLE), roster=Roster(electorate=electorate)).iloc[0]
    assert f"The score is {result['score']}, {result['grade']}." in GUIDE
    means = [result[f"{source}_mean"] for source in ("self", "peer", "leader", "mass")]
    assert means == pytest.approx([92, 87, 81.8, 84.3333], abs=5e-5)


def test_the_example_of_the_electorate_is_joined_as_the_guide_says() -> None:
    groups = re.findall(r"^\| (\S+) \| (\d+) \| ([\d, ]+) \| [\d.]+ \|$", GUIDE, re.MULTILINE)
    rows = [
        ("mass", group, "甲", float(points))
        for group, _entitled, marks in groups
        for points in marks.split(",")
    ]
    counts = [("mass", group, int(entitled)) for group, entitled, _marks in groups]
    result = score(
        pd.DataFrame(rows, columns=["source", "group", "subject", "points"]),
        parse_scheme('[sources.mass]\nweight = 100\ngroups = "electorate"'),
        roster=Roster(electorate=pd.DataFrame(counts, columns=["source", "group", "count"])),
    ).iloc[0]
    assert len(rows) == 13
    assert f"= {result['mass_mean']:.4f}." in GUIDE
    assert "joined_groups:mass" in result["flags"]


@pytest.mark.parametrize("part", [Scheme, *PARTS], ids=lambda part: part.__name__)
def test_every_key_of_the_format_is_in_the_guide(part: type[BaseModel]) -> None:
    for name, field in part.model_fields.items():
        assert re.search(rf"\b{field.alias or name}\b", GUIDE), f"{part.__name__}.{name}"


BLOCKS = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
FOUR_WORDS = {"优秀": 100.0, "良好": 80.0, "一般": 60.0, "较差": 40.0}


def test_the_bases_of_a_tally_divide_as_the_guide_says() -> None:
    votes = [*zip(FOUR_WORDS, FOUR_WORDS.values(), (30, 9, 3, 1), strict=True)]
    none = float("nan")
    votes += [("弃权", none, 2), ("不了解", none, 3), ("废票", none, 1), ("未收回", none, 6)]
    table = pd.DataFrame(votes, columns=["word", "points", "count"])
    table = table.assign(source="mass", subject="甲")
    lines = re.findall(
        r"^\| `((?:base|counted) = [^`]+)`.* \| (\d+) \| ([\d.]+) \|$", GUIDE, re.MULTILINE
    )
    assert len(lines) == 4
    for rule, _divisor, said in lines:
        tally = f'aggregation = {{ kind = "tally", {rule} }}'
        result = score(table, parse_scheme(f"[sources.mass]\nweight = 100\n{tally}")).iloc[0]
        assert f"{result['score']:.2f}" == said, rule


def test_the_share_of_votes_gives_the_points_that_the_guide_says() -> None:
    (rule,) = re.findall(r'^\| `(\{ kind = "banded"[^`]+)`', GUIDE, re.MULTILINE)
    scheme = parse_scheme(f"[sources.mass]\nweight = 100\naggregation = {rule}")
    for favourable, expected in ((43, 10), (42, 0)):
        table = pd.DataFrame(
            {"source": "mass", "subject": "甲", "word": ["良好", "一般"], "points": [85.0, 75.0],
             "count": [favourable, 47 - favourable]}
        )  # fmt: skip
        assert score(table, scheme).loc[0, "score"] == expected


def test_the_examples_of_ballot_rules_and_bonus_points_score_as_the_guide_says() -> None:
    rule, bonus = BLOCKS[1:3]
    scheme = parse_scheme(f"[sources.peer]\nweight = 100\n{rule}")
    points = {"优秀": 95.0, "良好": 85.0, "一般": 75.0}
    papers = ("优秀 良好 一般", "良好 良好 优秀", "优秀 优秀 优秀")
    rows = [
        ("peer", rater, subject, word, points[word])
        for rater, paper in enumerate(papers)
        for subject, word in zip("甲乙丙", paper.split(), strict=True)
    ]
    table = pd.DataFrame(rows, columns=["source", "rater", "subject", "word", "points"])
    results = score(table, scheme).set_index("subject")
    assert results["score"].to_dict() == {"甲": 90.0, "乙": 85.0, "丙": 85.0}
    scheme = parse_scheme(f"[sources.leader]\nweight = 100\n{bonus}")
    entries = [("", 88.0), ("honour", 3.0), ("honour", 4.0), ("warning", -2.0)]
    table = pd.DataFrame(entries, columns=["criterion", "points"])
    result = score(table.assign(source="leader", subject="甲"), scheme).iloc[0]
    assert (result["score"], result["flags"]) == (91.0, ("bonus_capped::加分",))
