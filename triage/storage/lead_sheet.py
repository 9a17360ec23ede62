"""Everything that the page of one lead shows, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from models import (
    address,
    attachment,
    call_attempt,
    callback,
    consent_event,
    coordinator,
    lead,
    lead_event,
    lead_fact,
    message,
    note,
)
from triage.ranks import Rank
from triage.storage.gathered import Gathered
from triage.storage.lead_events import LeadEventRow
from triage.storage.lead_facts import OF_LEAD, FactRow
from triage.storage.lead_rows import (
    AddressRow,
    AttachmentRow,
    CallRow,
    ConsentRow,
    PromiseRow,
    SisterRow,
    StaffRow,
)
from triage.storage.notes import NoteRow
from triage.storage.store import Tx
from triage.storage.transcripts import NEWEST, PAGE, PAGE_SIZE, MessageRow

#: More of these on one lead or person is not work but a loop: the newest are shown.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it, each list oldest first.

    `older_at` is when the message before the first one came; None when there is none. `rank` and
    `waiting_since` are the lead's place in the queue.
    """

    facts: list[FactRow]
    notes: list[NoteRow]
    events: list[LeadEventRow]
    addresses: list[AddressRow]
    sisters: list[SisterRow]
    consents: list[ConsentRow]
    calls: list[CallRow]
    promises: list[PromiseRow]
    staff: list[StaffRow]
    attachments: list[AttachmentRow]
    messages: list[MessageRow]
    older_at: datetime | None
    rank: Rank
    waiting_since: datetime


_LEAD: Any = bindparam("lead")
_PERSON: Any = bindparam("person")
_NAME = (
    select(lead_fact.c.value_sealed)
    .where(
        lead_fact.c.lead_id == lead.c.id,
        lead_fact.c.field == "name",
        lead_fact.c.replaced_at.is_(None),
    )
    .order_by(lead_fact.c.id.desc())
    .limit(1)
    .correlate(lead)
    .scalar_subquery()
)


def _newest(chosen: Any, table: Any) -> Any:
    return chosen.order_by(table.c.id.desc()).limit(_MOST)


_GATHERED = Gathered(
    place=select(lead.c.rank, lead.c.waiting_since).where(lead.c.id == _LEAD),
    facts=OF_LEAD,
    notes=_newest(
        select(note.c.id, note.c.coordinator_id, note.c.text_sealed, note.c.created_at).where(
            note.c.lead_id == _LEAD
        ),
        note,
    ),
    events=_newest(
        select(
            lead_event.c.id,
            lead_event.c.coordinator_id,
            lead_event.c.kind,
            lead_event.c.detail_sealed,
            lead_event.c.at,
        ).where(lead_event.c.lead_id == _LEAD),
        lead_event,
    ),
    addresses=select(
        address.c.id,
        address.c.channel,
        address.c.kind,
        address.c.lookup,
        address.c.sealed,
        address.c.opted_out_at,
        address.c.last_inbound_at,
    ).where(address.c.person_id == _PERSON),
    sisters=_newest(
        select(
            lead.c.id, lead.c.public_id, lead.c.status, lead.c.service, lead.c.created_at, _NAME
        ).where(lead.c.person_id == _PERSON, lead.c.id != _LEAD),
        lead,
    ),
    consents=_newest(
        select(
            consent_event.c.id,
            consent_event.c.kind,
            consent_event.c.action,
            consent_event.c.words_sealed,
            consent_event.c.text_key,
            consent_event.c.text_version,
            consent_event.c.channel,
            consent_event.c.by,
            message.c.public_id,
            consent_event.c.at,
        )
        .select_from(consent_event)
        .join(message, message.c.id == consent_event.c.message_id, isouter=True)
        .where(consent_event.c.person_id == _PERSON),
        consent_event,
    ),
    calls=_newest(
        select(
            call_attempt.c.id,
            call_attempt.c.outcome,
            call_attempt.c.coordinator_id,
            call_attempt.c.at,
        ).where(call_attempt.c.lead_id == _LEAD),
        call_attempt,
    ),
    promises=select(callback.c.id, callback.c.start, callback.c.end, callback.c.zone).where(
        callback.c.lead_id == _LEAD, callback.c.state == "open"
    ),
    staff=select(coordinator.c.id, coordinator.c.name, coordinator.c.role, coordinator.c.active),
    attachments=_newest(
        select(
            attachment.c.id,
            attachment.c.public_id,
            attachment.c.message_id,
            attachment.c.idx,
            attachment.c.kind,
            attachment.c.content_type,
            attachment.c.state,
            attachment.c.size,
        ).where(attachment.c.person_id == _PERSON),
        attachment,
    ),
    messages=PAGE,
)


def gather(
    tx: Tx, *, lead_id: int, person_id: int, conversation_id: int, before: int | None = None
) -> Sheet:
    """What hangs on a lead and its person, with the newest messages before the place `before`."""
    asked = {
        "lead": lead_id,
        "person": person_id,
        "talk": conversation_id,
        "before": NEWEST if before is None else before,
        "messages": PAGE_SIZE + 1,  # one more, to know whether there are older ones
    }
    found = _GATHERED.rows(tx, asked)
    messages = [MessageRow(*row) for row in found["messages"]]
    rank, waiting_since = found["place"][0]
    return Sheet(
        facts=[FactRow(*row) for row in found["facts"]],
        notes=[NoteRow(*row) for row in found["notes"]],
        events=[LeadEventRow(*row) for row in found["events"]],
        addresses=[AddressRow(*row) for row in found["addresses"]],
        sisters=[SisterRow(*row) for row in found["sisters"]],
        consents=[ConsentRow(*row) for row in found["consents"]],
        calls=[CallRow(*row) for row in found["calls"]],
        promises=[PromiseRow(*row) for row in found["promises"]],
        staff=[StaffRow(*row) for row in found["staff"]],
        attachments=[AttachmentRow(*row) for row in found["attachments"]],
        messages=messages[-PAGE_SIZE:],
        older_at=messages[0].created_at if len(messages) > PAGE_SIZE else None,
        rank=Rank(rank),
        waiting_since=waiting_since,
    )
