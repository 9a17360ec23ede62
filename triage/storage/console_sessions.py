"""Sessions of the console. What a browser holds is known here only by its keyed hash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, insert, or_, select, update

from models import console_session, coordinator
from triage.storage.coordinators import COLUMNS, CoordinatorRow, read
from triage.storage.statements import Prepared
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session and whose it is. `proven_at` is when a password or a code was last given: None
    while only the first of two factors was."""

    id: int
    lookup: str
    data: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    proven_at: datetime | None
    coordinator: CoordinatorRow


_SESSIONS = (
    select(
        *COLUMNS,
        console_session.c.id,
        console_session.c.lookup,
        console_session.c.data,
        console_session.c.created_at,
        console_session.c.seen_at,
        console_session.c.proven_at,
    )
    .select_from(console_session)
    .join(coordinator, coordinator.c.id == console_session.c.coordinator_id)
)
_ALL_DATA = select(console_session.c.id, console_session.c.data).with_for_update()
_RESEAL = (
    update(console_session)
    .where(console_session.c.id == bindparam("this"))
    .values(data=bindparam("sealed"))
)
_KEEP = (
    update(console_session)
    .where(console_session.c.id == bindparam("this"))
    .values(data=bindparam("sealed"), seen_at=bindparam("now"))
)
_SEEN = (
    update(console_session)
    .where(console_session.c.id == bindparam("this"))
    .values(seen_at=bindparam("now"))
)
_END = delete(console_session).where(console_session.c.lookup == bindparam("hashed"))
_END_ALL = delete(console_session).where(console_session.c.coordinator_id == bindparam("whose"))
_END_OLD = delete(console_session).where(
    or_(
        console_session.c.seen_at < bindparam("idle_since"),
        console_session.c.created_at < bindparam("begun_before"),
    )
)


def add(
    tx: Tx,
    *,
    lookup: str,
    coordinator_id: int,
    data: str,
    created_at: datetime,
    now: datetime,
    proven_at: datetime | None,
) -> int:
    """A new session; its id."""
    values = {
        "lookup": lookup,
        "coordinator_id": coordinator_id,
        "data": data,
        "created_at": created_at,
        "seen_at": now,
        "proven_at": proven_at,
    }
    statement = insert(console_session).returning(console_session.c.id)
    return int(tx.execute(statement, values).scalar_one())


def find(tx: Tx, lookups: Sequence[str]) -> SessionRow | None:
    """The session with one of these hashes and its coordinator, in one prepared statement."""
    named = {f"hash_{place}": lookup for place, lookup in enumerate(lookups)}
    for row in _find_by(len(named)).rows(tx, named):
        return SessionRow(*(*row[len(COLUMNS) :], read(row)))
    return None


@cache
def _find_by(count: int) -> Prepared:
    hashes = (console_session.c.lookup == bindparam(f"hash_{place}") for place in range(count))
    return Prepared(_SESSIONS.where(or_(*hashes)))


def keep(tx: Tx, session_id: int, data: str, *, now: datetime) -> None:
    """What it remembers now; one that was ended meanwhile stays ended."""
    tx.execute(_KEEP, {"this": session_id, "sealed": data, "now": now})


def touch(tx: Tx, session_id: int, *, now: datetime) -> None:
    """It was used just now."""
    tx.execute(_SEEN, {"this": session_id, "now": now})


def end(tx: Tx, lookup: str) -> None:
    """This one."""
    tx.execute(_END, {"hashed": lookup})


def end_all(tx: Tx, coordinator_id: int) -> None:
    """Every session of a coordinator."""
    tx.execute(_END_ALL, {"whose": coordinator_id})


def end_old(tx: Tx, *, idle_since: datetime, begun_before: datetime) -> None:
    """Those that nobody can use any more."""
    tx.execute(_END_OLD, {"idle_since": idle_since, "begun_before": begun_before})


def reseal(tx: Tx, anew: Callable[[str], str]) -> int:
    """Put what every session remembers through `anew`; how many became others."""
    kept = {row.id: row.data for row in tx.execute(_ALL_DATA).all()}
    fresh = {number: anew(data) for number, data in kept.items()}
    changed = [number for number in kept if fresh[number] != kept[number]]
    for number in changed:
        tx.execute(_RESEAL, {"this": number, "sealed": fresh[number]})
    return len(changed)
