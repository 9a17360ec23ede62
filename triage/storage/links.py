"""One-time links: by which somebody without a password comes in. Known only by a keyed hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, insert, select, update

from models import coordinator, one_time_link
from triage.storage.coordinators import COLUMNS, CoordinatorRow, read
from triage.storage.store import Tx

Purpose = Literal["invite", "reset", "demo"]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link that was made, and for whom."""

    id: int
    purpose: Purpose
    expires_at: datetime
    used_at: datetime | None
    owner: CoordinatorRow


_FIND = (
    select(
        *COLUMNS,
        one_time_link.c.id.label("link_id"),
        one_time_link.c.purpose,
        one_time_link.c.created_at.label("made_at"),
        one_time_link.c.expires_at,
        one_time_link.c.used_at,
    )
    .select_from(one_time_link)
    .join(coordinator, coordinator.c.id == one_time_link.c.coordinator_id)
    .where(one_time_link.c.lookup.in_(bindparam("hashes", expanding=True)))
)
_USE = (
    update(one_time_link)
    .where(one_time_link.c.id == bindparam("this"), one_time_link.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
    .returning(one_time_link.c.id)
)
_WITHDRAW = delete(one_time_link).where(
    one_time_link.c.coordinator_id == bindparam("whose"), one_time_link.c.used_at.is_(None)
)


def add(
    tx: Tx,
    *,
    lookup: str,
    coordinator_id: int,
    purpose: Purpose,
    now: datetime,
    expires_at: datetime,
) -> None:
    """A new link."""
    values = {
        "lookup": lookup,
        "coordinator_id": coordinator_id,
        "purpose": purpose,
        "created_at": now,
        "expires_at": expires_at,
    }
    tx.execute(insert(one_time_link), values)


def find(tx: Tx, lookups: Sequence[str]) -> LinkRow | None:
    """The link with one of these keyed hashes, used or not, in time or not."""
    row = tx.execute(_FIND, {"hashes": list(lookups)}).first()
    if row is None:
        return None
    return LinkRow(row.link_id, row.purpose, row.expires_at, row.used_at, read(row))


def use(tx: Tx, link_id: int, *, now: datetime) -> bool:
    """Use it up; False when somebody was quicker."""
    return tx.execute(_USE, {"this": link_id, "now": now}).first() is not None


def withdraw(tx: Tx, coordinator_id: int) -> None:
    """No unused link of theirs works any more."""
    tx.execute(_WITHDRAW, {"whose": coordinator_id})
