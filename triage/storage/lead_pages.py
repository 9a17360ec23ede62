"""One lead with its person and their conversation, for the page that a coordinator works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from models import conversation, lead, person
from triage.storage.store import Tx
from triage.vocabulary import LeadStatus, Priority


@dataclass(frozen=True, slots=True)
class LeadPage:
    """A lead, whose it is, and where the talk stands."""

    id: int
    public_id: str
    status: LeadStatus
    priority: Priority
    flags: tuple[str, ...]
    service: int | None
    complete: bool
    owner_id: int | None
    source: str | None
    created_at: datetime
    updated_at: datetime
    consent_at: datetime | None
    last_message_at: datetime | None
    person_id: int
    person_public_id: str
    wrapped_key: str | None
    language: str
    zone: str | None
    country: str | None
    left_alone_at: datetime | None
    erased_at: datetime | None
    conversation_id: int
    step: str
    current_lead_id: int | None
    taken_over_by: int | None
    taken_over_until: datetime | None
    last_inbound_at: datetime | None


_FIND = (
    select(
        lead.c.id,
        lead.c.public_id,
        lead.c.status,
        lead.c.priority,
        lead.c.flags,
        lead.c.service,
        lead.c.complete,
        lead.c.owner_id,
        lead.c.source,
        lead.c.created_at,
        lead.c.updated_at,
        lead.c.consent_at,
        lead.c.last_message_at,
        lead.c.person_id,
        person.c.public_id.label("person_public_id"),
        person.c.wrapped_key,
        person.c.language,
        person.c.zone,
        person.c.country,
        person.c.left_alone_at,
        person.c.erased_at,
        conversation.c.id.label("conversation_id"),
        conversation.c.step,
        conversation.c.current_lead_id,
        conversation.c.taken_over_by,
        conversation.c.taken_over_until,
        conversation.c.last_inbound_at,
    )
    .join(person, person.c.id == lead.c.person_id)
    .join(conversation, conversation.c.person_id == person.c.id)
    .where(lead.c.public_id == bindparam("its_id"))
)


def find(tx: Tx, public_id: str) -> LeadPage | None:
    """The lead that people know by this id."""
    row: Any = tx.execute(_FIND, {"its_id": public_id}).mappings().first()
    if row is None:
        return None
    typed = {
        "status": LeadStatus(row["status"]),
        "priority": Priority(row["priority"]),
        "flags": tuple(row["flags"]),
    }
    return LeadPage(**{**row, **typed})
