"""How strict raters are, beside the result: spreads known beforehand, and whom they are for."""

from dataclasses import replace

import pytest

from cxzy.core.language import use_language
from cxzy.services.actors import PermissionDenied, Role
from cxzy.services.severity import adjusted_said, severity, severity_lines
from tests.services.test_certainty import marks_of_two_leaders, ranking_of
from tests.services.university import University, office


@pytest.fixture
def marked(university: University) -> University:
    ranking_of(university, marks_of_two_leaders())
    return university


def test_the_masses_differ_by_what_was_put_into_their_marks(marked: University) -> None:
    """Representative k marks everybody 0.6·k lower: a spread of 0.6·√2.5 = 0.95 points."""
    found = severity(marked.engine, office(), marked.meetings[0].id)
    spread = found.sources.set_index("source")["spread"]
    assert spread["mass"] == pytest.approx(0.6 * 2.5**0.5)
    lines = dict(line.split("：", 1) for line in severity_lines(found))
    assert lines["群众测评"] == "5 位评价人中，大多数比居中的人偏严或偏宽不超过 0.9 分。"
    assert lines["互评"] == "打分的不足 5 人，不显示。"
    assert lines["领导点评"] == "打分的不足 5 人，不显示。"
    use_language("en")
    assert "of its 5 raters most lie within 0.9 points" in " ".join(severity_lines(found))


def test_corrected_scores_are_for_those_who_may_see_ballots(marked: University) -> None:
    id_ = marked.meetings[0].id
    found = severity(marked.engine, office(), id_)
    assert found.adjusted is not None
    subject = str(found.adjusted["subject"].iloc[0])
    assert "公布的得分不变" in adjusted_said(found, subject)
    assert adjusted_said(found, "nobody") == ""
    leader = replace(office(), role=Role.LEADER)
    seen = severity(marked.engine, leader, id_)
    assert seen.adjusted is None
    assert adjusted_said(seen, subject) == ""
    assert severity_lines(seen) == severity_lines(found)


def test_another_branch_is_out_of_reach(marked: University) -> None:
    secretary = replace(office(), role=Role.SECRETARY, unit_ids=frozenset({marked.branches[1].id}))
    with pytest.raises(PermissionDenied):
        severity(marked.engine, secretary, marked.meetings[0].id)
