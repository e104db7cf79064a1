"""What the improvement screen says of organisations and kinds: where more rose, where fell."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxzy.core.labels import in_sentence, kind_label
from cxzy.core.language import _
from cxzy.core.leaders import few, leaders
from cxzy.core.vocabulary import UnitKind
from cxzy.services.improvement import Improvement


def organisations_heading(shown: Improvement) -> str:
    """Return which organisation rose most, less its falls, and which fell most."""
    return _groups_heading(shown.organisations, shown.organisations["name"].tolist())


def kinds_heading(shown: Improvement) -> str:
    """Return which kind rose most, less its falls, and which fell most."""
    return _groups_heading(shown.kinds, list(map(in_sentence, kind_names(shown.kinds))))


def kind_names(kinds: pd.DataFrame) -> list[str]:
    """Return the names of the column `kind` in the reader's language."""
    return [kind_label(UnitKind(str(kind))) for kind in kinds["kind"]]


def _groups_heading(groups: pd.DataFrame, names: Sequence[str]) -> str:
    rises = bool(len(groups)) and groups["up"].iloc[0] > groups["down"].iloc[0]
    falls = bool(len(groups)) and groups["down"].iloc[-1] > groups["up"].iloc[-1]
    if not (rises or falls):
        return _("Nowhere do more rise than fall, or more fall than rise")
    net = (groups["up"] - groups["down"]) / groups["compared"]
    first, last = (
        few(_group(names[place], groups.iloc[place]) for place in leaders(net, 4, lowest=lowest))
        for lowest in (False, True)
    )
    words = _("Furthest up: {first}") if rises else _("Furthest down: {last}")
    if rises and falls:
        words = _("Furthest up: {first}; furthest down: {last}")
    return words.format(first=first, last=last)


def _group(name: str, row: "pd.Series[Any]") -> str:
    return _("{name} ({up} of {count} up, {down} down)").format(
        name=name,
        up=f"{int(row['up']):,}",
        down=f"{int(row['down']):,}",
        count=f"{int(row['compared']):,}",
    )
