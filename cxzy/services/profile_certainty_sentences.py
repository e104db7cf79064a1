"""What a profile says of how sure its score and place are, and of oneself beside the others."""

import pandas as pd

from cxzy.core.language import _, sentences
from cxzy.core.rounding import shown
from cxzy.services.certainty import why_text
from cxzy.services.certainty_sentences import place_said
from cxzy.services.profile import Profile
from cxzy.services.profile_certainty import Sure


def sure_heading(sure: Sure) -> str:
    """Return between which places the ballots put the result."""
    row = sure.row
    low, high = row["meeting_rank_low"], row["meeting_rank_high"]
    return place_said(row["rank"], low, high).rstrip("。.")


def sure_said(profile: Profile) -> str:
    """Return interval and places in one or two sentences, or why they are not told."""
    sure = profile.sure
    if sure is None:
        return ""
    row = sure.row
    if pd.isna(row["margin"]):
        words = why_text(row["why"] or "", row["unmeasured"] or ())
        return _("No interval: {reason}.").format(reason=words) if words else ""
    return sentences(_interval(sure), sure_heading(sure) + _("."))


def _interval(sure: Sure) -> str:
    row = sure.row
    words = _("The score is sure within ± {margin:.1f} points ({low:.1f} to {high:.1f}).")
    ends = {"low": row["score_low"], "high": row["score_high"]}
    return words.format(margin=row["margin"], **ends)


def sure_note(profile: Profile, sure: Sure) -> str:
    """Return how the picture is read, and what a tiny number of ballots would be drawn to."""
    read = _(
        "Dot: the score. Bar: where very many ballots would put it. At the right the places that "
        "the ballots allow; whose bars overlap the pale band is hard to tell apart from this one."
    )
    return sentences(_interval(sure), read, drawn_said(profile))


def drawn_said(profile: Profile) -> str:
    """Return the value of a result of few ballots drawn to the mean; "" for one of more."""
    row = profile.sure.row if profile.sure is not None else {}
    value = row.get("shrunken")
    if value is None or pd.isna(value):
        return ""
    return _(
        "It rests on {ballots:.0f} ballots only; allowing for the luck of so few, it would be "
        "about ({value:.1f})."
    ).format(ballots=row["ballots"], value=value)


def own_said(profile: Profile) -> str:
    """Return whether the gap between self and others is more than usual and than its error."""
    own = profile.sure.own if profile.sure is not None else None
    if own is None:
        return ""
    usual, unusual = shown(float(own["usual"]), 1), shown(float(own["unusual"]), 1)
    line = 1.96 * float(own["error"])
    named = {"usual": abs(usual), "unusual": abs(unusual), "line": line}
    common = _("In this meeting people usually mark themselves {usual:.1f} points higher")
    if usual < 0:
        common = _("In this meeting people usually mark themselves {usual:.1f} points lower")
    differs = _("this self-assessment is {unusual:.1f} points above that")
    if unusual < 0:
        differs = _("this self-assessment is {unusual:.1f} points below that")
    verdict = _("within the error line of {line:.1f}: nothing unusual")
    if own["beyond"]:
        verdict = _("beyond the error line of {line:.1f}: unusual")
    parts = {"common": common, "differs": differs, "verdict": verdict}
    said = {name: words.format(**named) for name, words in parts.items()}
    return _("{common}; {differs}, {verdict}.").format(**said)
