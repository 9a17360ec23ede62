"""How much was sent today: one row a day beside the other facts about the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Integer, String, bindparam, cast, delete, select

from models import meta
from triage.storage.statements import insert_for
from triage.storage.store import Tx

_PREFIX = "sent."
_KEPT = timedelta(days=31)
_GET = select(meta.c.value).where(meta.c.key == bindparam("day"))
_FORGET = delete(meta).where(meta.c.key.like(f"{_PREFIX}%"), meta.c.key < bindparam("before"))


def sent_on(tx: Tx, now: datetime) -> int:
    """What was counted since midnight UTC."""
    return int(tx.execute(_GET, {"day": _day(now)}).scalar() or 0)


def add(tx: Tx, amount: int, *, now: datetime) -> None:
    """Count what was sent at `now`; several may do so at once. A month is remembered."""
    new = insert_for(tx.dialect.name, meta).values(key=_day(now), value=str(amount))
    total = cast(cast(meta.c.value, Integer) + amount, String)
    tx.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": total}))
    tx.execute(_FORGET, {"before": _day(now - _KEPT)})


def _day(now: datetime) -> str:
    return f"{_PREFIX}{now:%Y-%m-%d}"
