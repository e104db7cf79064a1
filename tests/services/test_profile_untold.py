"""What a profile says where one of the others is not told of a criterion."""

import pandas as pd

from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import Source
from cxzy.services.profile_parts import gap_table, untold

SCHEME = parse_scheme("""
[sources.self]
weight = 10
[sources.leader]
weight = 40
[sources.mass]
weight = 50
[[criteria]]
key = "study"
label = "学习"
weight = 50
[[criteria]]
key = "work"
label = "工作"
weight = 50
""")
SOURCES = pd.DataFrame({"source": ["self", "leader", "mass"], "mean": [95.0, 90.0, 81.0]})


def criteria(*rows: tuple[str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=pd.Index(["source", "criterion", "mean"]))
    return table.assign(label=table["criterion"].map({"study": "学习", "work": "工作"}))


WHOLE = [("self", "study", 96.0), ("self", "work", 94.0)]
LEADERS = [("leader", "study", 91.0), ("leader", "work", 89.0)]


def test_a_criterion_of_which_one_of_the_others_is_not_told_has_no_gap() -> None:
    told = criteria(*WHOLE, *LEADERS, ("mass", "study", 80.0))
    assert untold(SCHEME, told) == [(Source.MASS, "work", "工作")]
    gaps = gap_table(SCHEME, SOURCES, told)
    # By hand: 96 − (.4 · 91 + .5 · 80) ÷ .9 = 96 − 84.888… and 95 − (.4 · 90 + .5 · 81) ÷ .9 = 10
    assert gaps["criterion"].tolist() == ["study", ""]
    assert gaps["gap"].round(6).tolist() == [11.111111, 10.0]


def test_of_a_source_that_tells_of_no_criterion_none_is_missing() -> None:
    told = criteria(*WHOLE, *LEADERS)
    assert untold(SCHEME, told) == []
    assert set(gap_table(SCHEME, SOURCES, told)["criterion"]) == {"study", "work", ""}
