"""One lead opened for one of the staff: its row, its person and their key, in one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from triage.errors import NotFound
from triage.services.house import House
from triage.storage import Tx, is_public_id, lead_pages
from triage.vault import PersonKey
from triage.vocabulary import LeadStatus, Priority


@dataclass(frozen=True, slots=True)
class OpenedLead:
    """A lead and its person; `key` is None once the person is erased. Times are aware UTC."""

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
    key: PersonKey | None = field(repr=False)


def open_lead(house: House, tx: Tx, public_id: str) -> OpenedLead:
    """The lead with the id that people use; NotFound when there is none."""
    row = lead_pages.find(tx, public_id) if is_public_id(public_id) else None
    if row is None:
        raise NotFound("there is no such lead")
    values = {name: getattr(row, name) for name in lead_pages.LeadPage.__slots__}
    wrapped = values.pop("wrapped_key")
    return OpenedLead(**values, key=house.vault.open_key(wrapped) if wrapped else None)
