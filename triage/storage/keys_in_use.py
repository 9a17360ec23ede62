"""Which data keys are still needed: the ids that people's keys, and those of the house, are wrapped
under; and how those of people are brought under another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam, func, select, update

from models import console_session, coordinator, erasure, lead_export, person
from triage.storage.store import Tx

#: Columns that begin with a wrapped key; what is sealed by the house does.
_WRAPPED = (
    coordinator.c.totp_sealed,
    coordinator.c.recovery_sealed,
    coordinator.c.alerts_sealed,
    console_session.c.data,
    erasure.c.left_sealed,
    lead_export.c.wrapped_key,
)
_OF_PEOPLE = (
    select(person.c.key_id, func.count())
    .where(person.c.wrapped_key.is_not(None))
    .group_by(person.c.key_id)
)
_OLDER = (
    select(person.c.id, person.c.wrapped_key)
    .where(person.c.wrapped_key.is_not(None), person.c.key_id != bindparam("newest"))
    .order_by(person.c.id)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True)
)
_REWRAP = (
    update(person)
    .where(person.c.id == bindparam("this"))
    .values(key_id=bindparam("its_key"), wrapped_key=bindparam("fresh"))
)
_SAMPLES = (
    select(func.min(person.c.wrapped_key))
    .where(person.c.wrapped_key.is_not(None))
    .group_by(person.c.key_id)
)
_EXPORTS = select(lead_export.c.id, lead_export.c.wrapped_key).with_for_update()
_REWRAP_EXPORT = (
    update(lead_export)
    .where(lead_export.c.id == bindparam("this"))
    .values(wrapped_key=bindparam("fresh"))
)


def of_people(tx: Tx) -> Mapping[str, int]:
    """Key id -> how many people's keys only it opens."""
    return {key_id: int(count) for key_id, count in tx.execute(_OF_PEOPLE)}


def samples(tx: Tx) -> list[str]:
    """One wrapped key of a person for each data key in use."""
    return list(tx.execute(_SAMPLES).scalars())


def elsewhere(tx: Tx, newest: str) -> int:
    """How many keys beside those of people are not under the data key with this id."""
    return sum(
        int(
            tx.execute(
                select(func.count())
                .select_from(column.table)
                .where(column.is_not(None), column.not_like(f"w1.{newest}.%"))
            ).scalar_one()
        )
        for column in _WRAPPED
    )


def rewrap_people(tx: Tx, newest: str, limit: int, rewrap: Callable[[str], tuple[str, str]]) -> int:
    """Put keys of people that are not under the newest data key through `rewrap` (wrapped -> key
    id, wrapped); how many. Whom a message is at work on is passed over."""
    rows: Any = tx.execute(_OLDER, {"newest": newest, "most": limit}).all()
    fresh = [(row.id, *rewrap(row.wrapped_key)) for row in rows]
    if fresh:
        values = [{"this": one, "its_key": name, "fresh": new} for one, name, new in fresh]
        tx.execute(_REWRAP, values)
    return len(fresh)


def rewrap_exports(tx: Tx, rewrap: Callable[[str], str]) -> int:
    """The same for the keys of exports."""
    rows: Any = tx.execute(_EXPORTS).all()
    fresh = [(row.id, rewrap(row.wrapped_key), row.wrapped_key) for row in rows]
    changed = [{"this": one, "fresh": new} for one, new, old in fresh if new != old]
    if changed:
        tx.execute(_REWRAP_EXPORT, changed)
    return len(changed)
