"""The staff: who may log in to the console, and as what. Log-in itself is the console's."""

from __future__ import annotations

from triage.errors import Conflict
from triage.services import audit
from triage.services.house import House
from triage.storage import coordinators
from triage.storage.coordinators import CoordinatorRow
from triage.vocabulary import Role

#: A member of the staff as services and the console see them.
Coordinator = CoordinatorRow


def create(house: House, *, name: str, email: str, role: Role, by: str) -> Coordinator:
    """A new member of the staff; Conflict when the address is taken."""
    now, address = house.clock.now(), email.strip().lower()
    with house.store.transaction() as tx:
        if coordinators.find_by_email(tx, address) is not None:
            raise Conflict("somebody with this e-mail address is there already")
        made = coordinators.add(tx, name=name.strip(), email=address, role=role, now=now)
        subject = audit.actor_of(made.id)
        audit.record(tx, at=now, actor=by, action="create_coordinator", subject=subject, role=role)
    return made
