"""What a profile says of the sources: what lifted, what cost, where points were lost, who voted."""

from cxzy.core.labels import source_in_sentence
from cxzy.core.language import _, ngettext
from cxzy.core.leaders import few, leaders
from cxzy.core.rounding import shown
from cxzy.core.vocabulary import Source
from cxzy.services.profile import Profile


def lifted(profile: Profile) -> str:
    """Return which source lifts the score most over the mean of its unit, and which costs most."""
    if profile.unit is None or profile.unit.of < 2:  # noqa: PLR2004 — alone there is no mean
        return ""
    return _("{finding}.").format(finding=waterfall_heading(profile))


def waterfall_heading(profile: Profile) -> str:
    """Return the same as a heading: what the steps from the unit's mean to the score are."""
    steps = profile.sources["step"].astype("float64").reset_index(drop=True)
    if steps.isna().all():
        return _("There is nothing to compare with")
    labels = [source_in_sentence(Source(source)) for source in profile.sources["source"]]
    up, down = shown(steps.max(), 2), -shown(steps.min(), 2)
    named = {
        "best": few(labels[place] for place in leaders(steps, 2)),
        "up": up,
        "worst": few(labels[place] for place in leaders(steps, 2, lowest=True)),
        "down": down,
    }
    lifts, costs = up > 0, down > 0
    if lifts and costs:
        words = _("Lifted most by {best} (+{up:.2f}), held back most by {worst} (−{down:.2f})")
    elif lifts:
        words = _("Nothing holds the score back, lifted most by {best} (+{up:.2f})")
    elif costs:
        words = _("Nothing lifts the score, held back most by {worst} (−{down:.2f})")
    else:
        words = _("Every source stands at its mean")
    return words.format(**named)


def made_of_heading(profile: Profile) -> str:
    """Return how many points are not reached, and with which source most of them."""
    known = profile.sources.dropna(subset=["contribution"])
    lost = (known["applied"].astype("float64") * 100 - known["contribution"]).astype("float64")
    if known.empty:
        return _("No source gives points")
    if shown(lost.max(), 1) <= 0:
        return _("Every point is reached")
    first = known["source"].iloc[leaders(lost, 1)]
    words = _("{points:.1f} of 100 points are not reached, most with: {sources} ({lost:.1f})")
    if len(first) > 1:
        words = _(
            "{points:.1f} of 100 points are not reached, most with: {sources} ({lost:.1f} each)"
        )
    return words.format(
        points=shown(lost.sum(), 1),
        sources=few(source_in_sentence(Source(source)) for source in first),
        lost=shown(lost.max(), 1),
    )


def sheets_heading(profile: Profile) -> str:
    """Return from how many sheets, and how many ballots of those entitled, a score came."""
    sheets = ngettext(
        "It comes from {count} sheet", "It comes from {count} sheets", len(profile.sheets)
    ).format(count=len(profile.sheets))
    others = profile.sources[profile.sources["source"] != Source.SELF.value]
    if others.empty or others["entitled"].isna().any():
        return sheets
    ballots, entitled = int(others["n"].sum()), int(others["entitled"].sum())
    words = ngettext(
        "{sheets} and {ballots} ballot of {entitled} entitled",
        "{sheets} and {ballots} ballots of {entitled} entitled",
        ballots,
    )
    return words.format(sheets=sheets, ballots=f"{ballots:,}", entitled=f"{entitled:,}")
