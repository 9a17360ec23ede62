"""Calls that were made: one row each, never changed. And a lead's promises together with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from models import call_attempt, callback, lead
from triage.storage.callbacks import COLUMNS, CallbackRow
from triage.storage.statements import columns_of
from triage.storage.store import Tx

_MOST = 200


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """A call, what came of it (reached, no_answer, wrong_number, again), and who made it."""

    callback_id: int
    lead_id: int
    coordinator_id: int
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call as it was written down."""

    coordinator_id: int
    outcome: str
    at: datetime


_WIDTH = len(COLUMNS)
_WITH_PROMISES = (
    select(*COLUMNS, call_attempt.c.coordinator_id, call_attempt.c.outcome, call_attempt.c.at)
    .select_from(callback)
    .join(lead, lead.c.id == callback.c.lead_id)
    .join(call_attempt, call_attempt.c.callback_id == callback.c.id, isouter=True)
    .where(callback.c.lead_id == bindparam("this"))
    .order_by(callback.c.id.desc(), call_attempt.c.id.desc())
    .limit(_MOST)
)
_COUNT = (
    select(func.count())
    .select_from(call_attempt)
    .where(call_attempt.c.lead_id == bindparam("this"))
)


def add(tx: Tx, new: NewAttempt) -> None:
    """Write a call down."""
    tx.execute(insert(call_attempt), columns_of(new))


def of_lead(tx: Tx, lead_id: int) -> list[tuple[CallbackRow, tuple[Attempt, ...]]]:
    """The promises of a lead, newest first, each with its calls, newest first. One statement."""
    rows: Any = tx.execute(_WITH_PROMISES, {"this": lead_id})
    found: dict[int, tuple[CallbackRow, list[Attempt]]] = {}
    for row in rows:
        promise = CallbackRow(*row[:_WIDTH])
        _, attempts = found.setdefault(promise.id, (promise, []))
        if row[_WIDTH] is not None:
            attempts.append(Attempt(*row[_WIDTH:]))
    return [(promise, tuple(attempts)) for promise, attempts in found.values()]


def count(tx: Tx, lead_id: int) -> int:
    """How many calls were made about a lead."""
    return int(tx.execute(_COUNT, {"this": lead_id}).scalar_one())
