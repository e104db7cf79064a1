"""What a column of a score sheet holds, in words, and in which colour it is shown."""

from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import Source
from cxzy.services.records import NOT_READ, PERSON, ColumnRole, Meaning

_MARKS = {
    ColumnRole.ASPECT,
    ColumnRole.MARK,
    ColumnRole.WORD,
    ColumnRole.ISSUED,
    ColumnRole.RETURNED,
    ColumnRole.VALID,
    ColumnRole.BALLOTS,
    ColumnRole.FATE,
    ColumnRole.SHARE,
    ColumnRole.SCORE,
    ColumnRole.BONUS,
}
_ASSESSED = {ColumnRole.SUBJECT, ColumnRole.NUMBER}
_RATERS = {ColumnRole.RATER, ColumnRole.GROUP, ColumnRole.SOURCE}


def meaning_label(meaning: Meaning) -> str:
    """Return what a column holds, as one chooses it from a list."""
    if meaning == NOT_READ:
        return _("not read")
    if meaning == PERSON:
        return _("one person (headed by a name)")
    keyed = {
        ColumnRole.ASPECT: lambda: _("marks: {criterion}").format(criterion=meaning.key),
        ColumnRole.WORD: lambda: _word(meaning),
        ColumnRole.SHARE: lambda: _word(meaning),
        ColumnRole.SCORE: lambda: _("finished score: {source}").format(source=_source(meaning)),
        ColumnRole.BONUS: lambda: _("bonus points: {name}").format(name=meaning.key),
        ColumnRole.FATE: lambda: _("votes: {word}").format(word=meaning.key),
    }
    return keyed.get(meaning.role, lambda: _plain(meaning.role))()


def _word(meaning: Meaning) -> str:
    share = meaning.role is ColumnRole.SHARE
    words = _("percentage for {word}") if share else _("votes or ticks for {word}")
    said = words.format(word=meaning.key)
    if not meaning.criterion:
        return said
    return _("{criterion}: {words}").format(criterion=meaning.criterion, words=said)


def _source(meaning: Meaning) -> str:
    return source_label(Source(meaning.key)) if meaning.key in set(Source) else meaning.key


def _plain(role: ColumnRole) -> str:
    words = {
        ColumnRole.SUBJECT: _("who is assessed"),
        ColumnRole.NUMBER: _("number of the assessed"),
        ColumnRole.RATER: _("rater"),
        ColumnRole.GROUP: _("rater group"),
        ColumnRole.SOURCE: _("whose marks, line by line"),
        ColumnRole.CRITERION_NAME: _("name of the criterion"),
        ColumnRole.MARK: _("marks for the whole"),
        ColumnRole.ISSUED: _("ballots issued"),
        ColumnRole.RETURNED: _("ballots returned"),
        ColumnRole.VALID: _("valid ballots"),
        ColumnRole.TOTAL: _("total, only compared"),
        ColumnRole.BALLOTS: _("number of ballots"),
        ColumnRole.WEIGHT: _("weight, only compared"),
        ColumnRole.FULL_MARKS: _("full marks, only compared"),
    }
    return words.get(role, _("not read"))


def meaning_short(meaning: Meaning) -> str:
    """Return what a column holds, short enough to stand above it."""
    if meaning == NOT_READ:
        return _("not read")
    if meaning == PERSON:
        return _("one person")
    if meaning.role is ColumnRole.SCORE:
        return _source(meaning)
    if meaning.role is ColumnRole.SHARE:
        return _word(meaning)
    if meaning.role in {ColumnRole.ASPECT, ColumnRole.WORD, ColumnRole.FATE, ColumnRole.BONUS}:
        return " · ".join(filter(None, (meaning.criterion, meaning.key)))
    return _plain(meaning.role)


def meaning_class(meaning: Meaning) -> str:
    """Return the name of the colour: of the assessed, the raters, the marks, or of none."""
    if meaning == PERSON or meaning.role in _MARKS:
        return "cx-marks"
    if meaning.role in _ASSESSED:
        return "cx-assessed"
    if meaning.role in _RATERS or meaning.role is ColumnRole.CRITERION_NAME:
        return "cx-raters"
    return "cx-unread"
