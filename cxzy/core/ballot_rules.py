"""What the ballots of one rater may not do, by the rules of the scheme."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxzy.core.arrays import Codes, Mask
from cxzy.core.beside import FLAGGED, UNCHECKED, VOIDED, Beside, summed
from cxzy.core.coded import FATES, Coded, scale_words
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import BallotRule
from cxzy.core.vocabulary import BallotFate, Source

if TYPE_CHECKING:  # which is made of what this room leaves
    from cxzy.core.source_means import SourceMeans

_VOID = FATES.index(BallotFate.VOID)


def by_the_rules(coded: Coded, scheme: Scheme) -> tuple[Coded, list[Beside]]:
    """Return ratings without the points of ballots that a rule voids, and which rules met whom.

    A rule looks at everything one rater gave in one source of a meeting; where it voids, all of
    that is void. Votes without a rater cannot be looked at, which is said.
    See docs/decisions/0100-what-stands-beside-the-marks.md.
    """
    if not scheme.ballot_rules or len(coded.points) == 0:
        return coded, []
    given = ~np.isnan(coded.points)
    known = np.zeros(len(given), dtype=bool) if coded.rater is None else coded.rater >= 0
    broken = {"flag": np.zeros(len(given), dtype=bool), "void": np.zeros(len(given), dtype=bool)}
    unchecked = np.zeros(len(given), dtype=bool)
    paper, others = _papers(coded), _of_others(coded, scheme)
    for rule in scheme.ballot_rules:
        concerned = given & _of_sources(coded, rule, scheme)
        unchecked |= concerned & ~known & others
        broken[rule.action] |= _breaking(coded, paper, concerned & known, rule, scheme)[paper]
    found = [
        summed(name, coded.rows(_first_of_each(coded, paper, rows)))
        for name, rows in (
            (VOIDED, given & broken["void"]),
            (FLAGGED, given & broken["flag"] & ~broken["void"]),
            (UNCHECKED, unchecked),
        )
    ]
    return _voided(coded, broken["void"]) if broken["void"].any() else coded, found


def rule_flags(means: "SourceMeans") -> "SourceMeans":
    """Return the means with flags on the ballots that rules voided, met or could not see."""
    codes = {VOIDED: "rule_void", FLAGGED: "rule_flagged", UNCHECKED: "rule_unchecked"}
    for (source, name), column in means.beside.items():
        if name == UNCHECKED:
            means = means.flagged(f"{codes[name]}:{source}", column > 0)
        elif name in codes:
            for count in np.unique(column[column > 0]).astype("int64"):
                means = means.flagged(f"{codes[name]}:{source}:{count}", column == count)
    return means


def _of_others(coded: Coded, scheme: Scheme) -> Mask:
    """Return which rows are no self-assessment, whose ballots stand alone anyway."""
    return np.array([source != Source.SELF for source in scheme.sources])[coded.source]


def _of_sources(coded: Coded, rule: BallotRule, scheme: Scheme) -> Mask:
    return np.array([source in rule.sources for source in scheme.sources])[coded.source]


def _papers(coded: Coded) -> Codes:
    """Return a number for everything that one rater gave in one source of a meeting."""
    numbers = np.zeros(len(coded.points), dtype="int64")
    if coded.keys.meetings is not None:
        meetings = np.unique(np.asarray(coded.keys.meetings), return_inverse=True)[1]
        numbers += meetings[coded.key]
    for column in (coded.source, coded.group, coded.rater):
        if column is not None:
            codes = np.unique(column, return_inverse=True)[1]
            numbers = numbers * (int(codes.max(initial=0)) + 1) + codes
    return np.unique(numbers, return_inverse=True)[1]


def _breaking(coded: Coded, paper: Codes, rows: Mask, rule: BallotRule, scheme: Scheme) -> Mask:
    """Return which papers break a rule by what stands in `rows`, which have points."""
    size = int(paper.max(initial=-1)) + 1
    if rule.kind == "same_mark":
        return _same_mark(coded, paper, rows, size, rule.least)
    return _too_many_or_few(coded, paper, rows, size, rule, scheme)


def _same_mark(coded: Coded, paper: Codes, rows: Mask, size: int, least: int) -> Mask:
    lowest, highest = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(lowest, paper[rows], coded.points[rows])
    np.maximum.at(highest, paper[rows], coded.points[rows])
    pairs = np.unique(paper[rows].astype("int64") * len(coded.keys) + coded.key[rows])
    subjects = np.bincount(pairs // len(coded.keys), minlength=size)
    same: Mask = np.logical_and(lowest == highest, subjects >= least)
    return same


def _too_many_or_few(
    coded: Coded, paper: Codes, rows: Mask, size: int, rule: BallotRule, scheme: Scheme
) -> Mask:
    """Return which raters gave a word to too many or too few subjects in some criterion.

    Only criteria in which a rater wrote words are looked at: numbers are none.
    """
    words = scale_words(scheme)
    if coded.word is None or rule.word not in words or rule.number is None:
        return np.zeros(size, dtype=bool)
    many = len(coded.criteria)
    cell = paper.astype("int64") * many + coded.criterion
    worded = np.bincount(cell[rows & (coded.word >= 0)], minlength=size * many)
    wanted = coded.word == words.index(rule.word)
    times = np.bincount(cell[rows & wanted], minlength=size * many)
    wrong = np.where(rule.kind == "at_most", times > rule.number, times < rule.number)
    broken: Mask = (wrong & (worded > 0)).reshape(size, many).max(axis=1, initial=False)
    return broken


def _first_of_each(coded: Coded, paper: Codes, rows: Mask) -> Codes:
    """Return one of the `rows` of each ballot: of what a rater gave to one subject."""
    place = np.flatnonzero(rows)
    ballot = paper[place].astype("int64") * len(coded.keys) + coded.key[place]
    return place[np.unique(ballot, return_index=True)[1]]


def _voided(coded: Coded, void: Mask) -> Coded:
    """Return ratings whose void rows are void votes: no blank marks, which may count as 0."""
    fate = np.full(len(void), -1, dtype="int64") if coded.fate is None else coded.fate.copy()
    fate[void] = _VOID
    return replace(coded, points=np.where(void, np.nan, coded.points), fate=fate)
