"""What can be said of a change beyond chance, in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxzy.charts.frames import rows_of, signed
from cxzy.core.language import _, listed
from cxzy.services.certainty_sentences import SOURCE
from cxzy.services.improvement import Improvement
from cxzy.services.improvement_certainty import (
    VERDICT_DOWN,
    VERDICT_LEVEL,
    VERDICT_UP,
    beyond_counts,
)

NAMED = 5
"""Of so many the expected return to the mean is said; all stand in the workbook."""


def verdict_words(verdict: str) -> str:
    """Return a verdict in a word or two; "" where none is told."""
    words = {
        VERDICT_UP: _("beyond chance"),
        VERDICT_LEVEL: _("level within its error"),
        VERDICT_DOWN: _("beyond chance"),
    }
    return words.get(verdict, "")


def line_words(row: Mapping[str, Any]) -> str:
    """Return the error line of a change with its verdict, short enough for a table."""
    if not row["verdict"]:
        return ""
    return f"± {row['smallest']:.1f} · {verdict_words(row['verdict'])}"


def change_said(row: Mapping[str, Any]) -> str:
    """Return a change, its error line and what follows in one sentence; "" where none is told."""
    verdict, change = row["verdict"], row["change"]
    if not verdict:
        return ""
    first = _("{points:.1f} points higher than before")
    if change < 0:
        first = _("{points:.1f} points lower than before")
    if verdict != VERDICT_LEVEL:
        words = _("{first}, beyond the error line of {line:.1f} points")
    elif abs(change) > row["smallest"]:
        words = _("{first}, but no more than was to be expected after so extreme a score: level")
    else:
        words = _("{first}, not beyond the error line of {line:.1f} points: counts as level")
    return words.format(first=first.format(points=abs(change)), line=row["smallest"])


def beyond_said(shown: Improvement) -> str:
    """Return how many scores are up, level and down beyond chance; "" where no error is told.

    Of one alone his change is said with its error line.
    """
    if len(shown.moved) == 1:
        said = change_said({str(k): v for k, v in shown.moved.iloc[0].items()})
        return _("The score is {said}.").format(said=said) if said else ""
    counts = beyond_counts(shown.moved)
    told = sum(counts.values()) - counts["unknown"]
    if not told:
        return ""
    return _("Beyond chance: {up} up, {down} down; {level} within the error, so level.").format(
        up=f"{counts['up']:,}", down=f"{counts['down']:,}", level=f"{counts['level']:,}"
    )


def beyond_heading(shown: Improvement) -> str:
    """Return how many of the plain rises of scores are no more than chance makes."""
    rows = shown.moved
    rose = rows[(rows["change"] > 0).to_numpy() & (rows["verdict"] != "").to_numpy()]
    sure = int((rose["verdict"] == VERDICT_UP).sum())
    if rose.empty:
        return _("No score rose")
    return _("{rose} scores rose, {sure} of them beyond what chance makes").format(
        rose=f"{len(rose):,}", sure=f"{sure:,}"
    )


def computed(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return how the error line comes about, and what is expected to return to the mean."""
    method = _(
        "Both scores have an error, and so has their difference. The error line is the change that "
        "chance alone exceeds once in twenty times; only what lies beyond it counts as up or down."
    )
    back = _(
        "Who stood far above or below the others was partly lucky or unlucky and comes back a "
        "little by itself. A change has to be more than this expected return as well."
    )
    source = _(
        "Error line: 1.96·√(SE² + SE²), the smallest detectable change (Beckerman et al. 2001); "
        "return: empirical Bayes (Efron, Morris 1975). Formulas and limits: {file}."
    ).format(file=SOURCE)
    return tuple(filter(None, (method, back, _expected(rows), source)))


def _expected(rows: pd.DataFrame) -> str:
    known = rows[(rows["verdict"] != "").to_numpy()]
    if known.empty:
        return ""
    largest = known.iloc[known["expected"].abs().to_numpy().argsort(kind="stable")[::-1][:NAMED]]
    words = _("{name} {expected} (had {before:.1f}, changed by {change})")
    names = [
        words.format(
            name=row["name"],
            expected=signed(row["expected"], 1),
            before=row["score_before"],
            change=signed(row["change"], 1),
        )
        for row in rows_of(largest)
    ]
    return _("Expected to return most: {names}.").format(names=listed(names))
