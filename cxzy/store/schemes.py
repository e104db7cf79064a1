"""Schemes as text, in versions; one that scored a sheet is frozen."""

from sqlalchemy import Connection, bindparam, insert, select, update

from cxzy.core.vocabulary import SubjectKind
from cxzy.store import tables
from cxzy.store.errors import AlreadyThere
from cxzy.store.records import StoredScheme
from cxzy.store.versions import found, record_of, records_of

_scheme = tables.scheme
_FREEZE = update(_scheme).where(_scheme.c.id == bindparam("scheme")).values(frozen=True)


def schemes(c: Connection) -> list[StoredScheme]:
    """Return all schemes, by name, the version added last first."""
    query = select(_scheme).order_by(_scheme.c.name, _scheme.c.id.desc())
    return records_of(StoredScheme, c.execute(query))


def scheme(c: Connection, scheme_id: int) -> StoredScheme:
    """Return one scheme; raises NotFound."""
    return found(c, _scheme, StoredScheme, scheme_id)


def add_scheme(
    c: Connection, name: str, version: str, subject: SubjectKind, text: str, fingerprint: str
) -> StoredScheme:
    """Add a scheme and return it; raises AlreadyThere for a second of that name and version."""
    taken = select(_scheme.c.id).where(_scheme.c.name == name, _scheme.c.version == version)
    if c.scalar(taken) is not None:
        raise AlreadyThere.of("scheme", f"{name} {version}")
    values = {
        "name": name,
        "version": version,
        "subject": subject,
        "text": text,
        "fingerprint": fingerprint,
        "frozen": False,
    }
    row = c.execute(insert(_scheme).values(values).returning(*_scheme.c)).one()
    return record_of(StoredScheme, row)


def freeze(c: Connection, scheme_id: int) -> None:
    """Make the text of a scheme unchangeable for good; done again it does nothing.

    Raises NotFound.
    """
    if not scheme(c, scheme_id).frozen:
        c.execute(_FREEZE, {"scheme": scheme_id})
