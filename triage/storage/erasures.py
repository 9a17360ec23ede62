"""Who is to be erased and who was: the erasure with its number, and what is left of addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from models import address, due_work, erasure, person, tombstone
from triage.storage.statements import columns_of, insert_for, insert_new
from triage.storage.store import Tx

#: The kind of due work whose subject is an erasure: its addresses are looked for at Twilio.
SEARCH = "search_at_twilio"


@dataclass(frozen=True, slots=True)
class NewErasure:
    """Somebody asked for it. `by` is who, as the audit names them; `counts` is JSON."""

    public_id: str
    person_public_id: str
    by: str
    asked_at: datetime
    state: str = "asked"
    counts: str = "{}"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure. `state`: asked, cleared (here) or done (at Twilio too). Aware UTC.

    `carried` says that everything was done here and the search at Twilio was given as work.
    """

    id: int
    public_id: str
    person_public_id: str
    by: str
    state: str
    counts: str
    left_sealed: str | None = field(repr=False)
    asked_at: datetime
    finished_at: datetime | None
    carried: bool


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an address: its keyed hash, and whether it opted out (aware UTC)."""

    channel: str
    lookup: str
    person_public_id: str | None
    opted_out_at: datetime | None
    erased_at: datetime


_BOOKS = erasure.outerjoin(
    due_work, (due_work.c.kind == SEARCH) & (due_work.c.subject_id == erasure.c.id)
)
_COLUMNS = (
    erasure.c.id,
    erasure.c.public_id,
    erasure.c.person_public_id,
    erasure.c.by,
    erasure.c.state,
    erasure.c.counts,
    erasure.c.left_sealed,
    erasure.c.asked_at,
    erasure.c.finished_at,
    due_work.c.id.is_not(None).label("carried"),
)
_THIS = erasure.c.id == bindparam("this")
_GET = select(*_COLUMNS).select_from(_BOOKS).where(_THIS)
_OF_PERSON = (
    select(*_COLUMNS)
    .select_from(_BOOKS)
    .where(erasure.c.person_public_id == bindparam("whose"))
    .order_by(erasure.c.id.desc())
)
_OPEN = (
    select(*_COLUMNS).select_from(_BOOKS).where(erasure.c.state != "done").order_by(erasure.c.id)
)
_NUMBERS = select(erasure.c.public_id)
_WITHDRAW = delete(erasure).where(_THIS, erasure.c.state == "asked")
_CLEARED = (
    update(erasure)
    .where(_THIS)
    .values(state="cleared", counts=bindparam("told"), left_sealed=bindparam("left"))
)
_DONE = (
    update(erasure)
    .where(_THIS, erasure.c.state == "cleared")
    .values(state="done", finished_at=bindparam("now"), left_sealed=None)
)
_PERSON_ID = select(person.c.id).where(person.c.public_id == bindparam("its_id"))
_TOMBSTONES = (
    select(
        tombstone.c.channel,
        tombstone.c.lookup,
        tombstone.c.person_public_id,
        tombstone.c.opted_out_at,
        tombstone.c.erased_at,
    )
    .where(tombstone.c.lookup.in_(bindparam("these", expanding=True)))
    .order_by(tombstone.c.erased_at.desc(), tombstone.c.id)
)
_ADDRESSES = select(address.c.channel, address.c.lookup, address.c.opted_out_at).where(
    address.c.person_id == bindparam("who"), address.c.sealed.is_not(None)
)
_LEFT = select(erasure.c.id, erasure.c.left_sealed).where(erasure.c.left_sealed.is_not(None))
_RESEALED = update(erasure).where(_THIS).values(left_sealed=bindparam("sealed"))


def add(tx: Tx, new: NewErasure) -> int:
    """Write down that somebody is to be erased; the row's id."""
    return int(tx.execute(insert(erasure).returning(erasure.c.id), columns_of(new)).scalar_one())


