"""What a column of a score sheet holds, in words, and in which colour it is shown."""

from cxzy.core.language import _
from cxzy.services.records import NOT_READ, PERSON, ColumnRole, Meaning

_MARKS = {
    ColumnRole.ASPECT,
    ColumnRole.MARK,
    ColumnRole.WORD,
    ColumnRole.ISSUED,
    ColumnRole.RETURNED,
    ColumnRole.VALID,
    ColumnRole.FATE,
}
_ASSESSED = {ColumnRole.SUBJECT, ColumnRole.NUMBER}
_RATERS = {ColumnRole.RATER, ColumnRole.GROUP, ColumnRole.SOURCE}


def meaning_label(meaning: Meaning) -> str:
    """Return what a column holds, as one chooses it from a list."""
    if meaning == NOT_READ:
        return _("not read")
    if meaning == PERSON:
        return _("one person (headed by a name)")
    if meaning.role is ColumnRole.ASPECT:
        return _("marks: {criterion}").format(criterion=meaning.key)
    if meaning.role is ColumnRole.WORD:
        return _word(meaning)
    if meaning.role is ColumnRole.FATE:
        return _("votes: {word}").format(word=meaning.key)
    return _plain(meaning.role)


def _word(meaning: Meaning) -> str:
    if meaning.criterion:
        return _("{criterion}: votes or ticks for {word}").format(
            criterion=meaning.criterion, word=meaning.key
        )
    return _("votes or ticks for {word}").format(word=meaning.key)


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
    }
    return words.get(role, _("not read"))


def meaning_short(meaning: Meaning) -> str:
    """Return what a column holds, short enough to stand above it."""
    if meaning == NOT_READ:
        return _("not read")
    if meaning == PERSON:
        return _("one person")
    if meaning.role in {ColumnRole.ASPECT, ColumnRole.WORD, ColumnRole.FATE}:
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
