"""The ranking as a workbook, number for number as on the screen."""

from sqlalchemy import Engine

from cxzy.core.language import _
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.certainty_sentences import how_computed, list_notes, list_said
from cxzy.services.filters import Filters
from cxzy.services.ranking import Ranking, ranking
from cxzy.services.scope import scoped
from cxzy.sheets.documents import Document, document_workbook
from cxzy.sheets.ranked_table import ranked_document


def ranked_table(engine: Engine, actor: Actor, filters: Filters) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of the same ranking, number for number."""
    name, document = table_document(engine, actor, filters, ranking(engine, actor, filters))
    return name, document_workbook(document)


def table_document(
    engine: Engine, actor: Actor, filters: Filters, shown: Ranking
) -> tuple[str, Document]:
    """Return the file name and the description of that table.

    Raises PermissionDenied where the unit is out of the actor's reach.
    """
    require(actor, "result.read", filters.unit_id)
    members = filters.subject == SubjectKind.MEMBER
    title = _("Ranking of members") if members else _("Ranking of branches")
    document = ranked_document(
        shown.told,
        title=title,
        scheme=shown.scheme,
        period=shown.period.name,
        notes=shown.notes,
        waiting=shown.waiting,
        electorate=shown.electorate,
        certainty=_how_sure(shown),
    )
    return f"{title}-{shown.period.key}.xlsx", scoped(engine, actor, filters, document)


def _how_sure(shown: Ranking) -> tuple[str, ...]:
    """Return how the columns of certainty are to be read, where anything is told."""
    said = list_said(shown)
    return (said, *list_notes(shown), *how_computed()) if said else tuple(list_notes(shown))
