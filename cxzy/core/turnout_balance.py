"""How evenly groups turned out, reckoned for any number of meetings in one pass."""

from dataclasses import dataclass

import numpy as np

from cxzy.core.arrays import Codes, Mask, Numbers

FEWEST_GROUPS = 2
"""One group alone cannot be out of balance."""


@dataclass(frozen=True)
class Balance:
    """One number per meeting each; NaN is what cannot be said.

    `electorate`, `ballots` and `turnout`; `r_indicator` and `r_adjusted`, without the bias that
    chance gives to S²; `chi2` of having voted by group; `effective`, the ballots that are left
    by unequal weights; `told` says where the balance of groups can be told at all.
    """

    electorate: Numbers
    ballots: Numbers
    turnout: Numbers
    r_indicator: Numbers
    r_adjusted: Numbers
    chi2: Numbers
    effective: Numbers
    told: Mask


def turnout_balance(people: Numbers, voted: Numbers, meeting: Codes, size: int) -> Balance:
    """Return the balance of `size` meetings from rows of one group each.

    `people` are more than 0, `voted` may be NaN. S² = Σ N_h (p_h − p)² / (N − 1), its bias
    Σ p_h (1 − p_h) / N; n ÷ Kish's design effect is (Σ N_h)² / Σ N_h² / n_h over the groups with
    ballots. The sources are those of `cxzy.core.representation.representation`.
    """

    def total(values: Numbers) -> Numbers:
        return np.bincount(meeting, weights=values, minlength=size).astype("float64")

    whole, cast, crowded = total(people), total(voted), total((voted > people).astype("float64"))
    told = (total(np.ones(len(people))) >= FEWEST_GROUPS) & (crowded == 0)
    told &= (cast > 0) & (whole > 1)
    rates = voted / people
    with np.errstate(divide="ignore", invalid="ignore"):
        turnout = cast / whole
        apart = total(people * (rates - turnout[meeting]) ** 2)
        variance = apart / (whole - 1)
        adjusted = np.maximum(variance - total(rates * (1 - rates)) / whole, 0.0)
        chi2 = np.where(turnout < 1, apart / (turnout * (1 - turnout)), 0.0)
        effective = _reached(people, voted, meeting, size)
        r, r_adjusted = (
            np.where(told, 1 - 2 * np.sqrt(one), np.nan) for one in (variance, adjusted)
        )
    chi2 = np.where(told, chi2, np.nan)
    return Balance(whole, cast, turnout, r, r_adjusted, chi2, effective, told)


def _reached(people: Numbers, voted: Numbers, meeting: Codes, size: int) -> Numbers:
    """Return the effective number of ballots, NaN without a ballot or where none is known."""
    held = voted > 0
    squares = np.divide(people**2, voted, out=np.zeros(len(voted)), where=held)
    sums = [np.bincount(meeting, part, size) for part in (np.where(held, people, 0.0), squares)]
    cast = np.bincount(meeting, voted, size)
    return np.where(cast > 0, sums[0] ** 2 / sums[1], np.nan)
