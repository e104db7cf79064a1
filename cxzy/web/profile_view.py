"""A profile on the screen: what a score is made of, what it stands beside, where it came from."""

from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from cxzy.charts.frames import rows_of, signed
from cxzy.charts.plates import Plate
from cxzy.core.comparison import Standing
from cxzy.core.flags import flag_text
from cxzy.core.grading import rule_text
from cxzy.core.labels import (
    in_sentence,
    kind_label,
    member_type_label,
    source_in_sentence,
    source_label,
)
from cxzy.core.language import _, listed, ngettext
from cxzy.core.moments import clock_text
from cxzy.core.small_groups import with_reason
from cxzy.core.transitions import INCOMPARABLE
from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind
from cxzy.services import profile_sentences as sentences
from cxzy.services.acceptance import sheet_file
from cxzy.services.certainty_sentences import how_computed, margin_said, range_text
from cxzy.services.pictures import origin
from cxzy.services.profile import Profile
from cxzy.services.profile_certainty_sentences import sure_said
from cxzy.services.profile_plates import CRITERIA, HISTORY, MADE_OF, SELF, SURE, WATERFALL, plates
from cxzy.services.profile_table import profile_table
from cxzy.services.ranking import Ranking
from cxzy.services.records import StoredSheet
from cxzy.web import address, derivation_view, messages, session, tables
from cxzy.web.downloads import Download, download, downloads, file_name
from cxzy.web.grades import glossed
from cxzy.web.paging import PAGE_SIZE
from cxzy.web.plates import show
from cxzy.web.ranking_view import ranked
from cxzy.web.style import grade_css, source_css
from cxzy.web.tables import Column, Figure


def answer(profile: Profile) -> tuple[str, str]:
    """Return the first lines of the screen: the result, and its story."""
    return sentences.answer(profile), sentences.detail(profile)


def about(profile: Profile) -> None:
    """Say who this is, with the ways up, and how the grade came about."""
    subject, organisation, branch = profile.subject, profile.organisation, profile.branch
    ways = [
        (
            organisation.name,
            address.href("ranking", unit=organisation.code, subject=SubjectKind.BRANCH.value),
        )
    ]
    if profile.is_member:
        link = address.href("profile", subject=SubjectKind.BRANCH.value, key=branch.code)
        ways.append((branch.name, link))
    parts = [kind_label(UnitKind(subject["kind"]))] if subject["kind"] else []
    parts += [member_type_label(MemberType(subject["type"]))] if subject["type"] else []
    parts += [subject["position"]] if subject["position"] else []
    row: dict[str, Any] = dict(profile.result or {})
    remarks = [flag_text(flag) for flag in row.get("flags", ())]
    if row.get("rule"):
        remarks.append(_("Why this grade: {rule}").format(rule=rule_text(row["rule"])))
    tables.trail(ways, parts, remarks)


def body(profile: Profile) -> None:
    """Draw everything about a profile that has a result."""
    drawn = {plate.key: plate for plate in plates(profile)}
    figures(profile)
    with st.container(key="profile_made_parts"):
        left, right = st.columns(2, gap="large")
        with left:
            _show(drawn.get(WATERFALL))
            _show(drawn.get(SURE))
            how_sure(profile)
        with right if WATERFALL in drawn else left:
            _show(drawn.get(MADE_OF))
            sources(profile)
    with st.container(key="profile_criteria_parts"):
        left, right = st.columns(2, gap="large")
        with left:
            _show(drawn.get(CRITERIA))
        with right:
            _show(drawn.get(SELF))
            _show(drawn.get(HISTORY))


def _show(plate: Plate | None) -> None:
    if plate is not None:
        show(plate)


def how_sure(profile: Profile) -> None:
    """Say one click further how the interval is computed, or why there is none."""
    if profile.sure is None:
        return
    if pd.isna(profile.sure.row["margin"]):
        tables.lines([sure_said(profile)])
    else:
        tables.explained(_("How this is computed"), how_computed())


