"""Ballots beside the electorate: published numbers, each recomputed."""

import pytest

from cxzy.core.representation import post_stratified, representation


def test_turnouts_of_a_half_a_third_and_a_half() -> None:
    # By hand, turnouts 30/60, 10/30 and 5/10, .45 in all: S² = (70 · .05² + 30 · .1167²) / 99 =
    # .0058923, R = 1 − 2 · .0767613; χ² of voted and not voted with 2 degrees of freedom, for
    # which p is exp(−χ²/2).
    found = representation([30, 10, 5], [60, 30, 10])
    assert found.r_indicator == pytest.approx(0.84648, abs=5e-6)
    assert found.chi2 == pytest.approx(2.3569, abs=5e-5)
    assert found.df == 2
    assert found.p == pytest.approx(0.3078, abs=5e-5)


def test_its_adjusted_indicator_says_that_chance_explains_all_of_it() -> None:
    # Shlomo, Skinner and Schouten (2012): the bias is (¼ + 2/9 + ¼) / 100 = .00722 > S²
    assert representation([30, 10, 5], [60, 30, 10]).r_adjusted == 1


def test_its_weights_are_worth_43_and_a_half_ballots() -> None:
    # Kish (1965): weights 2, 3 and 2; 100² / (30 · 4 + 10 · 9 + 5 · 4) = 10000 / 230
    found = representation([30, 10, 5], [60, 30, 10])
    assert found.effective == pytest.approx(10000 / 230)
    assert found.design_effect == pytest.approx(45 * 230 / 10000)


def test_post_stratification_of_levy_and_lemeshow() -> None:
    # Levy and Lemeshow, Sampling of Populations: 850 and 450 people, means of 32 and 18
    assert post_stratified([49.858438, 21.711111], [850, 450]) == pytest.approx(40.11513, abs=5e-6)
