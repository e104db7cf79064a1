"""The lines above a table: titles, 测评主体:…, 评价人:…, 发出 50 张, 收回 48 张."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cxzy.sheets.grid import Row
from cxzy.sheets.headings import Role, Vocabulary
from cxzy.sheets.wording import plain, shown

_PAIR = re.compile(r"([^\s::,,;;()()]{2,8})\s*[::]\s*([^\s::,,;;]+)")
_VOTES = re.compile(r"(发出|发放|收回|回收|有效|废票|无效|弃权|不了解)[^\d,,。;;]{0,8}(\d+)")
_VOTE_KEYS = {"发放": "发出", "回收": "收回", "无效": "废票"}
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


def context_of(rows: Iterable[Row], vocabulary: Vocabulary) -> Context:
    """Return what the rows between two tables say."""
    said: dict[str, str] = {}
    titles: list[str] = []
    votes: dict[str, int] = {}
    for row in rows:
        texts = [shown(value) for value in row if value != ""]
        for key, value in _pairs(texts):
            role = vocabulary.heading(key).role
            if role in _HOLDING:
                said[_HOLDING[role]] = value
        titles += texts
        line = plain(" ".join(texts))
        votes |= {_VOTE_KEYS.get(key, key): int(count) for key, count in _VOTES.findall(line)}
    return Context(**said, titles=tuple(titles), votes=votes)


def _pairs(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return what stands before and after a colon, be it in one cell or in two."""
    found = [pair for text in texts for pair in _PAIR.findall(text)]
    for index, text in enumerate(texts[:-1]):
        key = re.sub(r"[::\s]+$", "", text)
        if key != text.rstrip() and key:
            found.append((key, texts[index + 1]))
    return found
