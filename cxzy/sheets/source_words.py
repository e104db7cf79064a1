"""The words by which forms name the source of their marks."""

from functools import lru_cache

from cxzy.core.vocabulary import Source
from cxzy.sheets.wording import plain

LONGEST_KEPT = 200
_STATED_SOURCES = (
    (Source.SELF, ("个人自评", "自我评价", "自我测评", "自评", "self")),
    (Source.PEER, ("党员互评", "互评", "相互测评", "peer")),
    (Source.LEADER, ("领导点评", "领导评价", "领导测评", "上级评价", "组织评价", "点评", "leader")),
    (Source.MASS, ("群众测评", "群众评议", "群众评价", "mass")),
)
_HINTED_SOURCES = (
    (Source.SELF, ("自我", "本人")),
    (Source.PEER, ("互相", "党员之间")),
    (Source.LEADER, ("领导", "上级")),
    (Source.MASS, ("群众",)),
)
SOURCE_HEADINGS = {
    **{word: source for source, words in _STATED_SOURCES for word in words},
    **dict.fromkeys(("党员自评", "支部自评", "本人自评"), Source.SELF),
    **dict.fromkeys(("领导评议", "领导考评", "上级考评", "上级测评", "上级评定"), Source.LEADER),
    **dict.fromkeys(("领导评分", "领导打分", "上级评分", "上级打分"), Source.LEADER),
    **dict.fromkeys(("群众测评", "群众评分", "群众打分", "党员群众测评"), Source.MASS),
}


def source_in(text: str) -> Source | None:
    """Return the source that a sheet's name or a title states, None if none or several.

    >>> source_in("领导干部自评表"), source_in("互评、点评汇总")
    (<Source.SELF: 'self'>, None)
    """
    return _source_in_short(text) if len(text) <= LONGEST_KEPT else _source_in(text)


def _source_in(text: str) -> Source | None:
    short = plain(text)
    for table in (_STATED_SOURCES, _HINTED_SOURCES):
        found = [source for source, words in table if any(word in short for word in words)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


_source_in_short = lru_cache(maxsize=4096)(_source_in)
