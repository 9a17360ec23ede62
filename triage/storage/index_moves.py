"""People and leads in the order of their rows, for a change of the index key: read, locked, moved.

A row that a message is at work on is passed over (SKIP LOCKED): the move waits for nobody, and
nobody waits for more than one batch of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, null, select, update

from models import address, lead, person
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class Found:
    """An address and whose it is; `person_lookup` is the hash that keeps the person the only one
    of that address."""

    id: int
    channel: str
    lookup: str
    sealed: str = field(repr=False)
    person_id: int
    person_lookup: str
    wrapped_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Moved:
    """What an address is found by from now on, sealed for it."""

    id: int
    lookup: str
    sealed: str = field(repr=False)


_IDS: Any = bindparam("ids", expanding=True)
_PEOPLE = (
    select(person.c.id)
    .where(person.c.id > bindparam("after"), person.c.wrapped_key.is_not(None))
    .order_by(person.c.id)
    .limit(bindparam("most"))
)
_LOCK_PEOPLE = (
    select(person.c.id, person.c.lookup, person.c.wrapped_key)
    .where(person.c.id.in_(_IDS), person.c.wrapped_key.is_not(None))
    .with_for_update(skip_locked=True)
)
_NOT_ERASED = (
    select(person.c.id)
    .where(person.c.id.in_(_IDS), person.c.wrapped_key.is_not(None))
    .order_by(person.c.id)
)
_OF_PEOPLE = (
    select(address.c.id, address.c.channel, address.c.lookup, address.c.sealed, address.c.person_id)
    .where(address.c.person_id.in_(_IDS), address.c.sealed.is_not(None))
    .order_by(address.c.id)
)
_LOCK_ADDRESSES = _OF_PEOPLE.with_for_update(skip_locked=True)
_TAKEN = select(address.c.channel, address.c.lookup).where(address.c.lookup.in_(_IDS))
_TAKEN_BY_PEOPLE = select(person.c.lookup).where(person.c.lookup.in_(_IDS))
_NEWEST = (
    select(
        address.c.id,
        address.c.channel,
        address.c.lookup,
        address.c.sealed,
        person.c.id,
        person.c.lookup,
        person.c.wrapped_key,
    )
    .join(person, person.c.id == address.c.person_id)
    .where(person.c.wrapped_key.is_not(None), address.c.sealed.is_not(None))
    .order_by(address.c.id.desc())
    .limit(bindparam("most"))
)
_MOVE_ADDRESS = (
    update(address)
    .where(address.c.id == bindparam("this"))
    .values(lookup=bindparam("hashed"), sealed=bindparam("fresh"))
)
_MOVE_PERSON = (
    update(person).where(person.c.id == bindparam("this")).values(lookup=bindparam("hashed"))
)
_LEADS = (
    select(lead.c.id)
    .where(lead.c.id > bindparam("after"))
    .order_by(lead.c.id)
    .limit(bindparam("most"))
)
_LOCK_LEADS = (
    select(lead.c.id).where(lead.c.id.in_(_IDS)).with_for_update(key_share=True, skip_locked=True)
)
_DUE = update(lead).where(lead.c.id.in_(_IDS)).values(words_at=null())


def alone(tx: Tx, *names: str) -> None:
    """Until the end of the transaction nobody else is at work on what goes by one of these names.

    For when a unique hash does not keep two apart. SQLite has one writer anyway.
    """
    if tx.dialect.name == "postgresql":
        locks = (func.pg_advisory_xact_lock(int(name[:15], 16)) for name in sorted(names))
        tx.execute(select(*locks))


def people_after(tx: Tx, person_id: int, limit: int) -> list[int]:
    """The next people who were not erased."""
    return list(tx.execute(_PEOPLE, {"after": person_id, "most": limit}).scalars())


def take(tx: Tx, person_ids: Sequence[int]) -> dict[int, list[Found]]:
    """The addresses of these people, locked, by person; without those that a message holds."""
    people = {row.id: row for row in tx.execute(_LOCK_PEOPLE, {"ids": list(person_ids)})}
    ids = {"ids": list(people)}
    whole: dict[int, list[Found]] = {one: [] for one in people}
    rows: Any = tx.execute(_LOCK_ADDRESSES, ids)
    for row in rows:
        one = people[row.person_id]
        whole[one.id].append(
            Found(row.id, row.channel, row.lookup, row.sealed, one.id, one.lookup, one.wrapped_key)
        )
    for row in tx.execute(_OF_PEOPLE, ids).all():
        if all(found.id != row.id for found in whole.get(row.person_id, ())):
            whole.pop(row.person_id, None)
    return whole


def not_erased(tx: Tx, person_ids: Collection[int]) -> list[int]:
    """Those of these people who have a key still, whoever holds their rows now."""
    if not person_ids:
        return []
    return list(tx.execute(_NOT_ERASED, {"ids": list(person_ids)}).scalars())


def newest(tx: Tx, limit: int) -> list[Found]:
    """The addresses that came last, not locked."""
    rows: Any = tx.execute(_NEWEST, {"most": limit}).all()
    return [Found(*row) for row in rows]


def taken(tx: Tx, lookups: Collection[str]) -> set[tuple[str, str]]:
    """Which of these hashes are an address already: channel and hash."""
    return {(row[0], row[1]) for row in tx.execute(_TAKEN, {"ids": list(lookups)})}


def taken_by_people(tx: Tx, lookups: Collection[str]) -> set[str]:
    """Which of these hashes are a person's already."""
    return set(tx.execute(_TAKEN_BY_PEOPLE, {"ids": list(lookups)}).scalars())


def move(tx: Tx, addresses: Sequence[Moved], people: Sequence[tuple[int, str]]) -> None:
    """From now on they are found by these; `people` is id and hash."""
    if addresses:
        rows = [{"this": one.id, "hashed": one.lookup, "fresh": one.sealed} for one in addresses]
        tx.execute(_MOVE_ADDRESS, rows)
    if people:
        tx.execute(_MOVE_PERSON, [{"this": one, "hashed": lookup} for one, lookup in people])


def leads_after(tx: Tx, lead_id: int, limit: int) -> list[int]:
    """The next leads."""
    return list(tx.execute(_LEADS, {"after": lead_id, "most": limit}).scalars())


def words_due(tx: Tx, lead_ids: Sequence[int]) -> list[int]:
    """Have these leads indexed anew for search; those of them that a message holds are given back,
    and are to be tried again."""
    free = list(tx.execute(_LOCK_LEADS, {"ids": list(lead_ids)}).scalars())
    if free:
        tx.execute(_DUE, {"ids": free})
    return sorted(set(lead_ids) - set(free))


def people_left(tx: Tx, after: int) -> int:
    """How many people come behind this one."""
    chosen = (person.c.id > after, person.c.wrapped_key.is_not(None))
    return int(tx.execute(select(func.count()).select_from(person).where(*chosen)).scalar_one())


def leads_left(tx: Tx, after: int) -> int:
    """How many leads come behind this one."""
    chosen = select(func.count()).select_from(lead).where(lead.c.id > after)
    return int(tx.execute(chosen).scalar_one())


def leads_without_words(tx: Tx) -> int:
    """How many leads are yet to be indexed."""
    chosen = select(func.count()).select_from(lead).where(lead.c.words_at.is_(None))
    return int(tx.execute(chosen).scalar_one())
