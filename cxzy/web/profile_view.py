"""A profile on the screen: what a score is made of, beside its meeting, and where it came from."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from cxzy.charts.contributions import contributions_figure
from cxzy.charts.criteria import criteria_figure
from cxzy.charts.frames import rows_of
from cxzy.charts.history import history_figure
from cxzy.core.flags import flag_text
from cxzy.core.grading import rule_text
from cxzy.core.labels import kind_label, member_type_label, source_label
from cxzy.core.language import _, language, use_language
from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind, UnitLevel
from cxzy.services.acceptance import sheet_file
from cxzy.services.profile import Profile
from cxzy.services.profile_table import profile_table
from cxzy.services.records import StoredSheet
from cxzy.web import address, caches, messages, sentences, session, tables
from cxzy.web.filters import ordered_units
from cxzy.web.ranking_view import graded
from cxzy.web.tables import Column, Figure

CHART = {"displayModeBar": False, "scrollZoom": False}


def offered(subject: SubjectKind, unit_id: int | None) -> address.Options[str]:
    """Return who can be chosen, nobody first, by number; kept, because it may be thousands.

    A number in the address that nobody has can be chosen too, so that the page can say so.
    """

    def known() -> address.Options[str]:
        names = {"": _("Choose whose profile to see"), **_names(subject, unit_id)}
        return address.options(list(names), text=names.__getitem__)

    kept = caches.made(known, subject, unit_id)
    asked = address.chosen("key")
    if asked in kept.codes:
        return kept
    first = {"": "", asked: asked}
    return address.Options(first | dict(kept.codes), first | dict(kept.labels))


def _names(subject: SubjectKind, unit_id: int | None) -> dict[str, str]:
    """Return number to name and branch, in the order of the units."""
    branches = {
        unit.id: unit
        for unit in ordered_units(caches.units())
        if unit.level == UnitLevel.BRANCH and unit_id in (None, unit.id, unit.parent_id)
    }
    if subject == SubjectKind.BRANCH:
        return {unit.code: unit.name for unit in branches.values()}
    place = {id_: number for number, id_ in enumerate(branches)}
    members = [one for one in caches.members() if one.unit_id in branches]
    members.sort(key=lambda one: place[one.unit_id])
    return {one.number: f"{one.name} · {branches[one.unit_id].name}" for one in members}


def answer(profile: Profile) -> tuple[str, str]:
    """Return the first line of the screen: the result, and which sources gave and cost most."""
    return sentences.profile_answer(profile), sentences.profile_detail(profile.sources)


def body(profile: Profile) -> None:
    """Draw everything about a profile that has a result."""
    figures(profile)
    with st.container(key="profile_parts"):
        left, right = st.columns(2, gap="large")
        with left:
            messages.heading(_("What is it made of?"))
            made_of(profile)
        with right:
            messages.heading(_("What did each source say?"))
            sources(profile)
    criteria(profile)
    history(profile)


def figures(profile: Profile) -> None:
    """Draw score, place, grade and change against the period before."""
    row: dict[str, Any] = dict(profile.result or {})
    places = profile.scheme.rounding.places if profile.scheme else 2
    score = row.get("score")
    shown = tables.MISSING if tables.absent(score) else f"{score:.{places}f}"
    rank = row.get("rank")
    items = [
        Figure(_("Score"), shown),
        Figure(
            _("Place within the branch") if _is_member(profile) else _("Place within the unit"),
            tables.MISSING if tables.absent(rank) else str(rank),
            "" if tables.absent(rank) else _("of {of}").format(of=row["of"]),
        ),
        Figure(_("Grade"), str(row.get("grade") or tables.MISSING)),
    ]
    tables.figures([*items, *_since(profile)])


def _is_member(profile: Profile) -> bool:
    return bool(profile.subject["type"])


def _since(profile: Profile) -> list[Figure]:
    scores = profile.history.dropna(subset=["score"])
    stands = scores["period"].tolist()
    if profile.period.name not in stands or stands.index(profile.period.name) == 0:
        return []
    now = stands.index(profile.period.name)
    rise = scores["score"].iloc[now] - scores["score"].iloc[now - 1]
    return [Figure(_("Since {period}").format(period=stands[now - 1]), f"{rise:+.2f}")]


def about(profile: Profile) -> None:
    """Say who this is: unit, kind, type, position; and what is to be said of the result."""
    subject = profile.subject
    parts = [subject["organisation"], subject["branch"], subject["position"]]
    parts += [kind_label(UnitKind(subject["kind"]))] if subject["kind"] else []
    parts += [member_type_label(MemberType(subject["type"]))] if subject["type"] else []
    row: dict[str, Any] = dict(profile.result or {})
    remarks = [flag_text(flag) for flag in row.get("flags", ())]
    if row.get("rule"):
        remarks.append(_("Why this grade: {rule}").format(rule=rule_text(row["rule"])))
    lines = [" · ".join(filter(None, dict.fromkeys(parts))), *remarks]
    tables.lines(lines)


def made_of(profile: Profile) -> None:
    """Draw the contributions as a waterfall."""
    score = (profile.result or {}).get("score")
    if not tables.absent(score):
        st.plotly_chart(
            contributions_figure(profile.sources, float(str(score)), theme=session.theme()),
            theme=None,
            config=CHART,
            key="profile.contributions",
            alt=_("What the score is made of, source by source"),
        )
        st.caption(_("Pale: points that were not reached."))


def sources(profile: Profile) -> None:
    """List weight, mean, ballots and points of each source, and of its groups."""
    tables.table(
        [
            Column("label", _("Source")),
            Column("mean", _("Mean"), "number"),
            Column("n", _("Ballots"), "integer"),
            Column("weight_text", _("Weight")),
            Column("contribution", _("Points"), "number"),
        ],
        [
            {
                **row,
                "label": source_label(Source(row["source"])),
                "weight_text": _applied(row),
            }
            for row in rows_of(profile.sources)
        ],
        about=_("Means, ballots, weights and points of the sources"),
    )
    groups = profile.groups[profile.groups["group"].astype("str") != ""]
    if len(groups):
        words = _("{source}, {group}: mean {mean:.2f} of {n} ballots")
        tables.lines(
            words.format(
                source=source_label(Source(row["source"])),
                group=row["group"],
                mean=row["mean"],
                n=int(row["n"]),
            )
            for row in rows_of(groups)
        )


def _applied(row: dict[str, Any]) -> str:
    weight, applied = row["weight"], row["applied"]
    if tables.absent(applied) or abs(weight - applied) < 5e-5:  # noqa: PLR2004 — 0.01 %
        return f"{weight:.0%}"
    return _("{applied:.1%} (scheme {weight:.0%})").format(applied=applied, weight=weight)


def criteria(profile: Profile) -> None:
    """Draw the criteria beside the means of the meeting, where there are any."""
    if profile.criteria.empty:
        return
    messages.heading(sentences.criteria_heading(profile.criteria))
    st.plotly_chart(
        criteria_figure(profile.criteria, theme=session.theme()),
        theme=None,
        config=CHART,
        key="profile.criteria",
        alt=_("Means per criterion and source beside the means of the meeting"),
    )
    st.caption(_("Dots are this subject, strokes the mean of its meeting; furthest behind on top."))


def history(profile: Profile) -> None:
    """Draw the scores over the periods, where there are two or more."""
    if len(profile.history) < 2:  # noqa: PLR2004 — a line needs two ends
        return
    messages.heading(sentences.history_heading(profile.history))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.plotly_chart(
            history_figure(profile.history, theme=session.theme()),
            theme=None,
            config=CHART,
            key="profile.history",
            alt=_("Scores over the periods"),
        )
    with right:
        _history_table(profile)


def _history_table(profile: Profile) -> None:
    rows = rows_of(profile.history.iloc[::-1])
    tables.table(
        [
            Column("period", _("Period")),
            Column("score", _("Score"), "number"),
            Column("rank", _("Place"), "integer"),
            Column("of", _("Of"), "integer"),
            Column("graded", _("Grade"), "html"),
        ],
        [{**row, "graded": _graded(row, profile)} for row in rows],
        about=_("Scores over the periods"),
    )


def _graded(row: dict[str, Any], profile: Profile) -> str:
    return graded(row["grade"], profile.scheme) if profile.scheme else ""


def origins(profile: Profile) -> None:
    """List the sheets that the score came from, each to download as it was handed in."""
    messages.heading(_("Which sheets does it come from?"))
    for sheet in profile.sheets:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                messages.plain(sheet.name),
                original(sheet),
                file_name=sheet.name,
                on_click="ignore",
                key=f"profile.sheet.{sheet.id}",
                icon=":material/description:",
                type="tertiary",
            )
            st.caption(
                _("version {version}, {sources}, accepted on {date}").format(
                    version=sheet.version,
                    sources=_(", ").join(source_label(source) for source in sheet.standing),
                    date=f"{sheet.accepted_at:%Y-%m-%d %H:%M}",
                )
            )


def printed(profile: Profile) -> None:
    """Say at the foot of a printed profile whose it is."""
    scheme = f"{profile.scheme.name} {profile.scheme.version}" if profile.scheme else ""
    messages.printed(profile.subject["name"], profile.period.name, scheme)


def original(sheet: StoredSheet) -> Callable[[], bytes]:
    """Return what fetches the bytes of a sheet when they are asked for."""
    return partial(_bytes, session.engine(), session.actor(), sheet.id)


def _bytes(*asked: Any) -> bytes:
    return sheet_file(*asked)[1]


def download(period_id: int, subject: SubjectKind, number: str) -> Callable[[], bytes]:
    """Return what builds the .xlsx of a profile when it is asked for."""
    engine, actor, code = session.engine(), session.actor(), language()

    def content() -> bytes:
        use_language(code)
        return profile_table(engine, actor, period_id=period_id, subject=subject, key=number)[1]

    return content


def back_link(subject: SubjectKind) -> str:
    """Return the way back to the ranking of the same kind of subject."""
    return address.href("ranking", subject=subject.value)
