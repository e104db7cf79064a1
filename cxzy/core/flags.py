"""What a result has to be read with: codes, and their words."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxzy.core.labels import source_label
from cxzy.core.language import _, mark
from cxzy.core.vocabulary import Source

_TEXTS = {
    "withheld": mark("No score: a required source is missing"),
    "missing": mark("{source}: no valid ballot"),
    "few_ballots": mark("{source}: fewer ballots than required, counts as missing"),
    "zero": mark("{source}: missing and counted as 0"),
    "adjusted": mark("Missing sources are adjusted by the means of the list"),
    "no_marks": mark("Without any mark"),
    "no_electorate": mark("{source}: no electorate known"),
    "presence_assumed": mark(
        "{source}: who was present is not on record, so all entitled count as present"
    ),
    "groups_unknown": mark("{source}: no groups known, all ballots count alike"),
    "ballots_without_group": mark("{source}: ballots without a group are left out"),
    "unknown_group": mark("{source}: ballots of the unknown group {group} are left out"),
    "group_without_ballots": mark("{source}: no ballot of the group {group}"),
    "no_best": mark(
        "{source}: nobody of the meeting is above 0, so nobody can be measured by the best"
    ),
    "rule_void": mark("{source}: ballots void because they break a rule of the scheme: {group}"),
    "rule_flagged": mark("{source}: ballots that break a rule of the scheme and count: {group}"),
    "rule_unchecked": mark(
        "{source}: votes without single ballots cannot be checked by the ballot rules"
    ),
    "bonus_capped": mark("{group}: more than the scheme allows, counted up to its limit"),
    "joined_groups": mark(
        "{source}: groups of fewer than 5 ballots count together with the next; "
        "nothing has to be done"
    ),
    "not_on_roster": mark("Not on the roster"),
    "probationary": mark("Probationary member: scored, not graded"),
}


def flag_text(code: str) -> str:
    """Return a flag in words, in the reader's language; a code not known as it stands."""
    kind, *parts = code.split(":", 2)
    if kind not in _TEXTS:
        return code
    known = parts and parts[0] in set(Source)
    source = source_label(Source(parts[0])) if known else ""
    return _(_TEXTS[kind]).format(source=source, group=parts[1] if len(parts) > 1 else "")


def flag_tuples(flags: Sequence[tuple[str, NDArray[np.bool_]]], size: int) -> NDArray[np.object_]:
    """Return the codes of each of `size` rows as a tuple, in the order of `flags`."""
    column = np.empty(size, dtype=object)
    if not flags:
        column[:] = [()] * size
        return column
    pattern = np.zeros(size, dtype="int64")
    for _code, raised in flags:
        pattern = pd.factorize(pattern * 2 + raised)[0]
    _patterns, first = np.unique(pattern, return_index=True)
    tuples = np.empty(len(first), dtype=object)
    for place, row in enumerate(first):
        tuples[place] = tuple(code for code, raised in flags if raised[row])
    return tuples[pattern]