def figures(profile: Profile) -> None:
    """Draw score, places in unit and kind, grade and change against the period before."""
    row: dict[str, Any] = dict(profile.result or {})
    places = profile.scheme.rounding.places if profile.scheme else 2
    score, sure = row.get("score"), profile.sure.row if profile.sure is not None else {}
    items = [
        Figure(
            _("Score"),
            tables.MISSING if tables.absent(score) else f"{score:.{places}f}",
            margin_said(sure),
        ),
        _place(
            _("Place within the branch") if profile.is_member else _("Place within the unit"),
            profile.unit,
            range_text(sure.get("meeting_rank_low"), sure.get("meeting_rank_high")),
        ),
    ]
    if profile.kind is not None:
        kind = in_sentence(kind_label(UnitKind(str(row["kind"]))))
        items.append(_place(_("Place among {kind}").format(kind=kind), profile.kind))
    tables.figures([*items, _grade(profile), *_since(profile)])


def _place(label: str, standing: Standing | None, places: str = "") -> Figure:
    if standing is None:
        return Figure(label, tables.MISSING)
    beside = _("of {of}").format(of=f"{standing.of:,}")
    if places:
        beside = _("{beside}, may be {places}").format(beside=beside, places=places)
    return Figure(label, f"{standing.place:,}", beside)


def _grade(profile: Profile) -> Figure:
    grade = (profile.result or {}).get("grade")
    words = [band.grade for band in profile.scheme.bands] if profile.scheme else []
    if grade not in words:
        return Figure(_("Grade"), tables.MISSING)
    place, lowest = words.index(grade), len(words) - 1
    sign = tables.swatch(_("Grade"), grade_css(place, len(words)), hatched=place == lowest)
    return Figure(_("Grade"), glossed(grade), mark=sign)


def _since(profile: Profile) -> list[Figure]:
    scores = profile.history.dropna(subset=["score"])
    stands = scores["period"].tolist()
    now = stands.index(profile.period.name) if profile.period.name in stands else 0
    if not now or scores["verdict"].iloc[now] == INCOMPARABLE:
        return []
    rise = scores["score"].iloc[now] - scores["score"].iloc[now - 1]
    return [Figure(_("Since {period}").format(period=stands[now - 1]), signed(rise, 2))]


def sources(profile: Profile) -> None:
    """List mean, ballots, weight and points of each source, and below it of its groups."""
    usual = _("Branch") if profile.is_member else _("Organisation")
    tables.table(
        [
            Column("label", _("Source"), "html"),
            Column("mean", _("Mean"), "number"),
            Column("list_mean", usual, "number", phone=False),
            Column("n", _("Ballots"), "integer"),
            Column("entitled", _("Entitled"), "integer"),
            Column("weight_text", _("Weight"), "right"),
            Column("contribution", _("Points"), "number"),
        ],
        [
            *(line for row in rows_of(profile.sources) for line in _source_lines(row, profile)),
            *_bonus_line(profile),
        ],
        about=_("Means, ballots, weights and points of the sources"),
    )


def _source_lines(row: dict[str, Any], profile: Profile) -> list[dict[str, Any]]:
    """Return the line of a source and those of its groups; what a group has not is left empty."""
    source = Source(row["source"])
    label = tables.swatch(source_label(source), source_css(source))
    label = tables.quiet_anchor(label, derivation_view.anchor(source.value))
    own = {**row, "label": label + _as_counted(source, profile), "weight_text": _applied(row)}
    if source == Source.SELF:
        own["entitled"] = tables.NOT_APPLICABLE
    empty = dict.fromkeys(("list_mean", "weight_text", "contribution"), tables.NOT_APPLICABLE)
    groups = profile.groups[profile.groups["source"] == source.value]
    return [
        own,
        *({**group, **empty, **_group_line(group)} for group in rows_of(groups)),
    ]


def _as_counted(source: Source, profile: Profile) -> str:
    """Return what a source's mean is where it is not that of its ballots; "" where it is."""
    kind = profile.scheme.sources[source].aggregation.kind if profile.scheme else ""
    said = {
        "relative": _("measured by the best of the meeting"),
        "banded": _("points by the share in favour; groups: the share in %"),
    }.get(kind)
    return "<br>" + tables.below(said) if said else ""


