"""Which keys were ever in use, by their ids: since when, when last, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from models import credential_key
from triage.storage.statements import insert_new
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of one secret; times are aware UTC."""

    name: str
    key_id: str
    first_seen_at: datetime
    last_used_at: datetime | None
    retired_at: datetime | None


_THIS = (credential_key.c.name == bindparam("of"), credential_key.c.key_id == bindparam("this"))
_ALL = select(
    credential_key.c.name,
    credential_key.c.key_id,
    credential_key.c.first_seen_at,
    credential_key.c.last_used_at,
    credential_key.c.retired_at,
).order_by(credential_key.c.name, credential_key.c.first_seen_at, credential_key.c.id)
_ACCEPTED = (update(credential_key).where(*_THIS, credential_key.c.retired_at.is_not(None))).values(
    retired_at=None
)
_USED = (
    update(credential_key)
    .where(
        *_THIS,
        or_(
            credential_key.c.last_used_at.is_(None),
            credential_key.c.last_used_at < bindparam("at"),
        ),
    )
    .values(last_used_at=bindparam("at"))
)
_RETIRED = (
    update(credential_key)
    .where(*_THIS, credential_key.c.retired_at.is_(None))
    .values(retired_at=bindparam("at"))
)


def all_of_them(tx: Tx) -> dict[tuple[str, str], KeyRow]:
    """Every key that was ever seen: (name, key id) -> what is known of it."""
    rows = (KeyRow(*row) for row in tx.execute(_ALL))
    return {(row.name, row.key_id): row for row in rows}


def see(tx: Tx, name: str, key_id: str, now: datetime) -> None:
    """A key is accepted now; the first time counts. One that came back is retired no more."""
    values = {"name": name, "key_id": key_id, "first_seen_at": now}
    if insert_new(tx, credential_key, ("name", "key_id"), values) is None:
        tx.execute(_ACCEPTED, {"of": name, "this": key_id})


def use(tx: Tx, used: Mapping[tuple[str, str], datetime]) -> None:
    """When keys were used last: (name, key id) -> time; an earlier one than known is ignored."""
    for (name, key_id), at in sorted(used.items()):
        tx.execute(_USED, {"of": name, "this": key_id, "at": at})


def retire(tx: Tx, name: str, key_id: str, now: datetime) -> None:
    """A key is accepted no more."""
    tx.execute(_RETIRED, {"of": name, "this": key_id, "at": now})
