"""What sources really decide, beside their published weights, with covariances taken by hand."""

from dataclasses import replace
from statistics import covariance, variance

import pandas as pd
import pytest
from sqlalchemy import Engine

from cxzy.core.language import use_language
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.filters import Filters
from cxzy.services.overview import Overview, overview
from cxzy.services.overview_weights import real_weights, weights_heading, weights_plate
from tests.services.overview_cases import SOURCES, two_periods
from tests.services.university import office

MEANS = {
    "self": [95.0, 96.0, 95.0, 97.0, 96.0, 95.0],
    "peer": [90.0, 85.0, 88.0, 80.0, 86.0, 84.0],
    "leader": [85.0, 85.0, 85.0, 85.0, 85.0, 85.0],
    "mass": [95.0, 70.0, 88.0, 60.0, 92.0, 66.0],
}


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """A database of this test's own; nothing here differs between databases."""
    return sqlite_engine


@pytest.fixture
def shown(engine: Engine) -> Overview:
    """The overview of six branches."""
    campaign = two_periods(engine)
    filters = Filters(campaign.periods[-1].id, SubjectKind.BRANCH)
    return overview(engine, office(), filters)


def with_means(shown: Overview) -> Overview:
    score = [sum(SOURCES[s] * MEANS[s][row] for s in SOURCES) for row in range(6)]
    table = shown.results.assign(score=score)
    for source, means in MEANS.items():
        table[f"{source}_mean"] = means
        table[f"{source}_contribution"] = [SOURCES[source] * mean for mean in means]
    return replace(shown, results=table)


def test_sources_that_go_together_decide_what_they_weigh(shown: Overview) -> None:
    table = real_weights(shown)
    assert table["effective"].tolist() == pytest.approx(list(SOURCES.values()))
    assert weights_heading(table) == "各测评主体实际的分量与公布权重大致相同"


def test_real_weights_are_covariances_over_the_variance_of_the_score(shown: Overview) -> None:
    value = with_means(shown)
    table, score = real_weights(value), value.results["score"].tolist()
    expected = [
        SOURCES[source] * covariance(MEANS[source], score) / variance(score) for source in SOURCES
    ]
    assert table["effective"].tolist() == pytest.approx(expected)
    assert table["effective"].sum() == pytest.approx(1)
    assert table["effective"].iloc[2] == 0  # the leaders mark everybody alike
    assert (
        weights_heading(table) == f"群众测评公布权重 30%，实际决定了 {expected[3]:.0%} 的得分差别"
    )
    use_language("en")
    assert weights_heading(table).startswith("The weight of masses is 30 %")


def test_the_figure_has_both_numbers_of_each_source(shown: Overview) -> None:
    plate = weights_plate(with_means(shown))
    assert plate is not None
    figure = plate.draw("dark", None)
    said = [note.text for note in figure.layout.annotations[1:]]
    assert said[2] == "30% → <b>0%</b>"
    assert len(figure.layout.shapes) == 4


def test_too_few_scores_or_several_schemes_say_nothing(shown: Overview) -> None:
    few = replace(shown, results=shown.results.head(4))
    assert weights_plate(few) is None
    assert weights_plate(replace(shown, schemes=2)) is None
    assert weights_plate(replace(shown, scheme=None)) is None
    empty = replace(shown, results=shown.results.head(0))
    assert isinstance(real_weights(empty), pd.DataFrame)
    assert weights_plate(empty) is None