def get(tx: Tx, erasure_id: int) -> Erasure | None:
    """The erasure of this row, or None."""
    return _first(tx, _GET, this=erasure_id)


def of_person(tx: Tx, person_public_id: str) -> list[Erasure]:
    """Every erasure of a person, the newest first."""
    rows: Any = tx.execute(_OF_PERSON, {"whose": person_public_id})
    return [_read(row) for row in rows]


def still_open(tx: Tx) -> list[Erasure]:
    """Those that are not done, the oldest first."""
    rows: Any = tx.execute(_OPEN)
    return [_read(row) for row in rows]


def numbers(tx: Tx) -> set[str]:
    """The number of every erasure in the ledger."""
    return set(tx.execute(_NUMBERS).scalars())


def bring_back(tx: Tx, known: NewErasure) -> bool:
    """An erasure that the ledger has lost is to be done again; False where it is there."""
    return insert_new(tx, erasure, ("public_id",), columns_of(known)) is not None


def withdraw(tx: Tx, erasure_id: int) -> bool:
    """Nobody asks for it any more; False where it was done, or withdrawn, before."""
    return tx.execute(_WITHDRAW, {"this": erasure_id}).rowcount > 0


def person_id_of(tx: Tx, public_id: str) -> int | None:
    """The row of a person by their public id, or None."""
    found: int | None = tx.execute(_PERSON_ID, {"its_id": public_id}).scalar()
    return found


def cleared(tx: Tx, erasure_id: int, *, counts: str, left_sealed: str | None) -> None:
    """Nothing is left here; `left_sealed` are the addresses that Twilio still has to be asked."""
    tx.execute(_CLEARED, {"this": erasure_id, "told": counts, "left": left_sealed})


def done(tx: Tx, erasure_id: int, *, now: datetime) -> bool:
    """Nothing is left anywhere; False when it was so before."""
    return tx.execute(_DONE, {"this": erasure_id, "now": now}).rowcount > 0


def nothing_left(tx: Tx, erasure_id: int) -> None:
    """Twilio has nothing more of these addresses: we need not know them any longer."""
    tx.execute(update(erasure).where(_THIS).values(left_sealed=None), {"this": erasure_id})


def addresses_of(tx: Tx, person_id: int, public_id: str, *, at: datetime) -> list[Tombstone]:
    """What the tombstones of a person have to say, from the addresses as they stand."""
    rows: Any = tx.execute(_ADDRESSES, {"who": person_id})
    return [Tombstone(row[0], row[1], public_id, row[2], at) for row in rows]


def bury(tx: Tx, left: Sequence[Tombstone]) -> None:
    """Keep these; what was there of the same address is replaced."""
    for one in left:
        values = columns_of(one)
        new = insert_for(tx.dialect.name, tombstone).values(values)
        tx.execute(new.on_conflict_do_update(index_elements=["channel", "lookup"], set_=values))


def tombstones(tx: Tx, lookups: Sequence[str]) -> list[Tombstone]:
    """What is left of these addresses, on any channel, the newest first."""
    rows: Any = tx.execute(_TOMBSTONES, {"these": list(lookups)})
    return [Tombstone(*row) for row in rows]


def reseal(tx: Tx, rewrap: Callable[[str], str]) -> int:
    """Bring what is sealed by the house under another key; how many rows changed."""
    changed = 0
    for row in tx.execute(_LEFT.with_for_update()).all():
        sealed = rewrap(row.left_sealed)
        if sealed != row.left_sealed:
            tx.execute(_RESEALED, {"this": row.id, "sealed": sealed})
            changed += 1
    return changed


def count(tx: Tx) -> int:
    """How many erasures the ledger holds."""
    return int(tx.execute(select(func.count()).select_from(erasure)).scalar_one())


def _read(row: Any) -> Erasure:
    values = (*row[:-1], bool(row[-1]))
    return Erasure(*values)


def _first(tx: Tx, statement: Any, **values: object) -> Erasure | None:
    row: Any = tx.execute(statement, values).first()
    return _read(row) if row else None
