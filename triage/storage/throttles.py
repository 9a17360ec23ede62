"""How often something was tried in a window of time, counted for all processes together."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, delete, or_, update

from models import throttle
from triage.storage.statements import insert_for
from triage.storage.store import Tx

_FORGIVE = (
    update(throttle)
    .where(throttle.c.lookup == bindparam("hashed"), throttle.c.count > 0)
    .values(count=throttle.c.count - 1)
)
_FORGET = delete(throttle).where(throttle.c.since < bindparam("before"))


def count(tx: Tx, lookup: str, *, now: datetime, window_from: datetime) -> int:
    """Count one more try; how many there were in this window, this one among them.

    A window begins with its first try; one that began before `window_from` is over. A window that
    seems to begin later than now (the clock was put back) begins now: it never grows longer.
    """
    values = {"lookup": lookup, "count": 1, "since": now}
    row = tx.execute(_count(tx.dialect.name), {**values, "over_at": window_from, "now": now})
    return int(row.scalar_one())


def forgive(tx: Tx, lookup: str) -> None:
    """The try that was counted just now turned out to be right."""
    tx.execute(_FORGIVE, {"hashed": lookup})


def forget(tx: Tx, *, before: datetime) -> None:
    """Drop windows that are long over."""
    tx.execute(_FORGET, {"before": before})


@cache
def _count(dialect: str) -> Any:
    over = throttle.c.since <= bindparam("over_at")
    fresh = insert_for(dialect, throttle).values(
        lookup=bindparam("lookup"), count=bindparam("count"), since=bindparam("since")
    )
    return fresh.on_conflict_do_update(
        index_elements=("lookup",),
        set_={
            "count": case((over, 1), else_=throttle.c.count + 1),
            "since": case(
                (or_(over, throttle.c.since > bindparam("now")), bindparam("now")),
                else_=throttle.c.since,
            ),
        },
    ).returning(throttle.c.count)
