"""Everything that stands in the books about one person, row by row, sealed as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select

from models import (
    address,
    attachment,
    audit_event,
    call_attempt,
    callback,
    consent_event,
    conversation,
    coordinator,
    lead,
    lead_event,
    lead_fact,
    message,
    note,
    person,
)
from triage.storage.store import Tx

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One person's rows by table, oldest first; columns by name. Times are aware UTC.

    `message` of a fact or consent event is the public id of the message that it came in, `channel`
    of a message how it went, `lead` the public id of the lead.
    """

    person: Row
    addresses: list[Row]
    messages: list[Row]
    leads: list[Row]
    facts: list[Row]
    callbacks: list[Row]
    call_attempts: list[Row]
    notes: list[Row]
    lead_events: list[Row]
    attachments: list[Row]
    consents: list[Row]
    staff: dict[int, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A person by their row and public id; `erased` where nothing is left of them but that."""

    id: int
    public_id: str
    erased: bool


_FOUND = (person.c.id, person.c.public_id, person.c.wrapped_key.is_(None).label("erased"))
_BY_LOOKUP = (
    select(*_FOUND)
    .where(
        person.c.id.in_(
            select(address.c.person_id).where(
                address.c.lookup.in_(bindparam("these", expanding=True))
            )
        )
    )
    .order_by(person.c.id)
)
_BY_PERSON = select(*_FOUND).where(person.c.public_id == bindparam("its_id"))
_BY_LEAD = (
    select(*_FOUND)
    .join(lead, lead.c.person_id == person.c.id)
    .where(lead.c.public_id == bindparam("its_id"))
)
_WHOSE: Any = bindparam("who")


def _of_leads(table: Any, *more: Any) -> Select[Any]:
    return (
        select(*(c for c in table.c if c.name != "lead_id"), lead.c.public_id.label("lead"), *more)
        .join(lead, lead.c.id == table.c.lead_id)
        .where(lead.c.person_id == _WHOSE)
        .order_by(table.c.id)
    )


_CONSENTS = (
    select(
        consent_event,
        message.c.public_id.label("message"),
        message.c.seq,
        address.c.lookup.label("address"),
        address.c.sealed.label("address_sealed"),
        lead.c.public_id.label("lead"),
    )
    .outerjoin(message, message.c.id == consent_event.c.message_id)
    .outerjoin(address, address.c.id == consent_event.c.address_id)
    .outerjoin(lead, lead.c.id == consent_event.c.lead_id)
    .where(consent_event.c.person_id == _WHOSE)
    .order_by(consent_event.c.id)
)
_MESSAGES = (
    select(
        message,
        address.c.channel,
        address.c.lookup.label("address"),
        lead.c.public_id.label("lead"),
    )
    .join(conversation, conversation.c.id == message.c.conversation_id)
    .join(address, address.c.id == message.c.address_id)
    .outerjoin(lead, lead.c.id == message.c.lead_id)
    .where(conversation.c.person_id == _WHOSE)
    .order_by(message.c.seq)
)
_FACTS = (
    select(
        lead_fact,
        lead.c.public_id.label("lead"),
        message.c.public_id.label("message"),
    )
    .join(lead, lead.c.id == lead_fact.c.lead_id)
    .outerjoin(message, message.c.id == lead_fact.c.message_id)
    .where(lead.c.person_id == _WHOSE)
    .order_by(lead_fact.c.id)
)
_FILES = (
    select(
        attachment,
        message.c.public_id.label("message"),
        lead.c.public_id.label("lead"),
    )
    .join(message, message.c.id == attachment.c.message_id)
    .outerjoin(lead, lead.c.id == attachment.c.lead_id)
    .where(attachment.c.person_id == _WHOSE)
    .order_by(attachment.c.id)
)
_PERSON = select(
    person, conversation.c.step, conversation.c.state_sealed, conversation.c.last_inbound_at
).join(conversation, conversation.c.person_id == person.c.id)


def by_lookups(tx: Tx, lookups: Collection[str]) -> list[Found]:
    """Everybody who writes from an address with one of these look-ups."""
    return _found(tx, _BY_LOOKUP, these=list(lookups))


def by_person(tx: Tx, public_id: str) -> list[Found]:
    """The person with this public id."""
    return _found(tx, _BY_PERSON, its_id=public_id)


def by_id(tx: Tx, public_id: str) -> list[Found]:
    """The person with this public id, or the one whose lead has it."""
    return _found(tx, _BY_PERSON, its_id=public_id) or _found(tx, _BY_LEAD, its_id=public_id)


def of_person(tx: Tx, person_id: int) -> Dossier:
    """Everything about one person who is there."""
    who = {"who": person_id}
    (the_person,) = _rows(tx, _PERSON.where(person.c.id == _WHOSE), who)
    notes, events = _rows(tx, _of_leads(note), who), _rows(tx, _of_leads(lead_event), who)
    facts = _rows(tx, _FACTS, who)
    callbacks, calls = _rows(tx, _of_leads(callback), who), _rows(tx, _of_leads(call_attempt), who)
    messages = _rows(tx, _MESSAGES, who)
    leads = _rows(tx, select(lead).where(lead.c.person_id == _WHOSE).order_by(lead.c.id), who)
    ids = {row.get("coordinator_id") for row in (*notes, *events, *facts, *callbacks, *calls)}
    ids |= {row["coordinator_id"] for row in messages} | {row["owner_id"] for row in leads}
    ids |= {row["closed_by"] for row in callbacks}
    return Dossier(
        person=the_person,
        addresses=_rows(tx, select(address).where(address.c.person_id == _WHOSE), who),
        messages=messages,
        leads=leads,
        facts=facts,
        callbacks=callbacks,
        call_attempts=calls,
        notes=notes,
        lead_events=events,
        attachments=_rows(tx, _FILES, who),
        consents=consents(tx, person_id),
        staff=staff(tx, {one for one in ids if one is not None}),
    )


def consents(tx: Tx, person_id: int) -> list[Row]:
    """Every decision of a person, oldest first."""
    return _rows(tx, _CONSENTS, {"who": person_id})


def addresses(tx: Tx, person_id: int) -> list[Row]:
    """Every address of a person."""
    chosen = select(address).where(address.c.person_id == _WHOSE).order_by(address.c.id)
    return _rows(tx, chosen, {"who": person_id})


def wrapped_key(tx: Tx, person_id: int) -> str | None:
    """The sealed key of a person; None once they are erased."""
    chosen = select(person.c.wrapped_key).where(person.c.id == _WHOSE)
    found: str | None = tx.execute(chosen, {"who": person_id}).scalar()
    return found


def said_before(tx: Tx, person_id: int, seq: int) -> list[Row]:
    """The last messages of ours before a place in the conversation, the newest first."""
    chosen = (
        select(message.c.public_id, message.c.body_sealed, message.c.created_at)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .where(
            conversation.c.person_id == _WHOSE,
            message.c.direction == "out",
            message.c.seq < seq,
            message.c.body_sealed.is_not(None),
        )
        .order_by(message.c.seq.desc())
        .limit(20)
    )
    return _rows(tx, chosen, {"who": person_id})


def staff(tx: Tx, ids: Collection[int]) -> dict[int, str]:
    """The names of these coordinators."""
    chosen = select(coordinator.c.id, coordinator.c.name).where(coordinator.c.id.in_(list(ids)))
    return {row.id: row.name for row in tx.execute(chosen)} if ids else {}


def looks(tx: Tx, subjects: Collection[str]) -> list[Row]:
    """What the audit chain knows about these subjects, oldest first."""
    chosen = (
        select(
            *(audit_event.c[name] for name in ("seq", "at", "actor", "action", "subject", "detail"))
        )
        .where(audit_event.c.subject.in_(list(subjects)))
        .order_by(audit_event.c.seq)
    )
    return _rows(tx, chosen, {})


def _rows(tx: Tx, chosen: Select[Any], values: dict[str, Any]) -> list[Row]:
    return [dict(row) for row in tx.execute(chosen, values).mappings()]


def _found(tx: Tx, chosen: Select[Any], **values: object) -> list[Found]:
    return [Found(row[0], row[1], bool(row[2])) for row in tx.execute(chosen, values)]
