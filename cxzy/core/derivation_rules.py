"""Papers that break a rule of the scheme, or that a person found void: which, and how many.

A paper is all that one rater gave in one source and group. The rules are those of
`core.ballot_rules`, carried out once more paper by paper;
docs/decisions/0117-derivations-of-rules-and-decisions.md says what is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import Any

import pandas as pd

from cxzy.core.coded import scale_words
from cxzy.core.derivation_ballots import Paper, Row, text_of
from cxzy.core.derivation_values import Reason, Unused
from cxzy.core.ratings import void_rows
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import BallotRule
from cxzy.core.vocabulary import Source

Given = tuple[str, str, float, str]
"""Subject, criterion, points and word of one mark."""
_COLUMNS = ("source", "group", "rater", "subject", "criterion", "points", "word")
_ACTIONS = {"void": Reason.RULE_VOID, "flag": Reason.RULE_FLAGGED}
_TOLD = (Reason.DECIDED_VOID, *_ACTIONS.values())


def looked_at_papers(ratings: pd.DataFrame, scheme: Scheme) -> dict[Paper, Reason]:
    """Return the papers of a meeting that are void or break a rule, each with what it is.

    A column `void` says which rows are of ballots that a person found void; no rule looks at
    these.
    """
    void = void_rows(ratings)
    return _decided(ratings[void], scheme) | _broken(ratings[~void], scheme)


def _decided(ratings: pd.DataFrame, scheme: Scheme) -> dict[Paper, Reason]:
    papers = ratings[["source", "group", "rater"]].drop_duplicates()
    return {
        (Source(str(source)), text_of(group), int(rater)): Reason.DECIDED_VOID
        for source, group, rater in papers.itertuples(index=False)
        if source in scheme.sources
    }


def _broken(ratings: pd.DataFrame, scheme: Scheme) -> dict[Paper, Reason]:
    if not scheme.ballot_rules:
        return {}
    found = {}
    words = frozenset(scale_words(scheme))
    for paper, given in _papers(ratings, scheme).items():
        rules = [one for one in scheme.ballot_rules if paper[0] in one.sources]
        actions = {one.action for one in rules if _breaks(given, one, words)}
        if actions:
            found[paper] = _ACTIONS["void" if "void" in actions else "flag"]
    return found


def _papers(ratings: pd.DataFrame, scheme: Scheme) -> dict[Paper, list[Given]]:
    bonus = {one.key for one in scheme.bonus}
    held: dict[Paper, list[Given]] = {}
    for row in zip(*(ratings[name].tolist() for name in _COLUMNS), strict=True):
        values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
        source, criterion = Source(str(values["source"])), text_of(values["criterion"])
        points, rater = float(values["points"]), int(values["rater"])
        if rater < 0 or isnan(points) or source not in scheme.sources or criterion in bonus:
            continue
        mark = (str(values["subject"]), criterion, points, text_of(values["word"]))
        held.setdefault((source, text_of(values["group"]), rater), []).append(mark)
    return held


def _breaks(given: Sequence[Given], rule: BallotRule, words: frozenset[str]) -> bool:
    if rule.kind == "same_mark":
        subjects = {subject for subject, *_rest in given}
        points = {points for _subject, _criterion, points, _word in given}
        return len(points) == 1 and len(subjects) >= rule.least
    if rule.word not in words or rule.number is None:
        return False
    worded: dict[str, int] = {}
    for _subject, criterion, _points, word in given:
        if word in words:
            worded[criterion] = worded.get(criterion, 0) + (word == rule.word)
    if rule.kind == "at_most":
        return any(times > rule.number for times in worded.values())
    return any(times < rule.number for times in worded.values())


def looked_at(rows: Sequence[Row], papers: Mapping[Paper, Reason]) -> Iterator[Unused]:
    """Yield how many ballots of a subject are void or break a rule, by source, void ones first.

    A source in which papers of the meeting do so is told even where none is on the subject.
    """
    for reason in _TOLD:
        number: dict[Source, int] = {}
        for (source, _group, _rater), found in papers.items():
            number[source] = number.get(source, 0) + (found == reason)
        for source in (one for one in Source if number.get(one)):
            yield _told(rows, source, reason, number[source])


def _told(rows: Sequence[Row], source: Source, reason: Reason, papers: int) -> Unused:
    own = [one for one in rows if one.source == source and one.broken == reason and one.given]
    ballots = {(one.group, one.rater): one.mark.count for one in own}
    cells = tuple(one.mark.cell for one in own)
    count = sum(ballots.values())
    return Unused(source, reason, count, ballots=True, cells=cells, papers=papers)
