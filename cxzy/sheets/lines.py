"""The lines above a table: titles, 测评主体:…, 评价人:…, 发出 50 张, 收回 48 张."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from cxzy.sheets.empty_corner import is_mark
from cxzy.sheets.grid import Row
from cxzy.sheets.headings import Role, Vocabulary
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
_HOLDING = {Role.RATER: "rater", Role.GROUP: "group", Role.SOURCE: "source"}


@dataclass(frozen=True)
class Context:
    """What the lines say: who assesses, and how many ballots went out and came back."""

    rater: str = ""
    group: str = ""
    source: str = ""
    titles: tuple[str, ...] = ()
    votes: dict[str, int] = field(default_factory=dict)

    def joined(self, later: "Context") -> "Context":
        """Return this context with what a later line says in its place."""
        return Context(
            later.rater or self.rater,
            later.group or self.group,
            later.source or self.source,
            self.titles + later.titles,
            self.votes | later.votes,
        )


def says_something(context: Context) -> bool:
    """Whether a line holds for the rows below it."""
    return bool(context.rater or context.group or context.source)


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
    said: dict[str, str] = {}
    titles: list[str] = []
    votes: dict[str, int] = {}
    for row in rows:
        texts = [shown(value) for value in row if value != ""]
        said |= _said([text.translate(_HALF_WIDTH) for text in texts], vocabulary)
        titles += texts
        line = plain(" ".join(texts))
        votes |= {_VOTE_KEYS.get(key, key): int(count) for key, count in _VOTES.findall(line)}
    return Context(**said, titles=tuple(titles), votes=votes)


def _said(texts: Sequence[str], vocabulary: Vocabulary) -> dict[str, str]:
    """Return what stands behind the keys that matter, be it in the same cell or in the next.

    In the same cell only the name of a group may hold spaces: behind others stands a date.
    """
    found: dict[Role, str] = {}
    for key, words in chain.from_iterable(map(_PAIR.findall, texts)):
        role = vocabulary.heading(key).role
        found[role] = words if role is Role.GROUP else words.split()[0]
    for text, following in pairwise(texts):
        key = re.sub(r"[:\s]+$", "", text)
        if key != text.rstrip() and key:
            found[vocabulary.heading(key).role] = following
    return {_HOLDING[role]: said for role, said in found.items() if role in _HOLDING}
