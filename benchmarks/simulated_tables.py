"""The tables of the page on the simulation, each from what rounds show."""

from collections.abc import Iterable, Mapping

import numpy as np

from benchmarks.simulated import WORDS, Round
from benchmarks.simulated_ballots import PLANTS, Found
from benchmarks.simulated_results import Share, Told
from benchmarks.simulated_rounds import ROUNDS
from cxzy.core.screening import Signal

Rows = Iterable[Iterable[object]]


def table(heads: Iterable[str], rows: Rows) -> str:
    """Return a table with its heads, numbers to the right."""
    lines = [list(heads), *([str(cell) for cell in row] for row in rows)]
    lines.insert(1, ["---", *["---:"] * (len(lines[0]) - 1)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def rounds_table() -> str:
    """Return what the rounds are like."""
    heads = ("情形 · round", "支部 · branches", "党员 · members", "领导 · leaders", "群众 · masses")
    more = ("宽严（分） · severity (points)", "原始分 · marks")
    rows = []
    for named in ROUNDS.values():
        rules = named.round
        counts = [
            sum(group.ballots for group in rules.raters(source).values())
            for source in ("leader", "mass")
        ]
        severity = f"{rules.severity:g}"
        rows.append(
            (named.title, rules.branches, rules.members, *counts, severity, marks_text(rules))
        )
    return table((*heads, *more), rows)


def marks_text(rules: Round) -> str:
    """Return what marks are, on how many criteria, and whether they come as votes."""
    chinese, english = ("四个等次词", "four words") if rules.scale is WORDS else ("0–100", "")
    if len(rules.criteria) > 1:
        many = len(rules.criteria)
        chinese, english = f"{chinese} × {many} 项", f"{english} × {many} criteria"
    if "tally" in rules.scheme:
        chinese, english = f"{chinese}，计票", f"{english}, votes"
    return f"{chinese} · {english}" if english else chinese


def intervals_table(found: Mapping[str, Told]) -> str:
    """Return how often intervals of scores hold."""
    heads = (
        "情形 · round",
        "区间含真值 % · intervals that hold %",
        "支部里靠后的一半 % · lower half of each branch %",
        "只用自身方差 % · own variances alone %",
        "半宽（分） · half width (points)",
        "多数区间落空的支部 % · branches where most miss %",
    )
    rows = []
    for key, one in found.items():
        part = one.intervals
        shares = map(share_text, (part.held, part.lower_half, part.own_variances))
        rows.append((ROUNDS[key].title, *shares, f"{part.width:.1f}", percent(part.missed)))
    return table(heads, rows)


def ranges_table(found: Mapping[str, Told]) -> str:
    """Return how often all ranges of a branch hold."""
    heads = (
        "情形 · round",
        "全支部的区间都对 % · all ranges of a branch hold %",
        "平均几个名次 · places on the mean",
        "逐步法 % · step by step %",
        "几个名次 · places",
    )
    rows = []
    for key, one in found.items():
        part = one.ranges
        if part.members > 1:
            places = [
                f"{value:.1f} / {part.members}" for value in (part.places, part.stepped_places)
            ]
            held = share_text(part.held), places[0], share_text(part.stepped), places[1]
            rows.append((ROUNDS[key].title, *held))
    return table(heads, rows)


def changes_table(found: Mapping[str, Told]) -> str:
    """Return how changes between two periods are told."""
    heads = (
        "情形 · round",
        "误差线内含真变化 % · the line holds the true change %",
        "未变而说升降 % · called though unchanged %",
        "变 5 分以上而说对 % · called rightly of 5 points or more %",
        "说反 % · called the wrong way %",
    )
    rows = []
    for key, one in found.items():
        part = one.changes
        shares = part.held, part.unchanged, part.clear, part.wrong
        rows.append((ROUNDS[key].title, *map(share_text, shares)))
    return table(heads, rows)


def ranks_table(found: Mapping[str, Told]) -> str:
    """Return by how many places ranks are off."""
    heads = (
        "名次平均差几名 · places off on the mean",
        "正式得分 · official score",
        "扣除宽严 · severity taken out",
        "向均值收缩 · drawn to the mean",
        "全部原始分的平均 · mean of all marks",
    )
    rows = []
    for key, one in found.items():
        off = one.ranks
        values = off.official, off.adjusted, off.shrunken, off.all_marks
        if one.ranges.members > 1:
            rows.append((ROUNDS[key].title, *map(places_text, values)))
    return table(heads, rows)


SIGNALS = {
    Signal.ONE_MARK: "一词到底 · one mark",
    Signal.ALIKE: "雷同 · alike",
    Signal.OWN_BLOC: "偏袒 · own bloc",
    Signal.OVER_LIMIT: "超限 · over the limit",
}


def honest_table(found: Mapping[str, Found]) -> str:
    """Return how often honest papers are raised and listed."""
    asked = list(SIGNALS)[:2]
    named = [SIGNALS[signal] for signal in asked]
    heads = ("诚实的票 % · honest papers %", "张数 · papers", *named, "列出 · listed")
    rows = []
    for key, one in found.items():
        raised = [percent(one.raised[signal], 2) for signal in asked]
        rows.append((ROUNDS[key].title, f"{one.papers:,}", *raised, percent(one.listed, 2)))
    return table(heads, rows)


def planted_table(found: Mapping[str, tuple[Found, Found]]) -> str:
    """Return how often planted papers are, and honest ones beside them."""
    heads = (
        "种下的票 % · planted papers %",
        *SIGNALS.values(),
        "列出 · listed",
        "旁边诚实的票：有一个信号 / 列出 · honest ones beside: a signal / listed",
    )
    rows = []
    for key, (dishonest, others) in found.items():
        raised = [percent(dishonest.raised[signal]) for signal in SIGNALS]
        most = percent(sum(others.raised.values()), 2)
        beside = f"{most} / {percent(others.listed, 2)}"
        rows.append((PLANTS[key].title, *raised, percent(dishonest.listed), beside))
    return table(heads, rows)


def places_text(places: float) -> str:
    """Return a number of places."""
    return "—" if np.isnan(places) else f"{places:.2f}"


def share_text(share: Share) -> str:
    """Return a share in per cent with its error."""
    if np.isnan(share.value):
        return "—"
    return f"{100 * share.value:.1f} ± {100 * share.error:.1f}"


def percent(share: float, places: int = 1) -> str:
    """Return a share in per cent."""
    return f"{100 * share:.{places}f}"
