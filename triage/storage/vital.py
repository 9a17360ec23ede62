"""Signs of how the house is: what waits and since when, which limits the database keeps to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, text

from models import callback, due_work, erasure, lead
from triage.ranks import Rank
from triage.storage.store import Store, Tx, reach

#: For so long work that was given up is news: an alarm that never ends hides the next.
OF_LATE = timedelta(days=2)
_PRAGMAS = ("foreign_keys", "synchronous", "busy_timeout", "secure_delete", "journal_mode")
_SETTINGS = (
    "synchronous_commit",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "server_version_num",
    "server_encoding",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many there are of something, and since when the oldest waits (aware UTC)."""

    count: int
    since: datetime | None


def limits(store: Store) -> Mapping[str, str]:
    """What the database really keeps to, in a connection as it is opened (SQLite's log, which is
    forced by us where it can be, is in `write_ahead`)."""
    with reach(), store.engine.connect() as line:
        if store.has_one_writer:
            return {name: _first(line, f"PRAGMA {name}") for name in _PRAGMAS}
        return {name: _first(line, f"SHOW {name}") for name in _SETTINGS}


def clock(tx: Tx) -> datetime | None:
    """The time by the database's clock; None where it is the machine's own."""
    if tx.dialect.name == "sqlite":
        return None
    found: datetime = tx.execute(text("SELECT clock_timestamp()")).scalar_one()
    return found


def due(tx: Tx, now: datetime) -> Mapping[str, Waiting]:
    """Kind of work -> what of it should have been done by now."""
    chosen = (
        select(due_work.c.kind, func.count(), func.min(due_work.c.run_at))
        .where(due_work.c.state == "due", due_work.c.run_at <= bindparam("now"))
        .group_by(due_work.c.kind)
    )
    return {kind: Waiting(count, since) for kind, count, since in tx.execute(chosen, {"now": now})}


def dead(tx: Tx, now: datetime) -> Mapping[str, int]:
    """Kind of work -> how much of it was given up of late; its leads stay flagged for longer."""
    chosen = (
        select(due_work.c.kind, func.count())
        .where(due_work.c.state == "dead", due_work.c.run_at > now - OF_LATE)
        .group_by(due_work.c.kind)
    )
    return {kind: int(count) for kind, count in tx.execute(chosen)}


def overdue_calls(tx: Tx, now: datetime) -> Waiting:
    """Promised calls whose time has passed while nobody noted a call."""
    late = and_(callback.c.state == "open", callback.c.end < now)
    return _waiting(tx, select(func.count(), func.min(callback.c.end)).where(late))


def calls(tx: Tx) -> Mapping[str, int]:
    """State of a promised call -> how many are in it."""
    chosen = select(callback.c.state, func.count()).group_by(callback.c.state)
    return {str(state): int(count) for state, count in tx.execute(chosen)}


def unseen_red_flags(tx: Tx) -> Waiting:
    """Leads with danger in them that nobody has answered, whoever has them and whatever their
    status: see `triage.ranks`."""
    waits = lead.c.rank == int(Rank.RED_FLAG)
    return _waiting(tx, select(func.count(), func.min(lead.c.waiting_since)).where(waits))


def untold_alerts(tx: Tx, kind: str, prefix: str, now: datetime) -> Waiting:
    """Alerts that should have been told by now: given to nobody yet (due work of this kind), or to
    somebody who was not reached (of a kind with this prefix). What quiet hours hold back is not.
    """
    is_alert = or_(due_work.c.kind == kind, due_work.c.kind.startswith(prefix, autoescape=True))
    untold = and_(due_work.c.state == "due", due_work.c.run_at <= now, is_alert)
    return _waiting(tx, select(func.count(), func.min(due_work.c.run_at)).where(untold))


def open_erasures(tx: Tx) -> Waiting:
    """People who are to be erased and are not yet, here or at Twilio."""
    is_open = erasure.c.state != "done"
    return _waiting(tx, select(func.count(), func.min(erasure.c.asked_at)).where(is_open))


def _first(line: Any, statement: str) -> str:
    return str(line.exec_driver_sql(statement).scalar())


def _waiting(tx: Tx, chosen: Any) -> Waiting:
    count, since = tx.execute(chosen).one()
    return Waiting(int(count), since)
