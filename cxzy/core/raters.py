"""Who gave which ballot: rater numbers, of the meeting and source they count in."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes
from cxzy.core.cells import Marked
from cxzy.core.coded import Coded


@dataclass(frozen=True)
class Meetings:
    """The meetings of ratings: their names, None where the ratings have no such column."""

    of_key: Codes
    names: "pd.Index | None"

    @property
    def count(self) -> int:
        """How many meetings there are; ratings without names are one."""
        return 1 if self.names is None else len(self.names)


def meetings_of(coded: Coded) -> Meetings:
    """Return the meeting of each key (meeting and subject) of ratings."""
    if coded.keys.meetings is None:
        return Meetings(np.zeros(len(coded.keys), dtype="int64"), None)
    codes, names = pd.factorize(coded.keys.meetings)
    return Meetings(codes.astype("int64"), pd.Index(names))


def ballot_raters(marks: Marked) -> Codes:
    """Return the rater's number of each ballot; it says who only inside meeting and source."""
    cast, rater = marks.ballots, marks.of_ballots.rater
    if cast is None or rater is None:
        return np.empty(0, dtype="int64")
    if cast.starts is not None:
        return rater[cast.starts].astype("int64")
    raters = np.full(len(cast.value), -1, dtype="int64")
    raters[cast.place] = rater
    return raters
