"""What the staff change on a lead: status, owner, facts, flags, notes.

Each change is one transaction: the row, what it was before (sealed, in the lead's history), and an
audit event without personal data. Errors are NotFound and Conflict, in words for who asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from triage.errors import Conflict, NotFound
from triage.services.house import House
from triage.services.leads.lead_books import NO_SUCH_LEAD, tell_audit, the_lead, write_down
from triage.services.leads.lead_facts import add_note, set_fact
from triage.services.messages.ledger import priority_of
from triage.services.staff.coordinators import Coordinator
from triage.storage import Tx, coordinators, lead_changes
from triage.storage.lead_changes import LockedLead
from triage.vocabulary import Flag, LeadStatus, Priority, Role

__all__ = [
    "MOST_AT_ONCE", "add_note", "answered", "set_fact", "set_owner", "set_owner_of_many",
    "set_status", "set_status_of_many", "settle_flag", "take",
]  # fmt: skip

#: At most this many leads in one change of many.
MOST_AT_ONCE = 200
_ORDER = (Priority.URGENT, Priority.HIGH, Priority.NORMAL)


def set_status(house: House, public_id: str, status: LeadStatus, by: Coordinator) -> None:
    """Where the lead stands now. Raises NotFound."""
    _set_status(house, [public_id], status, by, must=True)


def set_status_of_many(
    house: House, public_ids: Sequence[str], status: LeadStatus, by: Coordinator
) -> int:
    """The same for many at once; how many were changed. Unknown ids are passed over."""
    return _set_status(house, public_ids, status, by, must=False)


def set_owner(house: House, public_id: str, owner_id: int | None, by: Coordinator) -> None:
    """Whose lead it is now; None is nobody's.

    Raises NotFound for an unknown lead, Conflict for an owner who cannot have leads, or when `by`
    may not give it to somebody else.
    """
    _set_owner(house, [public_id], owner_id, by, must=True)


def set_owner_of_many(
    house: House, public_ids: Sequence[str], owner_id: int | None, by: Coordinator
) -> int:
    """The same for many at once; how many were changed. Unknown ids are passed over."""
    return _set_owner(house, public_ids, owner_id, by, must=False)


def take(house: House, public_id: str, by: Coordinator) -> None:
    """Make a lead that is nobody's one's own. Raises NotFound, Conflict when it has an owner."""
    with house.store.transaction() as tx:
        lead = the_lead(tx, public_id)
        if lead.owner_id not in (None, by.id):
            raise Conflict(f"{lead.owner} has this lead already. Ask them before you take it over.")
        _own(house, tx, [lead], by, by)


def settle_flag(house: House, public_id: str, flag: Flag, by: Coordinator) -> None:
    """Somebody has seen to what a flag asks for: it is taken off, and the lead moves back in line.

    Raises NotFound for an unknown lead and Conflict when the flag is not there any more.
    """
    with house.store.transaction() as tx:
        lead, now = the_lead(tx, public_id), house.clock.now()
        if flag not in lead.flags:
            raise Conflict("Somebody has settled this already.")
        left = [Flag(name) for name in lead.flags if name != flag]
        rank = min(map(priority_of, left), key=_ORDER.index, default=_ORDER[-1])
        lead_changes.set_flags(tx, lead, left, rank, now=now)
        write_down(house, tx, lead, by, now, kind="flag", old=flag.value, new=None)
        tell_audit(tx, lead, by, now, "settle_flag", flag=flag.value)


def answered(house: House, tx: Tx, public_id: str, by: Coordinator, now: datetime) -> None:
    """Somebody of ours wrote to the person by hand or reached them by telephone: the lead leaves
    the front of the queue (`triage.ranks`), and a new one is contacted. Raises NotFound.

    Call it in the transaction of the message or of the call, before anything is told the chain.
    """
    lead = the_lead(tx, public_id)
    is_new = lead.status is LeadStatus.NEW
    status = LeadStatus.CONTACTED if is_new else lead.status
    lead_changes.set_answered(tx, lead.id, status, now=now)
    if is_new:
        old, new = lead.status.value, status.value
        write_down(house, tx, lead, by, now, kind="status", old=old, new=new)


def _locked(tx: Tx, public_ids: Sequence[str], *, must: bool) -> list[LockedLead]:
    if len(public_ids) > MOST_AT_ONCE:
        raise Conflict(f"At most {MOST_AT_ONCE} leads can be changed at once.")
    found = lead_changes.lock(tx, public_ids)
    if must and not found:
        raise NotFound(NO_SUCH_LEAD)
    return found


def _set_status(
    house: House, public_ids: Sequence[str], status: LeadStatus, by: Coordinator, *, must: bool
) -> int:
    now = house.clock.now()
    with house.store.transaction() as tx:
        changed = [lead for lead in _locked(tx, public_ids, must=must) if lead.status is not status]
        if changed:
            lead_changes.set_status(tx, [lead.id for lead in changed], status, now=now)
        for lead in changed:
            old, new = lead.status.value, status.value
            write_down(house, tx, lead, by, now, kind="status", old=old, new=new)
        for lead in changed:
            tell_audit(tx, lead, by, now, "set_status", to=status.value)
    return len(changed)


def _set_owner(
    house: House, public_ids: Sequence[str], owner_id: int | None, by: Coordinator, *, must: bool
) -> int:
    with house.store.transaction() as tx:
        owner = _new_owner(tx, owner_id)
        found = _locked(tx, public_ids, must=must)
        _check_may_give(found, owner, by)
        return _own(house, tx, found, owner, by)


def _own(
    house: House, tx: Tx, leads: list[LockedLead], owner: Coordinator | None, by: Coordinator
) -> int:
    now, owner_id = house.clock.now(), owner.id if owner else None
    changed = [lead for lead in leads if lead.owner_id != owner_id]
    if changed:
        lead_changes.set_owner(tx, [lead.id for lead in changed], owner_id, now=now)
    for lead in changed:
        new = owner.name if owner else None
        write_down(house, tx, lead, by, now, kind="owner", old=lead.owner, new=new)
    for lead in changed:
        tell_audit(tx, lead, by, now, "set_owner", to=owner_id)
    return len(changed)


def _new_owner(tx: Tx, owner_id: int | None) -> Coordinator | None:
    if owner_id is None:
        return None
    owner = coordinators.find(tx, owner_id)
    if owner is None or not owner.active or owner.role is Role.OPERATOR:
        raise Conflict("That person cannot be given leads. Choose somebody else.")
    return owner


def _check_may_give(leads: list[LockedLead], owner: Coordinator | None, by: Coordinator) -> None:
    """A coordinator takes leads and gives back their own; a lead coordinator gives them out."""
    if by.role is Role.LEAD_COORDINATOR or (owner and owner.id == by.id):
        return
    if owner is None and all(lead.owner_id in (None, by.id) for lead in leads):
        return
    raise Conflict("Only a lead coordinator gives leads to others. You can take this one yourself.")
