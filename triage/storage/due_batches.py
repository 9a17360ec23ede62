"""Due work taken in batches: everything that is due for one taker goes out together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from models import due_work
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one kind, claimed together; `attempts` is the most that any of them has had."""

    kind: str
    work_ids: tuple[int, ...]
    subject_ids: tuple[int, ...]
    attempts: int


_IS_FREE = due_work.c.lease_until.is_(None) | (due_work.c.lease_until < bindparam("now"))
_DUE = (
    select(due_work.c.id, due_work.c.subject_id, due_work.c.attempts)
    .where(
        due_work.c.kind == bindparam("of_kind"),
        due_work.c.state == "due",
        due_work.c.run_at <= bindparam("now"),
        _IS_FREE,
    )
    .order_by(due_work.c.run_at, due_work.c.id)
    .limit(200)
    .with_for_update(skip_locked=True, of=due_work)
)
_THESE = due_work.c.id.in_(bindparam("these", expanding=True))
_LEASE = (
    update(due_work)
    .where(_THESE)
    .values(lease_until=bindparam("until"), attempts=due_work.c.attempts + 1)
)
_FINISH = (
    update(due_work)
    .where(_THESE)
    .values(state=bindparam("at_last"), lease_until=None, last_error=bindparam("why"))
)
_AGAIN = (
    update(due_work)
    .where(_THESE)
    .values(run_at=bindparam("later"), lease_until=None, last_error=bindparam("why"))
)
_KINDS_DUE = select(due_work.c.kind).where(
    due_work.c.state == "due",
    due_work.c.run_at <= bindparam("now"),
    due_work.c.kind.like(bindparam("pattern")),
    _IS_FREE,
)
_LEFT_OVER = select(due_work.c.id, due_work.c.kind, due_work.c.subject_id).where(
    due_work.c.state == "due", due_work.c.kind.like(bindparam("pattern"))
)
_LAST_DONE = (
    select(due_work.c.run_at, due_work.c.state)
    .where(due_work.c.kind == bindparam("of_kind"))
    .order_by(due_work.c.subject_id.desc())
    .limit(50)
)


def kinds_due(tx: Tx, prefix: str, *, now: datetime) -> set[str]:
    """The kinds beginning so of which something is due and free."""
    return {row.kind for row in tx.execute(_KINDS_DUE, {"pattern": f"{prefix}%", "now": now})}


def claim(tx: Tx, kind: str, *, now: datetime, until: datetime) -> Batch | None:
    """Take all that is due of a kind until then; None when nothing is."""
    rows: Any = tx.execute(_DUE, {"of_kind": kind, "now": now}).all()
    if not rows:
        return None
    ids = tuple(int(row.id) for row in rows)
    tx.execute(_LEASE, {"these": ids, "until": until})
    attempts = max(int(row.attempts) for row in rows) + 1
    return Batch(kind, ids, tuple(int(row.subject_id) for row in rows), attempts)


def finish(tx: Tx, work_ids: tuple[int, ...], *, why: str | None = None) -> None:
    """They are done, or there is nothing left to do (`why`)."""
    tx.execute(_FINISH, {"these": work_ids, "at_last": "done", "why": why})


def give_up(tx: Tx, work_ids: tuple[int, ...], *, why: str) -> None:
    """They will not be tried again."""
    tx.execute(_FINISH, {"these": work_ids, "at_last": "dead", "why": why[:200]})


def try_again(tx: Tx, work_ids: tuple[int, ...], *, at: datetime, why: str) -> None:
    """Once more, all together, then."""
    tx.execute(_AGAIN, {"these": work_ids, "later": at, "why": why[:200]})


def left_over(tx: Tx, prefix: str, takers: set[str]) -> list[tuple[int, int]]:
    """(row, subject) of what is due under a kind beginning so that is none of these any more."""
    rows: Any = tx.execute(_LEFT_OVER, {"pattern": f"{prefix}%"})
    return [(int(row.id), int(row.subject_id)) for row in rows if row.kind not in takers]


def last_done(tx: Tx, kind: str) -> datetime | None:
    """When the newest work of a kind that is done was due; None when none is."""
    rows: Any = tx.execute(_LAST_DONE, {"of_kind": kind})
    return max((row.run_at for row in rows if row.state == "done"), default=None)
