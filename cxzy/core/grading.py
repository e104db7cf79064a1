"""Grades: the band that a rounded score falls into."""

import numpy as np
import pandas as pd

from cxzy.core.language import _
from cxzy.core.scheme import Scheme


def grades(scores: "pd.Series[float]", scheme: Scheme) -> pd.DataFrame:
    """Return `grade` and the `rule` that gave it, per score; None and "" where there is none.

    Bands are half-open: a score on the line has the better grade. A score below 0 has the
    lowest grade. The rule is a code such as `band:优秀:90`; `rule_text` puts it into words.
    """
    ascending = scheme.bands[::-1]
    place = np.searchsorted([band.lowest for band in ascending], scores.to_numpy(), side="right")
    place = np.where(scores.isna(), len(ascending), np.maximum(place - 1, 0))
    names = np.array([band.grade for band in ascending] + [None], dtype=object)
    rules = [f"band:{band.grade}:{band.lowest:g}" for band in ascending]
    fired = pd.Series([*rules, ""], dtype="str").take(place).set_axis(scores.index)
    grade = pd.Series(names[place], index=scores.index, dtype=object)
    return pd.DataFrame({"grade": grade, "rule": fired})


def rule_text(rule: str) -> str:
    """Return in words, in the reader's language, the rule that gave a grade; "" for none."""
    if not rule:
        return ""
    _kind, grade, lowest = rule.split(":")
    return _("{grade}: from {lowest} points").format(grade=grade, lowest=lowest)
