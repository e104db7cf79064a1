"""Severity against a published table."""

import numpy as np
import pytest

from cxzy.core.severity import additive, round_robin

NAN = float("nan")
KENNY = np.array(
    [
        [NAN, 4, 5, 6, 7, 5],
        [2, NAN, 1, 3, 2, 4],
        [5, 4, NAN, 3, 2, 6],
        [4, 5, 4, NAN, 2, 5],
        [1, 4, 4, 3, NAN, 3],
        [5, 7, 5, 3, 9, NAN],
    ]
)
ACTOR = [1.208, -1.625, -0.167, -0.208, -1.083, 1.875]
PARTNER = [-0.458, 0.375, -0.333, -0.542, 0.083, 0.875]


def test_effects_of_a_round_robin() -> None:
    # D. A. Kenny, davidakenny.net/srm/mathsrm.htm: actor and partner effects of six people.
    fair, severity = round_robin(KENNY)
    assert (-severity).tolist() == pytest.approx(ACTOR, abs=5e-4)
    assert (fair - np.nanmean(KENNY)).tolist() == pytest.approx(PARTNER, abs=5e-4)
    assert severity.sum() == pytest.approx(0, abs=1e-12)


def test_least_squares_of_the_same_marks_give_the_same_effects() -> None:
    # The closed form is the least-squares solution for a table with an empty diagonal.
    rater, member = np.nonzero(~np.isnan(KENNY))
    fair, severity = additive(rater, member, KENNY[rater, member], ridge=0)
    assert (-severity.sort_index()).tolist() == pytest.approx(ACTOR, abs=5e-4)
    assert (fair.sort_index() - np.nanmean(KENNY)).tolist() == pytest.approx(PARTNER, abs=5e-4)
