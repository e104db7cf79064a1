"""A profile's interval and places, and oneself beside the others, redone by plain arithmetic."""

from dataclasses import replace
from math import sqrt

import pandas as pd
import pytest

from cxzy.core.language import use_language
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import profile_certainty_sentences as sentences
from cxzy.services.certainty import WITHHELD
from cxzy.services.profile import Profile, profile
from cxzy.services.profile_certainty import Sure
from cxzy.services.profile_plates import SURE, plates
from cxzy.services.whole_period import whole_period
from tests.services.test_certainty import (
    by_hand,
    marks_of_two_leaders,
    ranking_of,
    sure,
)
from tests.services.university import NAMES, Marks, University, office, usual_marks

__all__ = ["sure"]


def profile_of(university: University, name: str) -> Profile:
    whole = whole_period(university.engine, university.period.id, SubjectKind.MEMBER)
    results = whole.results
    number = str(results.loc[results["name"] == name, "subject"].iloc[0])
    asked = {"period_id": university.period.id, "subject": SubjectKind.MEMBER, "key": number}
    return profile(university.engine, office(), **asked)  # type: ignore[arg-type]


def gaps_by_hand(marks: Marks) -> dict[str, tuple[float, float]]:
    """Return per name own mark less the others' mean, and the variance of the latter."""
    variances = {name: total / 0.9**2 for name, (total, _df) in by_hand(marks).items()}
    gaps = {}
    for name in NAMES:
        means = {
            source: [0.6 * p[0] + 0.4 * p[1] for _r, subject, p in rows if subject == name]
            for source, rows in marks.items()
        }
        mean = {source: sum(ballots) / len(ballots) for source, ballots in means.items()}
        others = sum(mean[source] for source in ("peer", "leader", "mass")) / 3
        gaps[name] = mean["self"] - others, variances[name]
    return gaps


@pytest.mark.usefixtures("sure")
@pytest.mark.parametrize("name", NAMES)
def test_oneself_stands_beside_what_is_usual_and_its_error(
    university: University, name: str
) -> None:
    shown = profile_of(university, name).sure
    assert shown is not None
    assert shown.own is not None
    gaps = gaps_by_hand(marks_of_two_leaders())
    usual = sum(gap for gap, _v in gaps.values()) / 4
    error = sqrt(gaps[name][1] * (1 - 2 / 4) + sum(v for _gap, v in gaps.values()) / 16)
    assert shown.own["usual"] == pytest.approx(usual)
    assert shown.own["unusual"] == pytest.approx(gaps[name][0] - usual)
    assert shown.own["error"] == pytest.approx(error)


def test_the_profile_and_the_ranking_say_the_same(university: University) -> None:
    """The profile is made first, of its meeting alone; the ranking of the whole period."""
    ranked = ranking_of(university, marks_of_two_leaders())
    alone = [profile_of(university, name).sure for name in NAMES]
    told = ranked.told.set_index("name")
    for name, one in zip(NAMES, alone, strict=True):
        assert one is not None
        for column in ("score_low", "score_high"):
            assert one.row[column] == told.loc[name, column]
        assert one.row["meeting_rank_low"] == told.loc[name, "rank_low"]
        assert one.row["meeting_rank_high"] == told.loc[name, "rank_high"]
        assert one.near["own"].sum() == 1
        assert one.near["score"].is_monotonic_decreasing


@pytest.mark.usefixtures("sure")
def test_the_figure_and_the_sentences_of_a_sure_result(university: University) -> None:
    shown = profile_of(university, NAMES[1])
    plate = {one.key: one for one in plates(shown)}[SURE]
    assert plate.heading.startswith("名次第 2，按票数")
    assert "得分的误差为 ±" in plate.note
    assert "只有 10 票" not in plate.note  # ten ballots are not few
    assert "自评一般比他评高" in sentences.own_said(shown)
    figure = plate.draw("light", lambda kind, key: f"{kind}/{key}")
    names = figure.layout.yaxis.ticktext
    assert sum("<b>" in name for name in names) == 1
    assert sum("member/" in name for name in names) == len(NAMES) - 1
    use_language("en")
    assert sentences.sure_said(shown).startswith("The score is sure within ± ")


def test_without_an_interval_the_reason_is_said_and_nothing_drawn(university: University) -> None:
    ranking_of(university, usual_marks())
    shown = profile_of(university, NAMES[0])
    assert SURE not in {plate.key for plate in plates(shown)}
    assert "领导点评没有人得到两票以上" in sentences.sure_said(shown)
    assert sentences.own_said(shown) == ""
    assert sentences.drawn_said(shown) == ""
    few = Sure({"margin": float("nan"), "why": WITHHELD, "unmeasured": ()}, pd.DataFrame(), None)
    assert "票数太少" in sentences.sure_said(replace(shown, sure=few))


@pytest.mark.usefixtures("sure")
def test_a_result_of_few_ballots_has_its_drawn_value_in_brackets(university: University) -> None:
    shown = profile_of(university, NAMES[0])
    assert shown.sure is not None
    tiny = replace(shown.sure, row={**shown.sure.row, "shrunken": 86.91, "ballots": 8.0})
    assert "只有 8 票" in sentences.drawn_said(replace(shown, sure=tiny))
    assert "（86.9）" in sentences.drawn_said(replace(shown, sure=tiny))
