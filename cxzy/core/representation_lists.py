"""Turnout and balance of many meetings in one pass, for lists of them."""

import numpy as np
import pandas as pd

from cxzy.core.turnout_balance import turnout_balance
from cxzy.core.vocabulary import Source

COLUMNS = (
    "electorate", "ballots", "turnout", "r_adjusted", "effective", "missing", "crowded",
)  # fmt: skip


def group_turnout(facets: pd.DataFrame, electorate: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return one row per meeting and group: `meeting, group, electorate, ballots`.

    `facets` are those of whole ballots with `meeting`, `electorate` has `meeting, source, group,
    count`. Ballots are those of the subject with most in the group. Where no ballot names a group
    of the electorate, or this has none, all are one group "": nothing is known of the parts. NaN
    where the meeting has no ballot of the source at all.
    """
    entitled = electorate[(electorate["source"] == source.value) & (electorate["count"] > 0)]
    entitled = entitled[["meeting", "group", "count"]].rename(columns={"count": "electorate"})
    entitled = entitled.astype({"group": "str"})
    here = facets[facets["source"] == source.value]
    keys = [here["meeting"], here["group"].astype("str")]
    most = here["n"].groupby(keys, observed=True).max().rename("ballots").reset_index()
    placed = entitled.merge(most, on=["meeting", "group"])
    parted = entitled["meeting"].isin(placed["meeting"])
    whole = entitled[~parted].groupby("meeting", as_index=False)["electorate"].sum()
    table = pd.concat([entitled[parted], whole.assign(group="")], ignore_index=True)
    table = table.merge(most, on=["meeting", "group"], how="left")
    handed_in = table["meeting"].isin(most["meeting"])
    ballots = table["ballots"].astype("float64").fillna(0.0).where(handed_in)
    return pd.DataFrame(table.assign(ballots=ballots))


def representations(turnout: pd.DataFrame) -> pd.DataFrame:
    """Return one row per meeting of `group_turnout`, under its id.

    `electorate, ballots, turnout, r_adjusted, effective` as `representation` has them, `missing`
    and `crowded` (numbers of groups); the formulas are those of
    `cxzy.core.turnout_balance`. NaN where nothing is in or nothing can be said.
    """
    people, voted = (turnout[name].to_numpy("float64") for name in ("electorate", "ballots"))
    codes, meetings = pd.factorize(turnout["meeting"])
    found = turnout_balance(people, voted, codes, len(meetings))
    counted = {"missing": voted == 0, "crowded": voted > people}
    numbers = {name: getattr(found, name) for name in COLUMNS if name not in counted} | {
        name: np.bincount(codes, held, len(meetings)) for name, held in counted.items()
    }
    return pd.DataFrame(numbers, index=pd.Index(meetings, name="meeting"))
