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
