"""What the staff change on leads: status, owner, service, flags. One statement each for any number.

A change locks its leads first, by id: two changes of the same leads wait for each other in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, case, insert, null, select, update

from models import coordinator, lead, lead_fact, person
from triage.ranks import Rank, answered, moved, settled
from triage.storage.ids import is_public_id
from triage.storage.statements import columns_of
from triage.storage.store import Tx
from triage.vocabulary import Flag, LeadStatus, Priority


@dataclass(frozen=True, slots=True)
class LockedLead:
    """A lead that nobody else changes until the end of the transaction.

    `wrapped_key` is None once the person is erased; `owner` is the owner's name.
    """

    id: int
    public_id: str
    status: LeadStatus
    priority: Priority
    flags: tuple[str, ...]
    service: int | None
    owner_id: int | None
    owner: str | None
    wrapped_key: str | None


@dataclass(frozen=True, slots=True)
class FactOfStaff:
    """A fact that one of the staff wrote down."""

    lead_id: int
    field: str
    value_sealed: str
    said_sealed: str
    understood: bool
    coordinator_id: int
    created_at: datetime
    by: str = "coordinator"


_LOCK = (
    select(
        lead.c.id,
        lead.c.public_id,
        lead.c.status,
        lead.c.priority,
        lead.c.flags,
        lead.c.service,
        lead.c.owner_id,
        coordinator.c.name.label("owner"),
        person.c.wrapped_key,
    )
    .select_from(lead)
    .join(person, person.c.id == lead.c.person_id)
    .join(coordinator, coordinator.c.id == lead.c.owner_id, isouter=True)
    .where(lead.c.public_id.in_(bindparam("these", expanding=True)))
    .order_by(lead.c.id)
    .with_for_update(key_share=True, of=lead)
)
_THESE = lead.c.id.in_(bindparam("these", expanding=True))
_OWNER = update(lead).where(_THESE).values(owner_id=bindparam("to"), updated_at=bindparam("now"))
_SERVICE = update(lead).where(_THESE).values(service=bindparam("to"), updated_at=bindparam("now"))
_TOUCH = update(lead).where(_THESE).values(updated_at=bindparam("now"), words_at=null())
_REPLACE = (
    update(lead_fact)
    .where(
        lead_fact.c.lead_id == bindparam("this"),
        lead_fact.c.field == bindparam("its_field"),
        lead_fact.c.replaced_at.is_(None),
    )
    .values(replaced_at=bindparam("now"))
)
_STANDING = (
    select(lead_fact.c.value_sealed)
    .where(
        lead_fact.c.lead_id == bindparam("this"),
        lead_fact.c.field == bindparam("its_field"),
        lead_fact.c.replaced_at.is_(None),
    )
    .order_by(lead_fact.c.id.desc())
    .limit(1)
)


def lock(tx: Tx, public_ids: Sequence[str]) -> list[LockedLead]:
    """The leads with these ids, locked; ids that no lead has are left out."""
    rows: Any = tx.execute(_LOCK, {"these": list(filter(is_public_id, public_ids))}).mappings()
    return [
        LockedLead(
            **{
                **row,
                "status": LeadStatus(row["status"]),
                "priority": Priority(row["priority"]),
                "flags": tuple(row["flags"]),
            }
        )
        for row in rows
    ]


def set_status(tx: Tx, ids: Sequence[int], status: LeadStatus, *, now: datetime) -> None:
    """Where these leads stand now, and with it in the queue."""
    places = {rank: moved(rank, status) for rank in Rank}
    tx.execute(_ranked(places, now).values(status=status), {"these": list(ids)})


def set_answered(tx: Tx, lead_id: int, status: LeadStatus, *, now: datetime) -> None:
    """A person of ours answered: nobody waits here until something new comes."""
    place = answered(status)
    values = {"status": status, "rank": int(place), "waiting_since": now, "updated_at": now}
    tx.execute(update(lead).where(lead.c.id == lead_id).values(values))


def set_owner(tx: Tx, ids: Sequence[int], owner_id: int | None, *, now: datetime) -> None:
    """Whose these leads are now; None is nobody's."""
    tx.execute(_OWNER, {"these": list(ids), "to": owner_id, "now": now})


def set_service(tx: Tx, lead_id: int, service: int, *, now: datetime) -> None:
    """Which of our services the lead is about."""
    tx.execute(_SERVICE, {"these": [lead_id], "to": service, "now": now})


def set_flags(
    tx: Tx, of: LockedLead, flags: Sequence[Flag], priority: Priority, *, now: datetime
) -> None:
    """The flags that are left on a lead, and where it stands with them."""
    places = {rank: settled(rank, flags, of.status) for rank in Rank}
    changed = _ranked(places, now).values(flags=list(flags), priority=priority)
    tx.execute(changed, {"these": [of.id]})


def _ranked(places: dict[Rank, Rank], now: datetime) -> Update:
    """Leads moved in the queue: each rank -> the rank after it. Who still waits for us, though
    further back, waits as long as before."""
    waits = (Rank.WAITING, Rank.NEW)
    stay = [int(a) for a, b in places.items() if a is b or (b in waits and a < b)]
    since = case((lead.c.rank.in_(stay), lead.c.waiting_since), else_=now)
    place = case({int(a): int(b) for a, b in places.items()}, value=lead.c.rank)
    return update(lead).where(_THESE).values(rank=place, waiting_since=since, updated_at=now)


def find_fact(tx: Tx, lead_id: int, field: str) -> str | None:
    """The sealed value that stands for a field."""
    found: str | None = tx.execute(_STANDING, {"this": lead_id, "its_field": field}).scalar()
    return found


def put_fact(tx: Tx, new: FactOfStaff) -> None:
    """Write a fact down; what stood for the field stays as history."""
    now = new.created_at
    tx.execute(_REPLACE, {"this": new.lead_id, "its_field": new.field, "now": now})
    tx.execute(insert(lead_fact), columns_of(new))
    tx.execute(_TOUCH, {"these": [new.lead_id], "now": now})
