"""Promised calls: when, in whose zone, and in which words we said so.

A lead has one open promise at most. How one ends: `kept` (somebody called, whatever came of it),
`missed` (escalated before it was replaced or given up), `withdrawn` (it was moved in time, or the
person wants no call). Who changes a promise locks its lead first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, insert, select, update

from models import callback, lead
from triage.storage.statements import Prepared, columns_of
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class NewCallback:
    """A promise; `start` and `end` are aware UTC. One that ends as it starts was never promised:
    it holds a call that a coordinator made unasked. `coordinator_id` None is the lead's owner.
    """

    lead_id: int
    person_id: int
    start: datetime
    end: datetime
    zone: str
    said_sealed: str | None
    created_at: datetime
    state: str = "open"
    attempts: int = 0
    coordinator_id: int | None = None


@dataclass(frozen=True, slots=True)
class CallbackRow:
    """A promise as it stands; `coordinator_id` falls back on the lead's owner. Aware UTC."""

    id: int
    lead_id: int
    person_id: int
    start: datetime
    end: datetime
    zone: str
    said_sealed: str | None
    state: str
    attempts: int
    coordinator_id: int | None
    outcome: str | None
    closed_by: int | None
    confirmed: bool | None
    created_at: datetime
    closed_at: datetime | None
    reminded_at: datetime | None
    escalated_at: datetime | None
    apologised_at: datetime | None
    asked_at: datetime | None


#: What a row is read from, joined with its lead.
COLUMNS = (
    callback.c.id,
    callback.c.lead_id,
    callback.c.person_id,
    callback.c.start,
    callback.c.end,
    callback.c.zone,
    callback.c.said_sealed,
    callback.c.state,
    callback.c.attempts,
    func.coalesce(callback.c.coordinator_id, lead.c.owner_id).label("coordinator_id"),
    callback.c.outcome,
    callback.c.closed_by,
    callback.c.confirmed,
    callback.c.created_at,
    callback.c.closed_at,
    callback.c.reminded_at,
    callback.c.escalated_at,
    callback.c.apologised_at,
    callback.c.asked_at,
)
#: What has become of an open promise that nothing more is to come of.
_LEFT = case(
    (callback.c.attempts > 0, "kept"),
    (callback.c.escalated_at.is_not(None), "missed"),
    else_="withdrawn",
)
_INSERT = Prepared(insert(callback).returning(callback.c.id), NewCallback.__slots__)
_WITHDRAW_LEAD = (
    update(callback)
    .where(callback.c.lead_id == bindparam("this"), callback.c.state == "open")
    .values(state=_LEFT, closed_at=bindparam("now"))
)
_REPLACED = Prepared(_WITHDRAW_LEAD)
_WITHDRAW_PERSON = (
    update(callback)
    .where(callback.c.person_id == bindparam("who"), callback.c.state == "open")
    .values(state=_LEFT, closed_at=bindparam("now"))
)
_OPEN_OF_LEAD = (
    select(*COLUMNS)
    .join(lead, lead.c.id == callback.c.lead_id)
    .where(callback.c.lead_id == bindparam("this"), callback.c.state == "open")
    .order_by(callback.c.id.desc())
    .limit(1)
    .with_for_update(of=callback)
)
_THIS_OPEN = (callback.c.id == bindparam("this"), callback.c.state == "open")
_CLOSE = (
    update(callback)
    .where(*_THIS_OPEN)
    .values(
        state=bindparam("ends"),
        outcome=bindparam("came"),
        attempts=callback.c.attempts + bindparam("calls"),
        closed_by=bindparam("by"),
        closed_at=bindparam("now"),
    )
)
_TRIED = (
    update(callback)
    .where(*_THIS_OPEN)
    .values(outcome=bindparam("came"), attempts=callback.c.attempts + 1)
)
_ASSIGN = update(callback).where(*_THIS_OPEN).values(coordinator_id=bindparam("who"))


def promise(tx: Tx, new: NewCallback) -> int:
    """Promise a call, in place of what stood open for the lead; the new row's id."""
    _REPLACED.run(tx, {"this": new.lead_id, "now": new.created_at})
    return int(_INSERT.value(tx, columns_of(new)))


def withdraw(tx: Tx, lead_id: int, *, now: datetime) -> bool:
    """Nothing more comes of what stood open for the lead; False when nothing did."""
    return tx.execute(_WITHDRAW_LEAD, {"this": lead_id, "now": now}).rowcount > 0


def withdraw_all(tx: Tx, person_id: int, *, now: datetime) -> int:
    """The person wants no calls: nothing stays promised. How many promises that were."""
    return tx.execute(_WITHDRAW_PERSON, {"who": person_id, "now": now}).rowcount


def open_of_lead(tx: Tx, lead_id: int) -> CallbackRow | None:
    """The promise that stands open for a lead, locked."""
    row: Any = tx.execute(_OPEN_OF_LEAD, {"this": lead_id}).first()
    return CallbackRow(*row) if row else None


def close(
    tx: Tx,
    callback_id: int,
    *,
    state: str,
    outcome: str | None,
    called: bool,
    by: int | None,
    now: datetime,
) -> bool:
    """End an open promise, `called` when a call was made now; False when it had ended before."""
    values = {"this": callback_id, "ends": state, "came": outcome, "by": by, "now": now}
    return tx.execute(_CLOSE, {**values, "calls": int(called)}).rowcount > 0


def tried(tx: Tx, callback_id: int, outcome: str) -> bool:
    """A call was made and the promise stays open; False when it had ended before."""
    return tx.execute(_TRIED, {"this": callback_id, "came": outcome}).rowcount > 0


def assign(tx: Tx, callback_id: int, coordinator_id: int | None) -> bool:
    """Who will call; None is the lead's owner. False when the promise had ended before."""
    return tx.execute(_ASSIGN, {"this": callback_id, "who": coordinator_id}).rowcount > 0
