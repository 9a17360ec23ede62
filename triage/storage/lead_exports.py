"""Exports that are made in the background: their progress, and their rows, sealed, part by part.

They lie in the database, not on a disk, so that any web process can hand them out wherever the
worker ran, and so that they go with their row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from models import callback, due_work, lead, lead_export, lead_export_part
from triage.ranks import Rank
from triage.storage.lead_views import LeadRow
from triage.storage.lead_views import page as page_of_leads
from triage.storage.queue_filters import Wanted, conditions
from triage.storage.statements import columns_of
from triage.storage.store import Tx

Cursor = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class NewExport:
    """What was asked for: the filters of the queue as a query, in a zone (IANA). Aware UTC."""

    public_id: str
    coordinator_id: int
    format: str
    wrapped_key: str
    query: str
    zone: str
    total: int
    created_at: datetime
    expires_at: datetime
    done: int = 0
    state: str = "due"


@dataclass(frozen=True, slots=True)
class Export:
    """An export and how far it is: `done` of `total` leads, `cursor` the last one that was read."""

    id: int
    public_id: str
    coordinator_id: int
    format: str
    query: str
    zone: str
    cursor: str | None
    total: int
    done: int
    state: str
    created_at: datetime
    expires_at: datetime
    wrapped_key: str = field(repr=False)


_COLUMNS = tuple(lead_export.c[name] for name in Export.__slots__)
_THIS = lead_export.c.id == bindparam("this")
_PART = select(lead_export_part.c.rows_sealed).where(
    lead_export_part.c.export_id == bindparam("of"), lead_export_part.c.idx == bindparam("n")
)


def _filters(wanted: Wanted, horizon: datetime) -> list[Any]:
    """The conditions of the queue: a lead that is done is in it while a call to it is due."""
    if not wanted.open_only:
        return list(conditions(wanted))
    called = select(callback.c.lead_id).where(
        callback.c.state == "open", callback.c.start <= horizon
    )
    is_open = or_(lead.c.rank < int(Rank.DONE), lead.c.id.in_(called))
    return [*conditions(wanted), is_open]


def count(tx: Tx, wanted: Wanted, *, horizon: datetime) -> int:
    """How many leads are wanted; a call that begins at `horizon` (aware) or earlier is due."""
    filters = _filters(wanted, horizon)
    return int(tx.execute(select(func.count()).select_from(lead).where(*filters)).scalar_one())


def page(
    tx: Tx, wanted: Wanted, *, horizon: datetime, after: Cursor | None, limit: int
) -> list[LeadRow]:
    """The next wanted leads by age, oldest first."""
    filters = _filters(wanted, horizon)
    return page_of_leads(tx, since=None, status=None, after=after, limit=limit, also=filters)


def add(tx: Tx, new: NewExport) -> int:
    """A new export; its id."""
    made = insert(lead_export).values(columns_of(new)).returning(lead_export.c.id)
    return int(tx.execute(made).scalar_one())


def get(tx: Tx, export_id: int) -> Export | None:
    """One export, for the worker; None when it is gone."""
    row: Any = tx.execute(select(*_COLUMNS).where(_THIS), {"this": export_id}).first()
    return Export(*row) if row else None


def find(tx: Tx, coordinator_id: int, public_id: str, *, now: datetime) -> Export | None:
    """One export of theirs, unless it has expired."""
    mine = of_coordinator(tx, coordinator_id, now=now)
    return next((one for one in mine if one.public_id == public_id), None)


def of_coordinator(tx: Tx, coordinator_id: int, *, now: datetime) -> list[Export]:
    """Their exports that have not expired, newest first."""
    rows: Any = tx.execute(
        select(*_COLUMNS)
        .where(lead_export.c.coordinator_id == coordinator_id, lead_export.c.expires_at > now)
        .order_by(lead_export.c.id.desc())
    )
    return [Export(*row) for row in rows]


def add_part(
    tx: Tx, export: Export, rows_sealed: bytes, *, index: int, cursor: str, count: int
) -> None:
    """Keep the next rows and note how far we are."""
    tx.execute(
        insert(lead_export_part),
        {"export_id": export.id, "idx": index, "rows_sealed": rows_sealed},
    )
    tx.execute(
        update(lead_export).where(_THIS).values(cursor=cursor, done=lead_export.c.done + count),
        {"this": export.id},
    )


def end(tx: Tx, export_id: int, state: str, *, now: datetime) -> None:
    """It is ready, or it failed."""
    tx.execute(
        update(lead_export).where(_THIS).values(state=state, finished_at=now), {"this": export_id}
    )


def count_parts(tx: Tx, export_id: int) -> int:
    """How many parts there are so far."""
    parts = select(func.count()).where(lead_export_part.c.export_id == export_id)
    return int(tx.execute(parts).scalar_one())


def part(tx: Tx, export_id: int, index: int) -> bytes | None:
    """One part, or None behind the last."""
    found: bytes | None = tx.execute(_PART, {"of": export_id, "n": index}).scalar()
    return found


def forget(tx: Tx, kind: str, *, expired_at: datetime | None = None) -> int:
    """Remove what has expired by then, or everything with None; how many exports that were.

    `kind` is that of the due work that goes with them.
    """
    chosen = select(lead_export.c.id)
    if expired_at is not None:
        chosen = chosen.where(lead_export.c.expires_at <= expired_at)
    ids: Any = tx.execute(chosen).scalars().all()
    for export_id in ids:
        tx.execute(delete(lead_export_part).where(lead_export_part.c.export_id == export_id))
        tx.execute(
            delete(due_work).where(due_work.c.kind == kind, due_work.c.subject_id == export_id)
        )
        tx.execute(delete(lead_export).where(_THIS), {"this": export_id})
    return len(ids)
