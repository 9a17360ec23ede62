"""Coordinators and operators: who may log in, and as what. Their secrets: `staff_secrets.py`."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from models import coordinator
from triage.storage.statements import insert_new
from triage.storage.store import Tx
from triage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class CoordinatorRow:
    """A member of the staff, without their secrets; `zone` is an IANA name or None (the office's).

    `uniquifier` names their sessions: a new one ends them all. `quiet_hours` is "22:00-07:00" in
    their zone, or None.
    """

    id: int
    name: str
    email: str
    role: Role
    active: bool
    zone: str | None
    uniquifier: str
    quiet_hours: str | None = None
    has_password: bool = False
    has_two_factor: bool = False


@dataclass(frozen=True, slots=True)
class AlertTarget:
    """Where an active member of the staff wants alerts; the address is sealed by the house."""

    coordinator_id: int
    role: Role
    zone: str | None
    quiet_hours: str | None
    alerts_sealed: str


#: What every look-up of a coordinator reads, in the order of the fields of a CoordinatorRow.
COLUMNS: tuple[Any, ...] = (
    coordinator.c.id,
    coordinator.c.name,
    coordinator.c.email,
    coordinator.c.role,
    coordinator.c.active,
    coordinator.c.zone,
    coordinator.c.uniquifier,
    coordinator.c.quiet_hours,
    coordinator.c.password_hash.is_not(None).label("has_password"),
    coordinator.c.totp_sealed.is_not(None).label("has_two_factor"),
)
_ALL = select(*COLUMNS).order_by(coordinator.c.name, coordinator.c.id)
_BY_UNIQUIFIER = select(*COLUMNS).where(coordinator.c.uniquifier == bindparam("mark"))
_BY_ID = select(*COLUMNS).where(coordinator.c.id == bindparam("this"))
_BY_EMAIL = select(*COLUMNS).where(coordinator.c.email == bindparam("address"))
_BY_DIARY = select(*COLUMNS).where(
    coordinator.c.diary_lookup.in_(bindparam("hashes", expanding=True)), coordinator.c.active
)
_LOCKED = _BY_ID.with_for_update()
_LOCK_LEADS = (
    select(coordinator.c.id)
    .where(coordinator.c.role == Role.LEAD_COORDINATOR, coordinator.c.active)
    .order_by(coordinator.c.id)
    .with_for_update()
)
_TARGETS = (
    select(
        coordinator.c.id,
        coordinator.c.role,
        coordinator.c.zone,
        coordinator.c.quiet_hours,
        coordinator.c.alerts_sealed,
    )
    .where(coordinator.c.active, coordinator.c.alerts_sealed.is_not(None))
    .order_by(coordinator.c.id)
)
_THIS = coordinator.c.id == bindparam("this")


def add(tx: Tx, *, name: str, email: str, role: Role, now: datetime) -> CoordinatorRow | None:
    """A new, active member of the staff who has no password yet; None when the address is taken."""
    values = {
        "name": name,
        "email": email,
        "role": role,
        "active": True,
        "uniquifier": secrets.token_hex(32),
        "created_at": now,
    }
    made = insert_new(tx, coordinator, ("email",), values)
    return None if made is None else find(tx, made)


def find(tx: Tx, coordinator_id: int) -> CoordinatorRow | None:
    """The one with this id."""
    return _first(tx, _BY_ID, this=coordinator_id)


def find_locked(tx: Tx, coordinator_id: int) -> CoordinatorRow | None:
    """The same, kept from changes by others until the transaction ends."""
    return _first(tx, _LOCKED, this=coordinator_id)


def find_by_uniquifier(tx: Tx, uniquifier: str) -> CoordinatorRow | None:
    """Whose session this is."""
    return _first(tx, _BY_UNIQUIFIER, mark=uniquifier)


def find_by_email(tx: Tx, email: str) -> CoordinatorRow | None:
    """The one with this address, in lower case."""
    return _first(tx, _BY_EMAIL, address=email)


def find_by_diary(tx: Tx, lookups: Sequence[str]) -> CoordinatorRow | None:
    """The active one whose diary feed has one of these keyed hashes (`diary_feed.owner`)."""
    return _first(tx, _BY_DIARY, hashes=list(lookups))


def find_alert_targets(tx: Tx) -> list[AlertTarget]:
    """Every active member of the staff with an alert address of their own."""
    return [
        AlertTarget(row.id, Role(row.role), row.zone, row.quiet_hours, row.alerts_sealed)
        for row in tx.execute(_TARGETS)
    ]


def all_of_them(tx: Tx) -> list[CoordinatorRow]:
    """Everybody, by name; those who left too."""
    return [read(row) for row in tx.execute(_ALL)]


def lock_active_leads(tx: Tx) -> list[int]:
    """Ids of the active lead coordinators; nobody changes them until the transaction ends."""
    return [row.id for row in tx.execute(_LOCK_LEADS)]


def change(tx: Tx, coordinator_id: int, **columns: Any) -> None:
    """Write these columns: `name`, `role`, `active`, `zone`, `quiet_hours`, `alerts_sealed`..."""
    statement = update(coordinator).where(_THIS).values(columns)
    tx.execute(statement, {"this": coordinator_id})


def renew_uniquifier(tx: Tx, coordinator_id: int) -> str:
    """End all sessions of one; the new mark."""
    mark = secrets.token_hex(32)
    change(tx, coordinator_id, uniquifier=mark)
    return mark


def count(tx: Tx) -> int:
    """How many there are, active or not."""
    return int(tx.execute(select(func.count()).select_from(coordinator)).scalar_one())


def read(row: Sequence[Any]) -> CoordinatorRow:
    """A row that begins with `COLUMNS` as a coordinator."""
    number, name, email, role, *rest = row[: len(COLUMNS)]
    return CoordinatorRow(number, name, email, Role(role), *rest)


def _first(tx: Tx, statement: Any, **values: object) -> CoordinatorRow | None:
    row = tx.execute(statement, values).first()
    return read(row) if row else None
