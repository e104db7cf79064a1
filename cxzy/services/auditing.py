"""Whether the audit record is whole, for those who check it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from cxzy.services.actors import Actor, require
from cxzy.store import audit
from cxzy.store.audit import ChainFault
from cxzy.store.database import reading
from cxzy.store.records import AuditRecord


@dataclass(frozen=True)
class AuditReport:
    """The newest record, None in an empty chain, and every place where the chain is broken."""

    newest: AuditRecord | None
    faults: tuple[ChainFault, ...]


def audit_report(
    engine: Engine, actor: Actor, noted: Mapping[int, str] | None = None
) -> AuditReport:
    """Return whether the chain is whole; `noted` are hashes by id that must still be in it."""
    require(actor, "audit.read")
    with reading(engine) as connection:
        newest = audit.records(connection, limit=1)
        faults = audit.chain_faults(connection, noted or {})
    return AuditReport(next(iter(newest), None), tuple(faults))
