"""Who did what: an append-only record, each entry hashed over the one before.

See docs/decisions/0021-audit-chain.md.
"""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b, sha256
from json.encoder import encode_basestring_ascii
from typing import Any

from sqlalchemy import Connection, Engine, Select, String, func, insert, select, type_coerce

from cxzy.store import tables
from cxzy.store.columns import moment_text
from cxzy.store.records import AuditRecord
from cxzy.store.versions import records_of

KEY_SETTING = "CXZY_AUDIT_KEY"

_audit = tables.audit
_REVISION = select(func.max(_audit.c.id))
_REVISION_TEXT = str(_REVISION)
_NEWEST = select(_audit.c.id, _audit.c.hash).order_by(_audit.c.id.desc()).limit(1)
_ADD = insert(_audit)


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
    told = details if isinstance(details, str) else _json(details)
    (entry,) = record_all(c, actor, action, [(object, told)])
    return entry


def record_all(
    c: Connection, actor: str, action: str, told: Sequence[tuple[str, str]]
) -> list[AuditRecord]:
    """Do what `record` does for several objects, each with its details, in their order."""
    last, previous = c.execute(_NEWEST).one_or_none() or (0, "")
    key, at = _key(), datetime.now(UTC)
    entries: list[AuditRecord] = []
    for number, each in enumerate(told, last + 1):
        texts = (actor, action, *each)
        previous = _hash(key, previous, number, moment_text(at), *texts)
        entries.append(AuditRecord(number, at, *texts, hash=previous))
    if entries:
        c.execute(_ADD, list(map(vars, entries)))
    return entries


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
    return records_of(AuditRecord, c.execute(query))


def revision(c: Connection) -> int:
    """Return the id of the newest record, 0 for none; it grows with every audited change."""
    return c.scalar(_REVISION) or 0


def revision_now(engine: Engine) -> int:
    """Return the same by a single question, which takes an eighth of a transaction's time.

    Every visit begins with it.
    """
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as asking:
        asking.execute(_REVISION_TEXT)
        ((newest,),) = asking.fetchall()
    return newest or 0


def chain_faults(c: Connection, noted: Mapping[int, str] | None = None) -> list[ChainFault]:
    """Return where the chain is broken, in order; an empty list for a sound one.

    A chain whose end was cut off is sound in itself: `noted` are hashes by id of records that
    were noted elsewhere and must still be in it as they were.
    """
    key = _key()
    faults = []
    hashes = {0: ""}
    last = 0
    for number, at, *texts, given in c.execute(_as_hashed()).all():
        faults += [ChainFault(missing, Fault.MISSING) for missing in range(last + 1, number)]
        if number == last + 1 and given != _hash(key, hashes[last], number, at, *texts):
            faults.append(ChainFault(number, Fault.CHANGED))
        hashes[number] = given
        last = number
    for number, was in (noted or {}).items():
        if hashes.get(number) != was:
            fault = Fault.CHANGED if number in hashes else Fault.MISSING
            faults.append(ChainFault(number, fault))
    return sorted(set(faults), key=lambda fault: fault.id)


def _as_hashed() -> Select[Any]:
    columns = (type_coerce(_audit.c.at, String) if c is _audit.c.at else c for c in _audit.c)
    return select(*columns).order_by(_audit.c.id)


def _key() -> bytes:
    setting = os.environ.get(KEY_SETTING, "")
    return sha256(setting.encode()).digest() if setting else b""


def _hash(key: bytes, previous: str, number: int, at: str, *texts: str) -> str:
    """Return the keyed hash over a record and the hash of the one before, in hexadecimal."""
    entry = " ".join((previous, str(number), at, *map(encode_basestring_ascii, texts)))
    return blake2b(entry.encode(), key=key, digest_size=32).hexdigest()


def _json(details: Mapping[str, Any]) -> str:
    return json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
