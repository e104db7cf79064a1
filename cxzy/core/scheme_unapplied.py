"""Which parts of a scheme the format knows and this version does not apply."""

from typing import TYPE_CHECKING

from cxzy.core.language import _

if TYPE_CHECKING:
    from cxzy.core.scheme import Scheme


def not_applied(scheme: "Scheme") -> tuple[str, ...]:
    """Return one sentence for each part that is read and not applied yet."""
    sentences = {
        _("Gates are not applied yet: grades follow the bands alone."): bool(scheme.gates),
        _("Quotas are not applied yet: grades follow the bands alone."): bool(scheme.quotas),
    }
    unapplied = tuple(sentence for sentence, used in sentences.items() if used)
    return unapplied + _words_on_no_scale(scheme)


def _words_on_no_scale(scheme: "Scheme") -> tuple[str, ...]:
    """Return one sentence for each word of a ballot rule that nobody can give."""
    known = {word for scale in scheme.scales for word in scale.words}
    words = dict.fromkeys(rule.word for rule in scheme.ballot_rules if rule.word is not None)
    text = _("The ballot rule on “{word}” meets nobody: the word is on no scale of the scheme.")
    return tuple(text.format(word=word) for word in words if word not in known)
