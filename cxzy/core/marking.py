"""From a ratings table to ballots and votes, and what stands beside them."""

import pandas as pd

from cxzy.core.ballot_rules import by_the_rules
from cxzy.core.beside import Beside, together
from cxzy.core.bonus import without_bonus
from cxzy.core.cells import Marked, marked
from cxzy.core.coded import coded_ratings
from cxzy.core.columns import Columns
from cxzy.core.scheme import Scheme


def marks_of(
    ratings: pd.DataFrame | Columns, scheme: Scheme, *, standing: bool = True
) -> tuple[Marked, Beside | None]:
    """Return the ballots and votes of a ratings table, and what stands beside the marks.

    Bonus points are taken out, and what the scheme's ballot rules void is void. `standing` as in
    `ballots`. Raises RatingsError as `coded_ratings` does.
    """
    coded, bonus = without_bonus(coded_ratings(ratings, scheme), scheme)
    coded, looked_at = by_the_rules(coded, scheme)
    return marked(coded, scheme, standing=standing), together([*bonus, *looked_at])
