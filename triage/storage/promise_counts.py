"""What became of the calls that were promised for a stretch of time, for counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from models import call_attempt, callback
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class Promised:
    """A call that was due; `first_try` is when somebody first dialled. Times are aware UTC."""

    start: datetime
    end: datetime
    state: str
    closed_at: datetime | None
    first_try: datetime | None


_FIRST_TRY = (
    select(call_attempt.c.callback_id, func.min(call_attempt.c.at).label("at"))
    .join(callback, callback.c.id == call_attempt.c.callback_id)
    .where(callback.c.start >= bindparam("since"))
    .group_by(call_attempt.c.callback_id)
    .subquery()
)
_DUE = (
    select(
        callback.c.start,
        callback.c.end,
        callback.c.state,
        callback.c.closed_at,
        _FIRST_TRY.c.at,
    )
    .join(_FIRST_TRY, _FIRST_TRY.c.callback_id == callback.c.id, isouter=True)
    .where(
        callback.c.state.in_(("open", "kept", "missed")),
        callback.c.end > callback.c.start,  # a call that nobody had promised ends as it starts
        callback.c.start >= bindparam("since"),
        # still to come is neither kept nor missed
        or_(callback.c.end < bindparam("now"), callback.c.state != "open"),
        callback.c.start < bindparam("now"),
    )
)


def due_between(tx: Tx, since: datetime, now: datetime) -> list[Promised]:
    """The calls promised to begin at `since` or later whose time is over or that are settled."""
    rows: Any = tx.execute(_DUE, {"since": since, "now": now})
    return [Promised(*row) for row in rows]
