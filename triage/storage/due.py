"""Work that is due: rows that workers claim with a lease, at least once, idempotent by subject.

A claim is two facts in one transaction: the lease, and one more attempt. Work of one person and
one kind is done in the order it was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update

from models import due_work
from triage.storage.statements import insert_new
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of claimed work; `was_leased` says that an earlier try never came back."""

    id: int
    kind: str
    subject_id: int
    person_id: int | None
    attempts: int
    was_leased: bool


_earlier = due_work.alias("earlier")
_NEXT = (
    select(
        due_work.c.id,
        due_work.c.kind,
        due_work.c.subject_id,
        due_work.c.person_id,
        due_work.c.attempts,
        due_work.c.lease_until,
    )
    .where(
        due_work.c.kind == bindparam("of_kind"),
        due_work.c.state == "due",
        due_work.c.run_at <= bindparam("now"),
        or_(due_work.c.lease_until.is_(None), due_work.c.lease_until < bindparam("now")),
        ~exists().where(
            _earlier.c.person_id == due_work.c.person_id,
            _earlier.c.kind == due_work.c.kind,
            _earlier.c.state == "due",
            _earlier.c.id < due_work.c.id,
        ),
    )
    .order_by(due_work.c.run_at, due_work.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=due_work)
)
_THIS = due_work.c.id == bindparam("this")
_LEASE = (
    update(due_work)
    .where(_THIS)
    .values(lease_until=bindparam("until"), attempts=due_work.c.attempts + 1)
)
_END = (
    update(due_work)
    .where(_THIS)
    .values(state=bindparam("at_last"), lease_until=None, last_error=bindparam("why"))
)
_AGAIN = (
    update(due_work)
    .where(_THIS)
    .values(run_at=bindparam("later"), lease_until=None, last_error=bindparam("why"))
)
_END_SUBJECT = (
    update(due_work)
    .where(
        due_work.c.kind == bindparam("of_kind"),
        due_work.c.subject_id == bindparam("about"),
        due_work.c.state != "done",
    )
    .values(state="done", lease_until=None)
)
_RENEW = (
    update(due_work)
    .where(due_work.c.kind == bindparam("of_kind"), due_work.c.subject_id == bindparam("about"))
    .values(state="due", run_at=bindparam("later"), attempts=0, lease_until=None, last_error=None)
)


def add(
    tx: Tx, kind: str, subject_id: int, *, person_id: int | None, run_at: datetime
) -> int | None:
    """Give work; None when the same was given before."""
    values: dict[str, Any] = {
        "kind": kind,
        "subject_id": subject_id,
        "person_id": person_id,
        "run_at": run_at,
        "attempts": 0,
        "state": "due",
    }
    return insert_new(tx, due_work, ("kind", "subject_id"), values)


def claim(tx: Tx, kind: str, *, now: datetime, until: datetime) -> Work | None:
    """Take the next piece of work until then, or None when nothing is due."""
    row = tx.execute(_NEXT, {"of_kind": kind, "now": now}).first()
    if row is None:
        return None
    tx.execute(_LEASE, {"this": row.id, "until": until})
    was_leased = row.lease_until is not None
    return Work(row.id, row.kind, row.subject_id, row.person_id, row.attempts + 1, was_leased)


def finish(tx: Tx, work_id: int, *, why: str | None = None) -> None:
    """It is done, or there is nothing left to do (`why`)."""
    tx.execute(_END, {"this": work_id, "at_last": "done", "why": why})


def finish_subject(tx: Tx, kind: str, subject_id: int) -> None:
    """It turned out to be done, whatever we thought of it."""
    tx.execute(_END_SUBJECT, {"of_kind": kind, "about": subject_id})


def give_up(tx: Tx, work_id: int, why: str) -> None:
    """It will not be tried again; a person has to look."""
    tx.execute(_END, {"this": work_id, "at_last": "dead", "why": why[:200]})


def try_again(tx: Tx, work_id: int, *, at: datetime, why: str) -> None:
    """It did not work; once more, then."""
    tx.execute(_AGAIN, {"this": work_id, "later": at, "why": why[:200]})


def renew(tx: Tx, kind: str, subject_id: int, *, at: datetime) -> None:
    """It is due once more, as if it had never been tried; nothing where it was never given."""
    tx.execute(_RENEW, {"of_kind": kind, "about": subject_id, "later": at})
