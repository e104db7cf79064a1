"""The parts of one whole in per cent, as the scheme wants them printed."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxzy.core.percentages import percentages
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Percentages


def shares(counts: Sequence[float], scheme: Scheme | None, *, places: int) -> list[float | None]:
    """Return the share of each count in their total, in per cent; None where nothing is counted.

    By the scheme's rule, without a scheme by the default one; never more places than the scheme's.
    """
    if not sum(counts):
        return [None] * len(counts)
    rule = Percentages() if scheme is None else scheme.percentages
    return [*percentages(counts, min(places, rule.places), rule.mode)]


def whole_shares(counts: Sequence[float], scheme: Scheme | None) -> list[str]:
    """Return the same in whole per cent, as "33%"; "" where nothing is counted."""
    found = shares(counts, scheme, places=0)
    return ["" if share is None else f"{share:.0f}%" for share in found]


def with_printed_shares(groups: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return the groups of a representation with their two shares as they are printed.

    `electorate_share` and `ballot_share` (0–1) are whole per cents: under `residual` each adds to
    1 as it stands. NaN where nobody voted.
    """
    printed = {
        share: np.array(shares(groups[counted].tolist(), scheme, places=0), "float64") / 100
        for share, counted in (("electorate_share", "electorate"), ("ballot_share", "ballots"))
    }
    return groups.assign(**printed)
