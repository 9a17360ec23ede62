"""What coordinators prove themselves with: password hash, sealed second factor, recovery codes.

Read on their own, so that no list of the staff carries them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from models import coordinator
from triage.storage.coordinators import COLUMNS, CoordinatorRow, read
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class StaffSecrets:
    """What one coordinator has: None where they have none yet."""

    owner: CoordinatorRow
    password_hash: str | None = field(repr=False)
    totp_sealed: str | None = field(repr=False)
    recovery_sealed: str | None = field(repr=False)
    alerts_sealed: str | None = field(repr=False)
    has_diary: bool
    password_changed_at: datetime | None


_EVERYTHING = select(
    *COLUMNS,
    coordinator.c.password_hash,
    coordinator.c.totp_sealed,
    coordinator.c.recovery_sealed,
    coordinator.c.alerts_sealed,
    coordinator.c.diary_lookup,
    coordinator.c.password_changed_at,
)
_BY_EMAIL = _EVERYTHING.where(coordinator.c.email == bindparam("address"))
_BY_ID = _EVERYTHING.where(coordinator.c.id == bindparam("this"))
_ACTIVE = _EVERYTHING.where(coordinator.c.active.is_(True)).order_by(coordinator.c.email)
_LOCKED = _BY_ID.with_for_update()
_THIS = coordinator.c.id == bindparam("this")
_PASSWORD = (
    update(coordinator)
    .where(_THIS)
    .values(password_hash=bindparam("hashed"), password_changed_at=bindparam("now"))
)
_REHASHED = (
    update(coordinator)
    .where(_THIS, coordinator.c.password_hash == bindparam("before"))
    .values(password_hash=bindparam("hashed"))
)
_TOTP = update(coordinator).where(_THIS).values(totp_sealed=bindparam("sealed"))
_RECOVERY = update(coordinator).where(_THIS).values(recovery_sealed=bindparam("sealed"))
_SEALED = ("totp_sealed", "recovery_sealed", "alerts_sealed")
_ALL_SEALED = select(coordinator.c.id, *(coordinator.c[name] for name in _SEALED)).with_for_update()
_SEEN = update(coordinator).where(_THIS).values(seen_at=bindparam("now"))


def find_by_email(tx: Tx, email: str) -> StaffSecrets | None:
    """What the coordinator with this address (in lower case) has."""
    return _first(tx, _BY_EMAIL, address=email)


def find(tx: Tx, coordinator_id: int) -> StaffSecrets | None:
    """What the coordinator with this id has."""
    return _first(tx, _BY_ID, this=coordinator_id)


def find_locked(tx: Tx, coordinator_id: int) -> StaffSecrets | None:
    """The same; of two who use one code at once, the second waits and finds it used."""
    return _first(tx, _LOCKED, this=coordinator_id)


def of_active(tx: Tx) -> list[StaffSecrets]:
    """What everybody has who may log in, by their address."""
    rows = tx.execute(_ACTIVE).all()
    return [_made(row) for row in rows]


def set_password(tx: Tx, coordinator_id: int, password_hash: str | None, *, now: datetime) -> None:
    """Another password; None takes it away until a one-time link is used."""
    tx.execute(_PASSWORD, {"this": coordinator_id, "hashed": password_hash, "now": now})


def replace_hash(tx: Tx, coordinator_id: int, before: str, after: str) -> None:
    """The same password, hashed by newer rules; nothing when it was changed meanwhile."""
    tx.execute(_REHASHED, {"this": coordinator_id, "before": before, "hashed": after})


def set_totp(tx: Tx, coordinator_id: int, sealed: str | None) -> None:
    """The second factor, sealed; None takes it away."""
    tx.execute(_TOTP, {"this": coordinator_id, "sealed": sealed})


def set_recovery(tx: Tx, coordinator_id: int, sealed: str | None) -> None:
    """The recovery codes that are left, sealed."""
    tx.execute(_RECOVERY, {"this": coordinator_id, "sealed": sealed})


def note_log_in(tx: Tx, coordinator_id: int, *, now: datetime) -> None:
    """They logged in just now."""
    tx.execute(_SEEN, {"this": coordinator_id, "now": now})


def _first(tx: Tx, statement: Any, **values: object) -> StaffSecrets | None:
    row = tx.execute(statement, values).first()
    return None if row is None else _made(row)


def _made(row: Any) -> StaffSecrets:
    return StaffSecrets(
        owner=read(row),
        password_hash=row.password_hash,
        totp_sealed=row.totp_sealed,
        recovery_sealed=row.recovery_sealed,
        alerts_sealed=row.alerts_sealed,
        has_diary=row.diary_lookup is not None,
        password_changed_at=row.password_changed_at,
    )


def reseal(tx: Tx, anew: Callable[[str], str]) -> int:
    """Put every sealed value of the staff through `anew`; how many became others."""
    changed = 0
    for row in tx.execute(_ALL_SEALED).mappings().all():
        kept = {name: row[name] for name in _SEALED if row[name] is not None}
        fresh = {name: anew(value) for name, value in kept.items()}
        if fresh != kept:
            tx.execute(update(coordinator).where(_THIS).values(fresh), {"this": row["id"]})
            changed += sum(fresh[name] != kept[name] for name in kept)
    return changed
