"""Who did what: an append-only record, each entry hashed over the one before."""

import hmac
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select

from cxzy.store import tables
from cxzy.store.records import AuditRecord
from cxzy.store.versions import record_of

KEY_SETTING = "CXZY_AUDIT_KEY"

_audit = tables.audit


class Fault(StrEnum):
    """How an audit record shows that somebody tampered with the table."""

    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True)
class ChainFault:
    """One place where the chain is broken: the record's id, and how."""

    id: int
    fault: Fault


def record(
    c: Connection,
    actor: str,
    action: str,
    object: str,  # noqa: A002
    details: Mapping[str, Any] | str = "",
) -> AuditRecord:
    """Append one record to the chain and return it; only within a writing transaction."""
    head = c.execute(select(_audit).order_by(_audit.c.id.desc()).limit(1)).one_or_none()
    text = details if isinstance(details, str) else _json(details)
    values = (1 if head is None else head.id + 1, datetime.now(UTC), actor, action, object, text)
    entry = AuditRecord(*values, hash=_hash("" if head is None else head.hash, values))
    c.execute(insert(_audit).values(vars(entry)))
    return entry


def records(
    c: Connection,
    *,
    action: str | None = None,
    object: str | None = None,  # noqa: A002
    before: int | None = None,
    limit: int = 100,
) -> list[AuditRecord]:
    """Return audit records, the newest first; `before` is the id to go on from."""
    query = select(_audit).order_by(_audit.c.id.desc()).limit(limit)
    if action is not None:
        query = query.where(_audit.c.action == action)
    if object is not None:
        query = query.where(_audit.c.object == object)
    if before is not None:
        query = query.where(_audit.c.id < before)
    return [record_of(AuditRecord, row) for row in c.execute(query)]


def revision(c: Connection) -> int:
    """Return the id of the newest record, 0 for none; it grows with every audited change."""
    return c.scalar(select(func.max(_audit.c.id))) or 0


def chain_faults(c: Connection, heads: Iterable[AuditRecord] = ()) -> list[ChainFault]:
    """Return where the chain is broken; an empty list for a sound one.

    A chain whose end was cut off is sound in itself: `heads` are records that were noted
    elsewhere and must still be in it as they were.
    """
    faults = []
    hashes = {0: ""}
    last = 0
    for row in c.execute(select(_audit).order_by(_audit.c.id)):
        faults += [ChainFault(number, Fault.MISSING) for number in range(last + 1, row.id)]
        if row.id == last + 1 and row.hash != _hash(hashes[last], row[:6]):
            faults.append(ChainFault(row.id, Fault.CHANGED))
        hashes[row.id] = row.hash
        last = row.id
    return faults + [_fault_of(head, hashes) for head in heads if hashes.get(head.id) != head.hash]


def _fault_of(head: AuditRecord, hashes: Mapping[int, str]) -> ChainFault:
    return ChainFault(head.id, Fault.CHANGED if head.id in hashes else Fault.MISSING)


def _hash(previous: str, values: Sequence[Any]) -> str:
    """Return the keyed hash over a record and the hash of the one before, in hexadecimal."""
    number, at, *texts = values
    entry = json.dumps([previous, number, at.isoformat(timespec="microseconds"), *texts])
    key = os.environ.get(KEY_SETTING, "").encode()
    return hmac.digest(key, entry.encode(), "sha256").hex()


def _json(details: Mapping[str, Any]) -> str:
    return json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
