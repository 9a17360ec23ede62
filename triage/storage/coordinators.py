"""Coordinators and operators: who may log in, and as what."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from models import coordinator
from triage.storage.store import Tx
from triage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class CoordinatorRow:
    """A member of the staff, without their secrets; `zone` is an IANA name or None (the office's).

    `uniquifier` names their sessions: a new one ends them all.
    """

    id: int
    name: str
    email: str
    role: Role
    active: bool
    zone: str | None
    uniquifier: str


_COLUMNS = (
    coordinator.c.id,
    coordinator.c.name,
    coordinator.c.email,
    coordinator.c.role,
    coordinator.c.active,
    coordinator.c.zone,
    coordinator.c.uniquifier,
)
_ALL = select(*_COLUMNS).order_by(coordinator.c.name, coordinator.c.id)
_BY_UNIQUIFIER = select(*_COLUMNS).where(coordinator.c.uniquifier == bindparam("mark"))
_BY_ID = select(*_COLUMNS).where(coordinator.c.id == bindparam("this"))
_BY_EMAIL = select(*_COLUMNS).where(coordinator.c.email == bindparam("address"))


def add(tx: Tx, *, name: str, email: str, role: Role, now: datetime) -> CoordinatorRow:
    """A new, active member of the staff who has no password yet."""
    values = {
        "name": name,
        "email": email,
        "role": role,
        "active": True,
        "uniquifier": secrets.token_hex(32),
        "created_at": now,
    }
    made = tx.execute(insert(coordinator).returning(coordinator.c.id), values).scalar_one()
    found = find(tx, int(made))
    assert found is not None  # noqa: S101 - tells the type checker; it was written a line above
    return found


def find(tx: Tx, coordinator_id: int) -> CoordinatorRow | None:
    """The one with this id."""
    return _first(tx, _BY_ID, this=coordinator_id)


def find_by_uniquifier(tx: Tx, uniquifier: str) -> CoordinatorRow | None:
    """Whose session this is."""
    return _first(tx, _BY_UNIQUIFIER, mark=uniquifier)


def find_by_email(tx: Tx, email: str) -> CoordinatorRow | None:
    """The one with this address, in lower case."""
    return _first(tx, _BY_EMAIL, address=email)


def all_of_them(tx: Tx) -> list[CoordinatorRow]:
    """Everybody, by name; those who left too."""
    return [_row(row) for row in tx.execute(_ALL)]


def _first(tx: Tx, statement: Any, **values: object) -> CoordinatorRow | None:
    row = tx.execute(statement, values).first()
    return _row(row) if row else None


def _row(row: Any) -> CoordinatorRow:
    return CoordinatorRow(
        id=row.id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        active=row.active,
        zone=row.zone,
        uniquifier=row.uniquifier,
    )
