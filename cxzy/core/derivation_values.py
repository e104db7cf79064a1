"""What a derivation is made of: frozen values, every number an exact fraction.

See docs/decisions/0103-derivations-are-reckoned-anew.md.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cxzy.core.vocabulary import Source

ZERO = Fraction(0)
"""What sums begin with, so that they stay fractions."""


class Reason(StrEnum):
    """Why a mark or a ballot does not count, or counts otherwise than it stands."""

    USED = ""
    BLANK = "blank"
    BLANK_IS_ZERO = "blank_is_zero"
    ABSTENTION = "弃权"
    UNSURE = "不了解"
    VOID_VOTE = "废票"
    NOT_RETURNED = "未收回"
    OWN_MARK = "own_mark"
    VOID_BALLOT = "void_ballot"
    NO_GROUP = "no_group"
    UNKNOWN_GROUP = "unknown_group"
    HIGHEST = "highest"
    LOWEST = "lowest"
    NOT_MIDDLE = "not_middle"
    FEW_BALLOTS = "few_ballots"
    SOURCE_OFF = "source_off"
    NO_BEST = "no_best"
    RULE_VOID = "rule_void"
    RULE_FLAGGED = "rule_flagged"
    DECIDED_VOID = "decided_void"


VOID_PAPER = frozenset({Reason.RULE_VOID, Reason.DECIDED_VOID})
"""Why nothing that a rater gave in a source counts, for nobody of a meeting."""


@dataclass(frozen=True)
class MarkCell:
    """Where a mark stands; row and column count from 1, 0 where that is not known."""

    file: str
    sheet: str
    row: int
    column: int


@dataclass(frozen=True)
class Mark:
    """One row of the ratings: its criterion, points, word, and how many votes it stands for.

    `points` is None where none count, `text` what stands in the cell where only that is known:
    of a mark for oneself, on a void ballot, or where points are a favourable vote. `reason` is why
    the mark itself does not count; that of its ballot comes on top.
    """

    criterion: str
    points: Fraction | None
    word: str
    count: int
    cell: MarkCell
    reason: Reason = Reason.USED
    text: str = ""


@dataclass(frozen=True)
class Ballot:
    """All marks of one rater: `value` = `total` (Σ v·x) ÷ `weight` (Σ v), None where it is void.

    It stands for `count` equal ballots, of which `kept` make the mean; `reason` says why fewer.
    `flagged` is whether it breaks a rule of the scheme and counts all the same.
    """

    group: str
    count: int
    marks: tuple[Mark, ...]
    total: Fraction
    weight: Fraction
    value: Fraction | None
    kept: int = 0
    reason: Reason = Reason.USED
    flagged: bool = False


@dataclass(frozen=True)
class Votes:
    """Votes of one criterion that belong to no ballots, marks from the highest down.

    `weight` is that of the criterion, `n` the valid votes, `kept` how many of each mark count,
    `total` their points. `extra` votes without points are divided by as well: `mean` is
    `total` ÷ Σ `kept` × `n` ÷ (`n` + `extra`). `void_counts` is whether votes on void papers are
    among `extra`.
    """

    criterion: str
    weight: Fraction
    marks: tuple[Mark, ...]
    kept: tuple[int, ...]
    n: int
    extra: int
    total: Fraction
    mean: Fraction | None
    void_counts: bool = False


@dataclass(frozen=True)
class WordCount:
    """How many marks of one criterion are one word, and how many of them make the mean.

    `kept` is None where ballots are dropped that hold several criteria: which marks go with them
    is not said.
    """

    criterion: str
    word: str
    points: Fraction
    count: int
    kept: int | None


@dataclass(frozen=True)
class Lot:
    """Ballots and votes that are brought to one mean: those of a whole source, or of a group.

    `n` are the valid ballots, of which `kept` remain; `mean` is `total`, the sum of what remains,
    ÷ `kept`. `total` is None where more goes into the mean: votes divided by more than the valid
    ones, or ballots beside votes, whose numbers and means are then `both`. `counts` are the words
    given, per criterion: all that is said of the marks where single ballots are not shown.
    `withheld` says why not even the mean is, as `core.small_groups` does.
    """

    group: str
    ballots: tuple[Ballot, ...]
    votes: tuple[Votes, ...]
    n: int
    kept: int
    total: Fraction | None
    mean: Fraction | None
    both: tuple[tuple[int, Fraction], ...] = ()
    counts: tuple[WordCount, ...] = ()
    withheld: str = ""


@dataclass(frozen=True)
class Stratum:
    """Groups that are weighed as one: the weights add, the mean is that of all their ballots."""

    groups: tuple[str, ...]
    n: int
    mean: Fraction | None
    weight: Fraction


@dataclass(frozen=True)
class Unused:
    """How many marks of a kind do not count, why, and where they stand, as far as it is told.

    `ballots` is whether whole ballots are counted; `text` what stands there. `papers` is how many
    of the whole meeting it is, where that is told in place of the subject's own number.
    """

    source: Source
    reason: Reason
    count: int
    ballots: bool
    text: str = ""
    cells: tuple[MarkCell, ...] = ()
    papers: int = 0


@dataclass(frozen=True)
class StepTaken:
    """The step of a share of votes (0–1): from `lowest` on, `below` the next, it gives `points`."""

    lowest: Fraction
    below: Fraction | None
    points: Fraction


@dataclass(frozen=True)
class BonusEntry:
    """One entry of bonus points, `count` times; `named` is whether a rater's number is with it."""

    points: Fraction
    count: int
    cell: MarkCell | None
    named: bool


