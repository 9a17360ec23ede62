"""One person on a lead coordinator's desk: how consent stands, and what is done in their name.

Who looked, took a copy out or had somebody erased is recorded, with the reason they chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.errors import Conflict, NotFound
from triage.services import audit
from triage.services.house import House
from triage.services.people import asking, erasure
from triage.services.people.consent import State, state_of
from triage.services.people.erasure import Receipt
from triage.services.people.proof import Event, events_of
from triage.services.staff.coordinators import Coordinator
from triage.storage import dossier, erasures, is_public_id
from triage.storage.dossier import Found

#: What has to be typed before somebody is erased.
SURE = "ERASE"


class Reason(StrEnum):
    """Why it is done."""

    ASKED = "asked"
    FAMILY = "family"
    MISTAKE = "mistake"
    LAW = "law"


REASONS: dict[Reason, str] = {
    Reason.ASKED: "The person asked for it",
    Reason.FAMILY: "The family asked for it",
    Reason.MISTAKE: "They wrote to us by mistake",
    Reason.LAW: "An authority or a court asked for it",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A person as their page shows them; of who is erased only receipts are left."""

    public_id: str
    erased: bool
    states: tuple[State, ...]
    events: tuple[Event, ...]
    receipts: tuple[Receipt, ...]

    @property
    def under_way(self) -> bool:
        """Whether an erasure was asked for and is not done here yet."""
        return any(receipt.state == "asked" for receipt in self.receipts)


def find(house: House, public_id: str) -> Found:
    """The person with this id. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound("there is no such person")
    with house.store.reading() as tx:
        found = dossier.by_person(tx, public_id)
    if not found:
        raise NotFound("there is no such person")
    return found[0]


def look(house: House, public_id: str, by: Coordinator) -> Desk:
    """The page of a person; that they looked is recorded. Raises NotFound."""
    who = find(house, public_id)
    with house.store.reading() as tx:
        events = events_of(house, tx, who.id, who.public_id)
        states = state_of(tx, who.id)
        receipts = [erasure.receipt_of(tx, one) for one in erasures.of_person(tx, public_id)]
    with house.store.transaction() as tx:
        audit.record(
            tx,
            at=house.clock.now(),
            actor=audit.actor_of(by.id),
            action="view_person",
            subject=f"person:{public_id}",
        )
    return Desk(public_id, who.erased, tuple(states), tuple(events), tuple(receipts))


def have_erased(house: House, public_id: str, by: Coordinator, reason: Reason) -> None:
    """Have a worker erase somebody at once. Raises NotFound, and Conflict where it is done."""
    who = find(house, public_id)
    if who.erased:
        raise Conflict("This person was erased before.")
    now, actor = house.clock.now(), audit.actor_of(by.id)
    with house.store.transaction() as tx:
        asking.ask(tx, public_id, by=actor, now=now)
        audit.record(
            tx,
            at=now,
            actor=actor,
            action="person.erasure_asked",
            subject=f"person:{public_id}",
            reason=reason.value,
        )
