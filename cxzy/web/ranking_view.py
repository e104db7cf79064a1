"""The ranked table on the screen: rows, contributions in the row, grades, places tried."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from cxzy.charts.frames import rows_of, signed
from cxzy.core.labels import scheme_line, source_label
from cxzy.core.language import _, listed
from cxzy.core.language import sentences as sentence_list
from cxzy.core.remarks import footnotes, remark
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services import certainty_sentences as certainty
from cxzy.services import ranking_sentences as sentences
from cxzy.services.derivation_table import MOST_DERIVED, derived_table
from cxzy.services.filters import Filters, Weights
from cxzy.services.other_weights import changed_said
from cxzy.services.pictures import origin
from cxzy.services.ranking import TOLD, Ranking
from cxzy.services.ranking_table import ranked_table
from cxzy.services.shares import whole_shares
from cxzy.web import address, messages, session, tables
from cxzy.web.downloads import Download, downloads, file_name
from cxzy.web.grades import glossed, graded
from cxzy.web.style import grade_css, source_css
from cxzy.web.tables import Column, Figure, Row


def answer(ranking: Ranking, *, trying: bool) -> tuple[str, str]:
    """Return the first line of the screen: the answer, and who is waited for."""
    return sentences.ranking_answer(ranking, trying=trying), sentences.waiting_detail(ranking)


def figures(ranking: Ranking) -> None:
    """Draw the key figures: mean, each grade's count with its share, those without a grade."""
    scores = ranking.results["score"].dropna()
    mean = f"{scores.mean():.1f}" if len(scores) else tables.MISSING
    items = [Figure(_("Mean score"), mean)]
    bands = ranking.scheme.bands if ranking.scheme else ()
    graded = ranking.results["grade"].dropna()
    counts = [int((graded == band.grade).sum()) for band in bands]
    percent = whole_shares([*counts, len(graded) - sum(counts)], ranking.scheme)
    for place, (band, count) in enumerate(zip(bands, counts, strict=True)):
        sign = tables.swatch(
            glossed(band.grade), grade_css(place, len(bands)), hatched=place == len(bands) - 1
        )
        items.append(Figure(band.grade, f"{count:,}", percent[place], sign))
    if bands and len(graded) < len(scores):
        without = f"{len(scores) - len(graded):,}"
        items.append(Figure(_("Not graded"), without, _("not in %")))
    tables.figures(items)


def legend(weights: Mapping[Source, float]) -> None:
    """Say which colour is which source, with its weight."""
    total = sum(weights.values())
    parts = [
        tables.swatch(f"{source_label(source)} {share / total:.0%}", source_css(source))
        for source, share in weights.items()
        if share
    ]
    st.html(f'<p class="cx-legend cx-wide">{"".join(parts)}</p>')


def found(results: pd.DataFrame, words: str) -> pd.DataFrame:
    """Return the rows whose name, number or unit holds `words`."""
    if not words.strip():
        return results
    text = (
        results[["subject", "name", "branch", "organisation"]].astype("str").agg(" ".join, axis=1)
    )
    return results[text.str.contains(words.strip(), case=False, regex=False)]


def ranked(
    ranking: Ranking, results: pd.DataFrame, tried: Weights | None, *, where: bool = True
) -> None:
    """Draw the legend and the rows of `results`, each leading to its profile.

    `where` says to which unit each belongs, which need not be said inside of one branch.
    """
    scheme = ranking.scheme
    if scheme is None:
        return
    legend(scheme.weights if tried is None else dict(tried))
    records = rows_of(_with_certainty(ranking, results))
    axis = _axis(records)
    noted = footnotes([row["flags"] for row in records])
    rows = [{**_row(row, scheme, noted), **_certain(row, axis)} for row in records]
    without = {"where"} if not where else set()
    if axis is None:
        without |= {"interval", "range"}
    if tried is not None or not any(row["remarks"] for row in rows):
        without.add("remarks")
    tables.table(
        [one for one in _columns(ranking, trying=tried is not None) if one.name not in without],
        rows,
        about=_("Ranking of {period}").format(period=ranking.period.name),
        link=lambda row: address.href(
            "profile",
            period=ranking.period.key,
            subject=ranking.subject.value,
            key=str(row["subject"]),
        ),
    )
    if "remarks" not in without:
        tables.lines((f"{sign} {words}" for words, sign in noted.items()), phone=False)


def _with_certainty(ranking: Ranking, results: pd.DataFrame) -> pd.DataFrame:
    """Return rows of the ranking with how sure they are, where that is told."""
    table = ranking.certainty
    return results if table.empty else results.join(table.loc[results.index, list(TOLD)])


def _axis(records: list[dict[str, Any]]) -> tuple[float, float] | None:
    """Return the ends that the intervals of some rows share, None where none has one."""
    known = [row for row in records if not tables.absent(row.get("score_low"))]
    if not known:
        return None
    return min(row["score_low"] for row in known), max(row["score_high"] for row in known)


def _certain(row: dict[str, Any], axis: tuple[float, float] | None) -> Row:
    if axis is None or tables.absent(row.get("score_low")):
        return {"interval": "", "range": ""}
    said = certainty.interval_said(row)
    ends = row["score_low"], row["score"], row["score_high"]
    return {
        "interval": tables.interval(*ends, axis=axis, said=said),
        "range": certainty.range_text(row["rank_low"], row["rank_high"]),
    }


