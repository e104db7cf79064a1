"""The key figures of the overview: the number, its change, and its way over the periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from cxzy.core.language import _, listed, ngettext
from cxzy.core.rounding import shown
from cxzy.services.overview import Overview
from cxzy.services.overview_sentences import rise
from cxzy.services.shares import whole_shares

Turn = Literal["better", "worse", "level", ""]


@dataclass(frozen=True)
class KeyFigure:
    """One key figure in words.

    `code` says what is counted: `mean`, `best`, `lowest`, `up` or `sheets`. `change` says how it
    stands to the period before, "" where nothing is compared; `turn` whether that is good.
    `values` are those of the periods, the oldest first, NaN for none; `about` says them for who
    cannot see them drawn.
    """

    code: str
    label: str
    number: str
    beside: str = ""
    change: str = ""
    turn: Turn = ""
    values: tuple[float, ...] = ()
    about: str = ""


def key_figures(value: Overview) -> tuple[KeyFigure, ...]:
    """Return mean, best, lowest, risen and sheets in, without those that have nothing to say."""
    graded = value.results["grade"].notna().any()
    return (
        _mean(value),
        *((_grade(value, "best"), _grade(value, "lowest")) if graded else ()),
        *((_risen(value),) if not pd.isna(value.trend["up"].iloc[-1]) else ()),
        _sheets(value),
    )


def _mean(value: Overview) -> KeyFigure:
    mean, change = value.trend["mean"].iloc[-1], rise(value, "mean")
    return KeyFigure(
        code="mean",
        label=_("Mean score"),
        number="—" if pd.isna(mean) else f"{mean:.1f}",
        change="" if change is None else _changed(shown(change, 1), _("{count:.1f} points")),
        turn=_turn(None if change is None else shown(change, 1), good=1),
        values=_values(value, "mean"),
        about=_about(value, "mean", "{number:.1f}"),
    )


def _grade(value: Overview, column: Literal["best", "lowest"]) -> KeyFigure:
    count, change = int(value.trend[column].iloc[-1]), rise(value, column)
    return KeyFigure(
        code=column,
        label=value.best if column == "best" else value.lowest,
        number=f"{count:,}",
        beside=_share(value, column),
        change="" if change is None else _changed(change, "{count:,.0f}"),
        turn=_turn(change, good=1 if column == "best" else -1),
        values=_values(value, column),
        about=_about(value, column, "{number:,.0f}"),
    )


def _share(value: Overview, column: Literal["best", "lowest"]) -> str:
    """Return the share of a grade among the graded, as where the shares of all grades stand."""
    words = [band.grade for band in value.scheme.bands] if value.scheme else []
    held = value.results["grade"].dropna()
    counts = [int((held == word).sum()) for word in words]
    percent = whole_shares([*counts, len(held) - sum(counts)], value.scheme)
    return percent[0 if column == "best" else len(words) - 1]


def _risen(value: Overview) -> KeyFigure:
    up, down = int(value.trend["up"].iloc[-1]), int(value.trend["down"].iloc[-1])
    return KeyFigure(
        code="up",
        label=_("Rose in grade"),
        number=f"{up:,}",
        change=ngettext("{count} fell", "{count} fell", down).format(count=f"{down:,}"),
        values=_values(value, "up"),
        about=_about(value, "up", "{number:,.0f}"),
    )


def _sheets(value: Overview) -> KeyFigure:
    expected, standing = (int(value.trend[name].iloc[-1]) for name in ("expected", "standing"))
    missing = expected - standing
    words = ngettext("{count} missing", "{count} missing", missing)
    return KeyFigure(
        code="sheets",
        label=_("Sheets in"),
        number=f"{standing:,}",
        beside=_("of {count}").format(count=f"{expected:,}"),
        change=words.format(count=f"{missing:,}") if missing else _("complete"),
        turn="worse" if missing else "level",
        values=_values(value, "standing"),
        about=_about(value, "standing", "{number:,.0f}"),
    )


def _changed(change: float, words: str) -> str:
    if change == 0:
        return _("as before")
    arrow = "▲" if change > 0 else "▼"
    return f"{arrow} {words.format(count=abs(change))}"


def _turn(change: float | None, *, good: int) -> Turn:
    if change is None:
        return ""
    if change == 0:
        return "level"
    return "better" if change * good > 0 else "worse"


def _values(value: Overview, column: str) -> tuple[float, ...]:
    return tuple(float(one) for one in value.trend[column])


def _about(value: Overview, column: str, words: str) -> str:
    known: Sequence[tuple[str, float]] = [
        (period, number)
        for period, number in zip(value.trend["period"], value.trend[column], strict=True)
        if not pd.isna(number)
    ]
    said = _("{period}: {number}")
    return listed(said.format(period=p, number=words.format(number=n)) for p, n in known)
