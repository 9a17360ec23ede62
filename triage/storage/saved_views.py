"""Views of the queue that a coordinator saved: a name, and the filters as an address has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from models import saved_view
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view; `query` is that of the queue's address, empty for the queue as it is."""

    id: int
    name: str
    query: str


_OF = (
    select(saved_view.c.id, saved_view.c.name, saved_view.c.query)
    .where(saved_view.c.coordinator_id == bindparam("whose"))
    .order_by(saved_view.c.name, saved_view.c.id)
)
_CHANGE = (
    update(saved_view)
    .where(saved_view.c.coordinator_id == bindparam("whose"), saved_view.c.name == bindparam("it"))
    .values(query=bindparam("now_query"))
)
_DELETE = delete(saved_view).where(
    saved_view.c.coordinator_id == bindparam("whose"), saved_view.c.id == bindparam("this")
)


def of(tx: Tx, coordinator_id: int) -> list[SavedView]:
    """The views of a coordinator, by name."""
    rows: Any = tx.execute(_OF, {"whose": coordinator_id})
    return [SavedView(*row) for row in rows]


def put(tx: Tx, coordinator_id: int, name: str, query: str, *, now: datetime) -> None:
    """Save a view; one of the same name is replaced."""
    values = {"whose": coordinator_id, "it": name, "now_query": query}
    if tx.execute(_CHANGE, values).rowcount == 0:
        fresh = {"coordinator_id": coordinator_id, "name": name, "query": query, "created_at": now}
        tx.execute(insert(saved_view), fresh)


def drop(tx: Tx, coordinator_id: int, view_id: int) -> bool:
    """Forget a view of theirs; False when there is none."""
    return tx.execute(_DELETE, {"whose": coordinator_id, "this": view_id}).rowcount > 0
