"""Which parts of a scheme the format knows and this version does not apply."""

from typing import TYPE_CHECKING

from cxzy.core.labels import source_label
from cxzy.core.language import _

if TYPE_CHECKING:
    from cxzy.core.scheme import Scheme

UNSCORED_KINDS = ("relative", "banded")


def not_applied(scheme: "Scheme") -> tuple[str, ...]:
    """Return one sentence for each part that is read and not applied yet."""
    sentences = {
        _("Gates are not applied yet: grades follow the bands alone."): bool(scheme.gates),
        _("Quotas are not applied yet: grades follow the bands alone."): bool(scheme.quotas),
        _("Bonus points are not applied yet."): bool(scheme.bonus),
        _("Ballot rules are not applied yet: every valid ballot counts."): bool(
            scheme.ballot_rules
        ),
    }
    applied = tuple(sentence for sentence, used in sentences.items() if used)
    return not_scored(scheme) + applied


def not_scored(scheme: "Scheme") -> tuple[str, ...]:
    """Return one sentence for each aggregation that cannot be scored yet."""
    return tuple(
        _("{source}: the aggregation “{kind}” is not applied yet.").format(
            kind=rule.aggregation.kind, source=source_label(source)
        )
        for source, rule in scheme.sources.items()
        if rule.aggregation.kind in UNSCORED_KINDS
    )