def _bonus_line(profile: Profile) -> list[dict[str, Any]]:
    """Return the line of bonus points below the sources, where the scheme has such."""
    if profile.scheme is None or not profile.scheme.bonus or profile.result is None:
        return []
    empty = ("mean", "list_mean", "n", "entitled", "weight_text")
    points = {"label": escape(_("Bonus points")), "contribution": profile.result["bonus"]}
    return [{**dict.fromkeys(empty, tables.NOT_APPLICABLE), **points}]


def _group_line(group: dict[str, Any]) -> dict[str, Any]:
    return {"label": tables.below(with_reason(group["group"], group["withheld"]))}


def _applied(row: dict[str, Any]) -> str:
    weight, applied = row["weight"], row["applied"]
    if tables.absent(applied) or abs(weight - applied) < 5e-5:  # noqa: PLR2004 — 0.01 %
        return f"{weight:.0%}"
    return _("{applied:.1%} (scheme {weight:.0%})").format(applied=applied, weight=weight)


def members(ranking: Ranking, code: str) -> None:
    """List the members of a branch with their scores, each leading to the own profile."""
    messages.heading(sentences.members_heading(ranking.results["score"]))
    ranked(ranking, ranking.results.head(PAGE_SIZE), None, where=False)
    more = len(ranking.results) - PAGE_SIZE
    link = address.href("ranking", unit=code, subject=SubjectKind.MEMBER.value)
    words = _("See them in the ranking")
    if more > 0:
        words = ngettext(
            "See {count} more in the ranking", "See {count} more in the ranking", more
        ).format(count=f"{more:,}")
    st.markdown(f"[{messages.plain(words)} →]({link})")


def origins(profile: Profile, heading: str) -> None:
    """List the sheets that the score came from, each to download as it was handed in."""
    messages.heading(heading)
    for sheet in profile.sheets:
        with st.container(horizontal=True, vertical_alignment="center"):
            key = f"profile.sheet.{sheet.id}"
            download(original(sheet, sheet.name), key=key, icon="description", quiet=True)
            st.caption(
                _("version {version}, {sources}, accepted on {date}").format(
                    version=sheet.version,
                    sources=listed([source_in_sentence(source) for source in sheet.standing]),
                    date=clock_text(sheet.accepted_at),
                )
            )


def printed(profile: Profile) -> None:
    """Say at the foot of a printed profile whose it is."""
    messages.printed(foot(profile))


def foot(profile: Profile) -> str:
    """Return what stands below pictures and printed pages: whose they are, period and scheme."""
    return origin(f"{profile.subject['name']} · {profile.period.name}", profile.scheme)


def original(sheet: StoredSheet, label: str) -> Download:
    """Return a sheet as it was handed in, fetched when it is asked for."""
    return Download(label, sheet.name, partial(_bytes, session.engine(), session.actor(), sheet.id))


def _bytes(*asked: Any) -> bytes:
    return sheet_file(*asked)[1]


def offer(profile: Profile, period_id: int, number: str) -> None:
    """Draw the button that lists what can be taken away: the table, and every figure."""
    engine, actor = session.engine(), session.actor()
    subject = SubjectKind.MEMBER if profile.is_member else SubjectKind.BRANCH

    def content() -> bytes:
        return profile_table(engine, actor, period_id=period_id, subject=subject, key=number)[1]

    words = _("What the score of {name} is made of").format(name=profile.subject["name"])
    table = Download(
        words, file_name(f"{profile.subject['name']}-{profile.period.key}", "xlsx"), content
    )
    downloads(
        "profile",
        tables=[table],
        plates=lambda: plates(profile),
        foot=foot(profile),
    )


def back_link(subject: SubjectKind) -> str:
    """Return the way back to the ranking of the same kind of subject."""
    return address.href("ranking", subject=subject.value)
