"""What a profile says of the scores over the periods, and of the last change among them."""

import pandas as pd

from cxzy.charts.frames import Row, rows_of
from cxzy.core.language import _, listed, sentences
from cxzy.core.transitions import INCOMPARABLE


def history_heading(history: pd.DataFrame) -> str:
    """Return how the last score stands to the one before, and whether that is beyond chance.

    Points of schemes that do not compare are not subtracted.
    """
    known = rows_of(history.dropna(subset=["score"]))
    if len(known) < 2:  # noqa: PLR2004 — a change needs two
        return _("There is no earlier score to compare with")
    before, after = known[-2:]
    if after.get("verdict") == INCOMPARABLE:
        words = _("Scored by other rules than {period}: not comparable")
        return words.format(period=before["period"])
    said = _change(before, after)
    if before["grade"] and after["grade"] and before["grade"] != after["grade"]:
        said = _("{said}, from {before} to {after}").format(
            said=said, before=before["grade"], after=after["grade"]
        )
    return _beyond(said, after, after["score"] - before["score"])


def _change(before: Row, after: Row) -> str:
    change = after["score"] - before["score"]
    named = {"period": before["period"], "points": abs(change)}
    if round(change, 2) == 0:
        return _("The score is that of {period}").format(**named)
    words = _("Up {points:.2f} points since {period}")
    if change < 0:
        words = _("Down {points:.2f} points since {period}")
    return words.format(**named)


def _beyond(said: str, after: Row, change: float) -> str:
    """Return a change with what chance makes of it; alone where that is not told."""
    verdict = after.get("verdict")
    if verdict not in ("up", "level", "down") or round(change, 2) == 0:
        return said
    if verdict != "level":
        words = _("{said}; the points changed beyond the error line of {line:.1f}")
    elif abs(change) > after["smallest"]:
        words = _("{said}; after so extreme a score no more was to be expected: level in points")
    else:
        words = _("{said}; not beyond the error line of {line:.1f} points: level in points")
    return words.format(said=said, line=after["smallest"])


def history_note(history: pd.DataFrame) -> str:
    """Return how to read the scores over the periods, and of what nothing can be told."""
    return sentences(_whiskers(history), _untold(history), _schemes(history))


def _whiskers(history: pd.DataFrame) -> str:
    if "score_low" not in history or history["score_low"].isna().all():
        return ""
    return _("The upright lines show between which ends a score is, by its ballots (95 %).")


def _untold(history: pd.DataFrame) -> str:
    if "verdict" not in history or not (history["verdict"] == "unmeasured").any():
        return ""
    return _(
        "Where such a line is missing, the error is withheld, for it would tell of a few ballots, "
        "or not known; whether the score changed beyond chance is not said there."
    )


def _schemes(history: pd.DataFrame) -> str:
    """Return that the periods were scored by different schemes; "" where they were not."""
    schemes = history["scheme"].dropna().unique()
    if len(schemes) < 2:  # noqa: PLR2004 — one scheme for all
        return ""
    return _("Not comparable without care: the scheme changed ({schemes}).").format(
        schemes=listed(schemes)
    )
