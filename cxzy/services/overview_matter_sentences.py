"""What needs a decision or is missing, in words."""

from cxzy.core.labels import source_label
from cxzy.core.language import _, listed, ngettext
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.grading import MARGIN
from cxzy.services.grading_sentences import points
from cxzy.services.overview import Overview
from cxzy.services.overview_matters import Item, Matter


def matter_words(value: Overview, matter: Matter) -> str:
    """Return what a matter is, with the number of those it is about."""
    count, members = matter.count, value.subject == SubjectKind.MEMBER
    words = {
        "nothing_in": lambda: ngettext(
            "{count} unit has not handed in anything",
            "{count} units have not handed in anything",
            count,
        ),
        "owing": lambda: ngettext(
            "{count} unit still owes sheets", "{count} units still owe sheets", count
        ),
        "withheld": lambda: ngettext(
            "{count} score is withheld", "{count} scores are withheld", count
        ),
        "lowest": lambda: (
            ngettext(
                "{count} member is graded {grade}", "{count} members are graded {grade}", count
            )
            if members
            else ngettext(
                "{count} branch is graded {grade}", "{count} branches are graded {grade}", count
            )
        ),
        "borderline": lambda: ngettext(
            "{count} is within {margin} of a line",
            "{count} are within {margin} of a line",
            count,
        ),
        "ballots": lambda: _ballots(matter),
    }[matter.topic]()
    return words.format(count=f"{count:,}", grade=value.lowest, margin=points(MARGIN))


def _ballots(matter: Matter) -> str:
    meetings = len(matter.items)
    among = ngettext("{count} meeting", "{count} meetings", meetings).format(count=f"{meetings:,}")
    return ngettext(
        "{count} ballot of {meetings} waits for a look",
        "{count} ballots of {meetings} wait for a look",
        matter.count,
    ).format(count=f"{matter.count:,}", meetings=among)


def unseen_words(matter: Matter) -> str:
    """Return how many meetings nobody has looked through for a matter; "" where none is left."""
    if not matter.unseen:
        return ""
    return ngettext(
        "The ballots of {count} other meeting have not been looked through",
        "The ballots of {count} other meetings have not been looked through",
        matter.unseen,
    ).format(count=f"{matter.unseen:,}")


def item_words(matter: Matter, item: Item) -> str:
    """Return what is to be said beside a name; "" where its being listed says it all."""
    if matter.topic == "owing":
        return listed(source_label(source) for source in item.owing)
    if item.count:
        words = ngettext("{count} member", "{count} members", item.count)
        if matter.topic == "ballots":
            words = ngettext("{count} ballot", "{count} ballots", item.count)
        return words.format(count=f"{item.count:,}")
    if item.points is None:
        return ""
    if matter.topic == "lowest":
        return f"{item.points:.2f}"
    if item.points == 0:
        return _("on the line of {grade}").format(grade=item.grade)
    words = _("{points:.2f} short of {grade}")
    if item.points < 0:
        words = _("{points:.2f} above the line of {grade}")
    return words.format(points=abs(item.points), grade=item.grade)