def certain(ranking: Ranking) -> None:
    """Head the list with who leads and how sure places are; one click further how that is computed.

    It is one piece with its heading, so that they stay together on paper.
    """
    said = certainty.list_said(ranking)
    heading = messages.heading_html(sentences.table_heading(ranking))
    st.html(heading + tables.lines_html([said, *certainty.list_notes(ranking)]))
    if said:
        tables.explained(_("How this is computed"), certainty.how_computed())


def _columns(ranking: Ranking, *, trying: bool) -> list[Column]:
    places = ranking.scheme.rounding.places if ranking.scheme else 2
    who = _("Member") if ranking.subject == SubjectKind.MEMBER else _("Branch")
    columns = [
        Column("rank", _("Place"), "integer"),
        Column("name", who),
        Column("where", _("Unit"), "html", phone=False),
        Column("score", _("Score"), "number", decimals=places),
        Column("interval", _("Sure within"), "interval", phone=False),
        Column("range", _("May be place"), "right"),
        Column("bar", _("Made of"), "html", phone=False),
        Column("graded", _("Grade"), "html"),
        Column("remarks", _("Remarks"), "soft", phone=False),
    ]
    if trying:
        columns[1:1] = [
            Column("rank_published", _("Published"), "integer", phone=False),
            Column("moved", _("Change"), "change", decimals=0),
        ]
    return columns


def _row(row: dict[str, Any], scheme: Scheme, noted: dict[str, str]) -> Row:
    return {
        **row,
        "where": _where(row),
        "bar": tables.bar(_parts(row, scheme)),
        "graded": graded(row["grade"], scheme),
        "remarks": remark(row["flags"], noted),
        "moved": _moved(row),
    }


def _where(row: dict[str, Any]) -> str:
    """Return where someone belongs; the organisation gives way where there is little room."""
    organisation = escape(row["organisation"])
    if row["branch"] == row["name"]:
        return f'<span class="cx-soft cx-where">{organisation}</span>'
    branch = escape(row["branch"])
    roomy = f'<span class="cx-roomy"> · {organisation}</span>'
    return f'<span class="cx-soft cx-where">{branch}{roomy}</span>'


def _moved(row: dict[str, Any]) -> float | None:
    if tables.absent(row["rank"]) or tables.absent(row["rank_published"]):
        return None
    return float(row["rank_published"] - row["rank"])


def _parts(row: dict[str, Any], scheme: Scheme) -> list[tuple[float, str, str]]:
    words = _("{source}: {mean:.1f} × {weight:.0%} = {points:.2f}")
    parts = [
        (
            row[f"{source}_contribution"],
            source_css(source),
            words.format(
                source=source_label(source),
                mean=row[f"{source}_mean"],
                weight=row[f"{source}_weight"],
                points=row[f"{source}_contribution"],
            ),
        )
        for source in map(Source, scheme.sources)
        if not tables.absent(row.get(f"{source}_contribution"))
    ]
    return parts + _bonus(row)


def _bonus(row: dict[str, Any]) -> list[tuple[float, str, str]]:
    """Return the part of a bar that bonus points add; what they deduct has no length."""
    points = float(row.get("bonus") or 0.0)
    if not points or tables.absent(points) or tables.absent(row["score"]):
        return []
    words = _("Bonus points {points}").format(points=signed(points, 2))
    return [(max(points, 0.0), "var(--cx-soft)", words)]


def trial(ranking: Ranking) -> None:
    """Say that this is not the result, and what it changes."""
    heading = messages.plain(_("A trial, not the result."))
    said = sentence_list(sentences.moved_answer(ranking.results), changed_said(ranking.results))
    words = messages.plain(said)
    st.warning(f"**{heading}** {words}", icon=":material/science:")


def download(ranking: Ranking, filters: Filters) -> None:
    """Draw the button that lists what can be taken away, built when it is asked for."""
    engine, actor = session.engine(), session.actor()
    words = _("Ranking of {period}").format(period=ranking.period.name)

    def content() -> bytes:
        return ranked_table(engine, actor, filters)[1]

    offered = [Download(words, file_name(words, "xlsx"), content)]
    if 0 < len(ranking.results) <= MOST_DERIVED and filters.weights is None:
        offered.append(_derived(ranking, filters))
    downloads("ranking", tables=offered, foot=origin(ranking.period.name, ranking.scheme))


def _derived(ranking: Ranking, filters: Filters) -> Download:
    """Return the same table with a sheet behind it that shows how each score came about."""
    engine, actor = session.engine(), session.actor()
    words = _("Ranking of {period} with every step").format(period=ranking.period.name)

    def content() -> bytes:
        return derived_table(engine, actor, filters)[1]

    return Download(words, file_name(words, "xlsx"), content)


def notes(ranking: Ranking) -> None:
    """Say by which scheme, what it asks for and is not applied, and who is waited for."""
    lines = [scheme_line(ranking.scheme), *ranking.notes]
    if ranking.waiting:
        names = listed(ranking.waiting)
        lines.append(_("Nothing handed in yet: {names}.").format(names=names))
    tables.last_lines(lines)
    title = _("Ranking of {period}").format(period=ranking.period.name)
    messages.printed(origin(title, ranking.scheme))
