"""Promises that the program has something to do about, and that it did so: each thing once.

A mark is one guarded UPDATE: of two workers one gets it. Whoever marks a promise has locked the
conversation and the lead before, where it writes to them: the order of a message that comes in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update

from models import callback, lead, person
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class Due:
    """A promise that something is due about; `zone` is the patient's. Aware UTC."""

    id: int
    lead_id: int
    person_id: int
    start: datetime
    end: datetime
    zone: str
    state: str
    lead_public_id: str


_COLUMNS = (
    callback.c.id,
    callback.c.lead_id,
    callback.c.person_id,
    callback.c.start,
    callback.c.end,
    callback.c.zone,
    callback.c.state,
    lead.c.public_id,
)
_OPEN = callback.c.state == "open"
#: Over, and nobody has called.
_UNKEPT = and_(_OPEN, callback.c.attempts == 0)
_REMIND = and_(_OPEN, callback.c.reminded_at.is_(None))
_ESCALATE = and_(_UNKEPT, callback.c.escalated_at.is_(None))
_APOLOGISE = and_(_UNKEPT, callback.c.escalated_at.is_not(None), callback.c.apologised_at.is_(None))
_REACHED = and_(callback.c.state == "kept", callback.c.outcome == "reached")
_ASK = and_(
    callback.c.asked_at.is_(None),
    callback.c.end > callback.c.start,
    or_(_REACHED, and_(_UNKEPT, callback.c.escalated_at.is_not(None))),
)
_ALL = (
    select(*_COLUMNS)
    .select_from(callback)
    .join(lead, lead.c.id == callback.c.lead_id)
    .join(person, person.c.id == callback.c.person_id)
    .where(person.c.wrapped_key.is_not(None))
    .order_by(callback.c.start, callback.c.id)
    .limit(500)
)
_NOT_LEFT_ALONE = person.c.left_alone_at.is_(None)
_TO_REMIND = _ALL.where(
    _REMIND, callback.c.start <= bindparam("soon"), callback.c.end > bindparam("now")
)
_TO_ESCALATE = _ALL.where(_ESCALATE, callback.c.end <= bindparam("before"))
_TO_APOLOGISE = _ALL.where(
    _APOLOGISE, _NOT_LEFT_ALONE, callback.c.escalated_at > bindparam("since")
)
_TO_ASK = _ALL.where(
    _ASK,
    _NOT_LEFT_ALONE,
    or_(
        and_(
            _OPEN,
            callback.c.escalated_at > bindparam("since"),
            callback.c.escalated_at <= bindparam("before"),
        ),
        and_(
            callback.c.state == "kept",
            callback.c.closed_at > bindparam("since"),
            callback.c.closed_at <= bindparam("before"),
        ),
    ),
)
_MARKS = {
    "reminded_at": _REMIND,
    "escalated_at": _ESCALATE,
    "apologised_at": _APOLOGISE,
    "asked_at": _ASK,
}
_MARK = {
    name: update(callback)
    .where(callback.c.id == bindparam("this"), holds)
    .values({name: bindparam("now")})
    for name, holds in _MARKS.items()
}
_CONFIRM = (
    update(callback)
    .where(
        callback.c.lead_id == bindparam("about"),
        callback.c.asked_at.is_not(None),
        callback.c.confirmed.is_(None),
    )
    .values(confirmed=bindparam("so"))
)
_KEPT_AFTER_ALL = (
    update(callback)
    .where(callback.c.lead_id == bindparam("about"), _OPEN, callback.c.asked_at.is_not(None))
    .values(state="kept", outcome="reached", closed_at=bindparam("now"))
)


def to_remind(tx: Tx, *, now: datetime, soon: datetime) -> list[Due]:
    """Open promises that begin by `soon`, are not over, and that nobody was reminded of."""
    return _rows(tx, _TO_REMIND, now=now, soon=soon)


def to_escalate(tx: Tx, *, before: datetime) -> list[Due]:
    """Promises that were over by `before` without a call, and that nobody was told of."""
    return _rows(tx, _TO_ESCALATE, before=before)


def to_apologise(tx: Tx, *, since: datetime) -> list[Due]:
    """Promises missed after `since` that the person has heard nothing about."""
    return _rows(tx, _TO_APOLOGISE, since=since)


def to_ask(tx: Tx, *, since: datetime, before: datetime) -> list[Due]:
    """Promises missed, or kept by reaching somebody, after `since` and by `before`, about which
    the person was not asked whether we called."""
    return _rows(tx, _TO_ASK, since=since, before=before)


def mark(tx: Tx, callback_id: int, name: str, *, now: datetime) -> bool:
    """Note that this was done (`reminded_at`, `escalated_at`, `apologised_at`, `asked_at`); False
    when it had been, or is due no more."""
    return tx.execute(_MARK[name], {"this": callback_id, "now": now}).rowcount > 0


def confirm(tx: Tx, lead_id: int, *, called: bool, now: datetime) -> None:
    """What the person says: whether we called. Where nobody wrote a call down that was made, the
    promise is kept all the same."""
    tx.execute(_CONFIRM, {"about": lead_id, "so": called})
    if called:
        tx.execute(_KEPT_AFTER_ALL, {"about": lead_id, "now": now})


def _rows(tx: Tx, statement: Any, **values: datetime) -> list[Due]:
    rows: Any = tx.execute(statement, values)
    return [Due(*row) for row in rows]
