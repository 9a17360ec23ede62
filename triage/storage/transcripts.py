"""The messages of a conversation as they are read, newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from models import address, conversation, lead, message, note
from triage.storage.ids import is_public_id
from triage.storage.statements import Prepared
from triage.storage.store import Tx

#: Behind every place in a conversation: the newest page.
NEWEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message; `lead` is the public id of the lead it belongs to.

    `body_sealed` is None once the person is erased; `coordinator_id` is who of ours wrote it.
    """

    seq: int
    id: int
    public_id: str
    direction: str
    kind: str
    body_sealed: str | None
    status: str
    error_code: int | None
    sid: str | None
    coordinator_id: int | None
    template_sid: str | None
    channel: str
    lead: str | None
    created_at: datetime


#: Takes `talk` (the conversation), `before` (a seq) and `messages` (how many).
PAGE = (
    select(
        message.c.seq,
        message.c.id,
        message.c.public_id,
        message.c.direction,
        message.c.kind,
        message.c.body_sealed,
        message.c.status,
        message.c.error_code,
        message.c.sid,
        message.c.coordinator_id,
        message.c.template_sid,
        address.c.channel,
        lead.c.public_id,
        message.c.created_at,
    )
    .select_from(message)
    .join(address, address.c.id == message.c.address_id)
    .join(lead, lead.c.id == message.c.lead_id, isouter=True)
    .where(message.c.conversation_id == bindparam("talk"), message.c.seq < bindparam("before"))
    .order_by(message.c.seq.desc())
    .limit(bindparam("messages"))
)
#: Messages on a page.
PAGE_SIZE = 100
#: Changes whenever the newest page does: the lead itself, a message, a tick, a note.
_MARK = Prepared(
    select(
        lead.c.updated_at,
        conversation.c.last_seq,
        select(func.coalesce(func.sum(message.c.status_rank), 0))
        .where(
            message.c.conversation_id == conversation.c.id,
            message.c.seq > conversation.c.last_seq - PAGE_SIZE,
        )
        .correlate(conversation)
        .scalar_subquery(),
        select(func.coalesce(func.max(note.c.id), 0))
        .where(note.c.lead_id == lead.c.id)
        .correlate(lead)
        .scalar_subquery(),
    )
    .select_from(lead)
    .join(conversation, conversation.c.person_id == lead.c.person_id)
    .where(lead.c.public_id == bindparam("its_id"))
)


def mark(tx: Tx, public_id: str) -> str | None:
    """A word that is another one as soon as the newest page of a lead's talk would be; None when
    there is no such lead.
    """
    found: Any = _MARK.rows(tx, {"its_id": public_id}) if is_public_id(public_id) else None
    return mark_of(*found[0]) if found else None


def mark_of(updated_at: datetime, last_seq: int, ranks: int, last_note: int) -> str:
    """The same word, from the page itself: `ranks` is the sum over its messages' statuses."""
    parts = (int(updated_at.timestamp() * 1000), last_seq, ranks, last_note)
    return "-".join(map(str, parts))
