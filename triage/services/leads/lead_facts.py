"""What the staff write on a lead: its facts put right, and private notes."""

from __future__ import annotations

from triage.conversation.facts import put_right
from triage.errors import Conflict, Damaged
from triage.meaning import Fact
from triage.services.house import House
from triage.services.leads.lead_books import ERASED, tell_audit, the_lead, write_down
from triage.services.leads.lead_reading import FactRead, Known, read_typed
from triage.services.leads.opened import open_lead
from triage.services.messages import reaching
from triage.services.sealing import for_fact, for_note, seal_fact
from triage.services.staff.coordinators import Coordinator
from triage.storage import Tx, lead_changes, lead_facts, notes, reach
from triage.storage.lead_changes import FactOfStaff, LockedLead
from triage.storage.notes import NewNote
from triage.vault import PersonKey
from triage.vocabulary import Field, Service

#: The one thing about a lead that is changed like a fact and is a column of its own.
SERVICE = "service"
#: What the staff may put right: the form's fields and the service.
EDITABLE = (
    *(SERVICE, Field.ENQUIRER_NAME, Field.FOR_WHOM, Field.NAME, Field.AGE, Field.CANCER_TYPE),
    *(Field.STAGE, Field.COUNTRY, Field.CITY, Field.CALL_TIME, Field.PHONE, Field.QUESTION),
)
LONGEST_NOTE = 5000


def set_fact(house: House, public_id: str, field: str, value: str, by: Coordinator) -> FactRead:
    """Put a fact right, in plain words; what was kept, and whether it was understood.

    `field` is one of EDITABLE. Raises NotFound for an unknown lead and Conflict for a field that
    cannot be changed, a service that we do not have, or an erased person.
    """
    if field not in EDITABLE:
        raise Conflict("That cannot be changed here.")
    if field == SERVICE:
        return _set_service(house, public_id, value, by)
    name, now = Field(field), house.clock.now()
    known, person_id = _known(house, public_id)
    read = read_typed(house, name, value, known, now)
    facts = (
        Fact(name, read.value, value, understood=read.understood),
        *(Fact(Field(other), found) for other, found in read.beside.items()),
    )
    with house.store.transaction() as tx:
        talk = reach.lock(tx, person_id)  # before the lead, as a message of theirs does
        lead = the_lead(tx, public_id)
        _put(house, tx, lead, _key(house, lead), by, facts)
        if talk and talk.current_lead_id == lead.id:
            reaching.remember(house, tx, talk, put_right(reaching.state_of(house, talk), facts))
        tell_audit(tx, lead, by, now, "set_fact", field=name.value)
    return read


def add_note(house: House, public_id: str, text: str, by: Coordinator) -> None:
    """Keep a private note. Raises NotFound, and Conflict for an empty or overlong one."""
    text, now = text.strip(), house.clock.now()
    if not text:
        raise Conflict("Write something first.")
    if len(text) > LONGEST_NOTE:
        raise Conflict(f"A note holds at most {LONGEST_NOTE} characters; this one is longer.")
    with house.store.transaction() as tx:
        lead = the_lead(tx, public_id)
        sealed = _key(house, lead).seal(text, for_note(public_id))
        notes.add(tx, NewNote(lead.id, by.id, sealed, now))
        write_down(house, tx, lead, by, now, kind="note")
        tell_audit(tx, lead, by, now, "add_note")


def _set_service(house: House, public_id: str, value: str, by: Coordinator) -> FactRead:
    if not value.isascii() or not value.isdigit() or int(value) not in tuple(Service):
        raise Conflict("That is none of our services.")
    new, now = int(value), house.clock.now()
    with house.store.transaction() as tx:
        lead = the_lead(tx, public_id)
        if lead.service != new:
            lead_changes.set_service(tx, lead.id, new, now=now)
            detail = {"field": SERVICE, "old": str(lead.service or ""), "new": value}
            write_down(house, tx, lead, by, now, kind="fact", **detail)
            tell_audit(tx, lead, by, now, "set_fact", field=SERVICE)
    return FactRead(value, True, {})


def _known(house: House, public_id: str) -> tuple[Known, int]:
    """What stands, and the id of the person's row."""
    with house.store.reading() as tx:
        lead = open_lead(house, tx, public_id)
        rows = lead_facts.of_lead(tx, lead.id)
    if lead.key is None:
        raise Conflict(ERASED)
    standing = {row.field: row for row in rows if row.replaced_at is None}
    opened = {
        name: _opened(lead.key, row.value_sealed, for_fact(public_id, name))
        for name, row in standing.items()
    }
    # A damaged value says so on the page; here it counts as not known.
    known = {name: value for name, value in opened.items() if value}
    return Known(known, known.get(Field.ZONE) or lead.zone, lead.country), lead.person_id


def _put(
    house: House,
    tx: Tx,
    lead: LockedLead,
    key: PersonKey,
    by: Coordinator,
    facts: tuple[Fact, ...],
) -> None:
    """Write values that are new."""
    now = house.clock.now()
    for fact in facts:
        name, value, understood = fact.field.value, fact.value, fact.understood
        sealed_before = lead_changes.find_fact(tx, lead.id, name)
        before = _opened(key, sealed_before, for_fact(lead.public_id, name))
        if value == (before or ""):
            continue
        sealed, said = seal_fact(key, lead.public_id, name, value, fact.said)
        lead_changes.put_fact(tx, FactOfStaff(lead.id, name, sealed, said, understood, by.id, now))
        write_down(house, tx, lead, by, now, kind="fact", field=name, old=before or "", new=value)


def _opened(key: PersonKey, sealed: str | None, purpose: str) -> str | None:
    try:
        return key.unseal(sealed, purpose) if sealed else None
    except Damaged:
        return None


def _key(house: House, lead: LockedLead) -> PersonKey:
    if lead.wrapped_key is None:
        raise Conflict(ERASED)
    return house.vault.open_key(lead.wrapped_key)
