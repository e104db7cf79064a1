"""How strict the raters were, on a profile: read when it is opened, beside the result."""

import streamlit as st

from cxzy.core.language import _
from cxzy.services.certainty_sentences import SOURCE
from cxzy.services.profile import Profile
from cxzy.services.severity import adjusted_said, severity, severity_lines
from cxzy.web import caches, tables

_OPEN = "profile.severity"


def offer(profile: Profile) -> None:
    """Draw what opens how strict the raters of the meeting were; closed, nothing is read."""
    row = profile.result
    if row is None:
        return
    with st.expander(
        _("Were some raters stricter than others?"), key=_OPEN, on_change="rerun"
    ) as one:
        if one.open:
            found = caches.kept(severity, meeting_id=int(row["meeting"]))
            tables.lines([*severity_lines(found), adjusted_said(found, str(row["subject"]))])
            tables.explained(_("How this is computed"), _computed())


def _computed() -> tuple[str, ...]:
    return (
        _(
            "Where several people marked the same subjects, each mark is taken as the merit of the "
            "subject less the strictness of the rater. People of different meetings are never "
            "compared; of fewer than five nothing is told. It stands beside the result and never "
            "inside it."
        ),
        _(
            "Least squares inside each set of raters who share subjects; where all marked all, "
            "that is Kenny's round robin. Formulas and limits: {file}."
        ).format(file=SOURCE),
    )
