"""Who fills in which line of a template: members, named raters, or numbered slots."""

from collections.abc import Sequence
from dataclasses import dataclass

from cxzy.core.language import _
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source

LEADER_SLOTS, BALLOT_SLOTS, MOST_SLOTS_OF_A_GROUP = 3, 20, 30
"""Lines prepared where nobody said how many; sheets grow long beyond that, not better."""


@dataclass(frozen=True)
class Subject:
    """One member or branch as it stands in a template; `number` is "" where the name serves."""

    key: str
    name: str
    number: str

    @property
    def unmistakable(self) -> str:
        """The name with the number, for a heading whose name alone would fit two."""
        return f"{self.name}({self.number})" if self.number else self.name


@dataclass(frozen=True)
class Rater:
    """One who assesses: `label` as printed, `subject` where he is assessed himself."""

    key: str
    label: str
    group: str = ""
    subject: str = ""


def subjects_of(roster: Roster) -> tuple[Subject, ...]:
    """Return the subjects of a roster in its order."""
    keys, names = roster.members["subject"].astype(str), roster.members["name"].astype(str)
    return tuple(
        Subject(key, name or key, key if name and name != key else "")
        for key, name in zip(keys, names, strict=True)
    )


def labels_of(subjects: Sequence[Subject]) -> dict[str, str]:
    """Return the heading of each subject: the name, and the number where two share it."""
    names = [subject.name for subject in subjects]
    return {
        subject.key: subject.unmistakable if names.count(subject.name) > 1 else subject.name
        for subject in subjects
    }


def groups_of(scheme: Scheme, roster: Roster, source: Source) -> tuple[str, ...]:
    """Return the groups of a source: those of the scheme, or of the roster's electorate."""
    rule = scheme.sources[source].groups
    if isinstance(rule, dict):
        return tuple(rule)
    if rule is None:
        return ()
    return tuple(group for group in _electorate(roster, source) if group)


def raters_of(
    scheme: Scheme, roster: Roster, source: Source, names: Sequence[str] | None = None
) -> tuple[Rater, ...]:
    """Return the raters of a source: `names` where given, members among peers, else slots."""
    subjects = subjects_of(roster)
    if names is None and source is Source.PEER:
        labels = labels_of(subjects)
        return tuple(Rater(one.key, labels[one.key], subject=one.key) for one in subjects)
    if names is not None:
        known = {text: one.key for one in subjects for text in (one.name, one.key)}
        return tuple(Rater(name, name, subject=known.get(name, "")) for name in names)
    return _slots(scheme, roster, source)


def slot_label(source: Source, number: int) -> str:
    """Return the printed name of a rater who is only a number, such as 领导2 or 2."""
    return _("Leader {number}").format(number=number) if source is Source.LEADER else str(number)


def _slots(scheme: Scheme, roster: Roster, source: Source) -> tuple[Rater, ...]:
    counts = _electorate(roster, source)
    if not counts:
        counts = {"": LEADER_SLOTS if source is Source.LEADER else BALLOT_SLOTS}
    known = set(groups_of(scheme, roster, source))
    groups = [
        group if group in known else ""
        for group, count in counts.items()
        for _slot in range(min(count, MOST_SLOTS_OF_A_GROUP))
    ]
    return tuple(
        Rater(str(number), slot_label(source, number), group)
        for number, group in enumerate(groups, 1)
    )


def _electorate(roster: Roster, source: Source) -> dict[str, int]:
    rows = roster.electorate[roster.electorate["source"].astype(str) == str(source)]
    return {
        str(group): int(count)
        for group, count in zip(rows["group"], rows["count"], strict=True)
        if count > 0
    }