@dataclass(frozen=True)
class BonusPart:
    """The bonus points of one kind: `held` is what the caps leave of `entered`, the sum of all.

    `together` is the number and the sum of the entries where they are not told one by one.
    """

    key: str
    name: str
    entries: tuple[BonusEntry, ...]
    entered: Fraction
    minimum: Fraction
    maximum: Fraction
    held: Fraction
    together: tuple[int, Fraction] | None = None


@dataclass(frozen=True)
class SourcePart:
    """One source of a score.

    `published` and `applied` are shares of 1. `mean` is what counts, None where the source is
    missing: then `missing` says why, and `own_mean` is what its too few ballots would give. Where
    the mean counts by the `best` of the meeting or by the `step` of a share, `own_mean` is the mean
    or the share itself.
    `strata` weigh the lots where the scheme weighs groups; `rest` is the weighted sum of those
    that are withheld. `list_mean` is needed where missing sources are adjusted, `present` where
    a tally is divided by those present.
    """

    source: Source
    published: Fraction
    counts: bool
    lots: tuple[Lot, ...]
    strata: tuple[Stratum, ...]
    n: int
    own_mean: Fraction | None
    mean: Fraction | None
    missing: Reason = Reason.USED
    present: Fraction | None = None
    applied: Fraction = ZERO
    contribution: Fraction | None = None
    list_mean: Fraction | None = None
    joined: bool = False
    rest: Fraction | None = None
    best: Fraction | None = None
    step: StepTaken | None = None


@dataclass(frozen=True)
class Derivation:
    """How the score of one subject came about, so that it can be reckoned again by hand.

    `total` is the unrounded score, `score` the rounded one, both None without a score; `decimals`
    says with how many decimals the steps are to be printed, so that the printed total rounds to
    the score. `above` have a higher score among `of` on the list, `alike` (oneself included) the
    same. `grade`, `rule` and `flags` are those of the results. `secret` tells that ballots and
    cells are left out. `bonus` has every kind of bonus points of the scheme; what is held of them
    is added to the contributions.
    """

    subject: str
    sources: tuple[SourcePart, ...]
    unused: tuple[Unused, ...]
    total: Fraction | None
    score: Fraction | None
    places: int
    decimals: int
    rank: int | None
    above: int
    alike: int
    of: int
    grade: str | None
    rule: str
    flags: tuple[str, ...]
    secret: bool = False
    bonus: tuple[BonusPart, ...] = ()
