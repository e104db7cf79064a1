"""The lines above a table: titles, 测评主体:…, 评价人:…, 发出 50 张, 收回 48 张."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from cxzy.core.vocabulary import SubjectKind
from cxzy.sheets.empty_corner import is_mark
from cxzy.sheets.grid import Row
from cxzy.sheets.headings import Role, Vocabulary
from cxzy.sheets.source_words import source_in
from cxzy.sheets.wording import plain, shown

_PAIR = re.compile(
    r"([^\s:,;()\uff08\uff09]{2,8})\s*:\s*"  # the key
    r"([^\s:,;]+(?:\s+[^\s:,;]++(?!\s*:))*)"  # the words up to the next key
)
_HALF_WIDTH = str.maketrans("\uff1a\uff0c\uff1b", ":,;")
_VOTES = re.compile(r"(发出|发放|收回|回收|有效|废票|无效|弃权|不了解)[^\d,,。;;]{0,8}(\d+)")
_VOTE_KEYS = {"发放": "发出", "回收": "收回", "无效": "废票"}
_OF_FORM = re.compile("数|票|时间|日期|地点|单位")
MOST_TEXTS = 2
_HOLDING = {
    Role.RATER: "rater",
    Role.GROUP: "group",
    Role.SOURCE: "source",
    Role.SUBJECT: "subject",
}
_IN_LINES = {*_HOLDING, Role.NUMBER, Role.IGNORED, Role.UNKNOWN}
_WHO_IS_ASSESSED = re.compile("^被|对象")
_UNIT = re.compile("支部|组织|单位")
_DOTTED = "_. …"


@dataclass(frozen=True)
class Context:
    """What the lines say: who assesses whom, and how many ballots went out and came back."""

    rater: str = ""
    group: str = ""
    source: str = ""
    subject: str = ""
    titles: tuple[str, ...] = ()
    votes: dict[str, int] = field(default_factory=dict)

    def joined(self, later: "Context") -> "Context":
        """Return this context with what a later line says in its place."""
        return Context(
            later.rater or self.rater,
            later.group or self.group,
            later.source or self.source,
            later.subject or self.subject,
            self.titles + later.titles,
            self.votes | later.votes,
        )

    def after(self, earlier: "Context") -> "Context":
        """Return this context of a table with what the one of the table above it says as well.

        Who assesses is said once for several forms below each other, one per subject.
        """
        if not earlier.source and not earlier.rater:
            return self
        titled = source_in(" ".join(self.titles))
        forms = self.subject and earlier.subject
        return replace(
            self,
            source=self.source or ("" if titled else earlier.source),
            rater=self.rater or (earlier.rater if forms else ""),
        )


def says_something(context: Context) -> bool:
    """Whether a line holds for the rows below it."""
    return bool(context.rater or context.group or context.source or context.subject)


def line_in(row: Row, vocabulary: Vocabulary) -> Context | None:
    """Return what a line such as 评价人:… in the midst of a table says, None for a row of marks.

    A row with a colon in its remark, or behind its name, is a row of marks still.
    """
    first, *rest = [value for value in row if value != ""] or [""]
    texts = {value for value in (first, *rest) if isinstance(value, str)}
    if len(texts) > MOST_TEXTS or not any(":" in plain(text) for text in texts):
        return None
    said = context_of([row], vocabulary)
    marks = sum(is_mark(value, vocabulary) for value in rest)
    if marks and not (isinstance(first, str) and ":" in plain(first)):
        return None
    holds = marks <= 1 and says_something(said)
    return said if not marks or holds or _OF_FORM.search(str(first)) else None


def context_of(rows: Iterable[Row], vocabulary: Vocabulary) -> Context:
    """Return what the rows between two tables say."""
    said: dict[Role, dict[str, str]] = {}
    titles: list[str] = []
    votes: dict[str, int] = {}
    for row in rows:
        texts = [shown(value) for value in row if value != ""]
        for key, words in _said([text.translate(_HALF_WIDTH) for text in texts], vocabulary):
            if filled := words.strip(_DOTTED):
                said.setdefault(vocabulary.heading(key).role, {})[plain(key)] = filled
        titles += texts
        votes |= votes_in(texts)
    of_branches = vocabulary.scheme.subject is SubjectKind.BRANCH
    subjects = said.get(Role.SUBJECT, {})
    for key in [key for key in subjects if bool(_UNIT.search(key)) != of_branches]:
        if not _WHO_IS_ASSESSED.search(key):
            del subjects[key]  # 支部:… says where a member belongs, 姓名:… who filled it in
    holding = {name: _chosen(said[role]) for role, name in _HOLDING.items() if said.get(role)}
    return Context(**holding, titles=tuple(titles), votes=votes)


def votes_in(row: Iterable[object]) -> dict[str, int]:
    """Return the numbers of votes that a line states.

    >>> votes_in(["发出测评票 50 张，回收 48 张"])
    {'发出': 50, '收回': 48}
    """
    line = plain(" ".join(shown(value) for value in row))
    return {_VOTE_KEYS.get(key, key): int(count) for key, count in _VOTES.findall(line)}


def _chosen(said: dict[str, str]) -> str:
    """Return what the most telling of several keys says: 被测评人 before 姓名."""
    return said[max(reversed(said), key=lambda key: bool(_WHO_IS_ASSESSED.search(key)))]


def _said(texts: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield key and words, be they in the same cell or in two that follow one another.

    In the same cell only the name of a group may hold spaces: behind others stands a date.
    """
    for key, words in chain.from_iterable(map(_PAIR.findall, texts)):
        role = vocabulary.heading(key).role
        yield key, words if role is Role.GROUP else words.split()[0]
    for text, following in pairwise(texts):
        key = re.sub(r"[:\s]+$", "", text)
        if key != text.rstrip() and key and not following.rstrip().endswith(":"):
            yield key, following
    if are_pairs(texts, vocabulary):
        kinds = [vocabulary.heading(text).role for text in texts]
        yield from (
            pair
            for pair, kind in zip(pairwise(texts), kinds[1:], strict=True)
            if kind is Role.UNKNOWN
        )


def holds_pairs(row: Row, vocabulary: Vocabulary) -> bool:
    """Whether what stands in a row is a line of a form."""
    return are_pairs([text for value in row if (text := shown(value))], vocabulary)


def are_pairs(texts: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a row is a line of a form: 被测评人 | 张三 | 评价人 | 李四, without any colon.

    A key may stand without anything behind it.

    >>> from cxzy.core.scheme import Scheme
    >>> from cxzy.sheets.headings import vocabulary_of
    >>> vocabulary = vocabulary_of(Scheme())
    >>> [are_pairs(row.split(), vocabulary) for row in ("姓名 张三 职务", "姓名 张三 李四")]
    [True, False]
    """
    roles = [vocabulary.heading(text).role for text in texts]
    if not roles or not set(roles) <= _IN_LINES or roles[0] is Role.UNKNOWN:
        return False
    pairs = list(pairwise(roles))
    values = [key for key, value in pairs if value is Role.UNKNOWN]
    return Role.UNKNOWN not in values and bool(_HOLDING.keys() & set(values))
