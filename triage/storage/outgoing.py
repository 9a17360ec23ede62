"""Messages that we send on our own, and where each of ours is on its way.

A status only moves up by its rank; the one step back, from `sending` to `queued`, is `requeue`,
for a message that Twilio said it did not take.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, select, update

from models import address, conversation, lead, message, person
from triage.storage.store import Tx
from triage.vocabulary import STATUS_RANK, MessageStatus


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send, with all that it takes; sealed parts open with the person's key.

    `has_written` says that a message came from this address, on whatever channel.
    """

    id: int
    public_id: str
    lead_id: int | None
    status: str
    sid: str | None
    body_sealed: str | None
    created_at: datetime
    person_id: int
    person_public_id: str
    wrapped_key: str | None
    address_id: int
    channel: str
    lookup: str
    address_sealed: str | None
    our_number: str | None
    opted_out_at: datetime | None
    coordinator_id: int | None
    template_sid: str | None
    lead_public_id: str | None
    in_reply_to: int | None
    has_written: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new message of ours belongs."""

    person_id: int
    person_public_id: str
    wrapped_key: str | None
    conversation_id: int
    current_lead_id: int | None


_written = address.alias("written")
_GET = (
    select(
        message.c.id,
        message.c.public_id,
        message.c.lead_id,
        message.c.status,
        message.c.sid,
        message.c.body_sealed,
        message.c.created_at,
        person.c.id,
        person.c.public_id,
        person.c.wrapped_key,
        address.c.id,
        address.c.channel,
        address.c.lookup,
        address.c.sealed,
        address.c.our_number,
        address.c.opted_out_at,
        message.c.coordinator_id,
        message.c.template_sid,
        lead.c.public_id,
        message.c.in_reply_to,
        exists().where(
            _written.c.lookup == address.c.lookup, _written.c.last_inbound_at.is_not(None)
        ),
    )
    .select_from(message)
    .join(address, address.c.id == message.c.address_id)
    .join(person, person.c.id == address.c.person_id)
    .outerjoin(lead, lead.c.id == message.c.lead_id)
    .where(message.c.id == bindparam("this"))
)
_PLACE = (
    select(
        person.c.id,
        person.c.public_id,
        person.c.wrapped_key,
        conversation.c.id,
        conversation.c.current_lead_id,
    )
    .select_from(address)
    .join(person, person.c.id == address.c.person_id)
    .join(conversation, conversation.c.person_id == person.c.id)
    .where(address.c.id == bindparam("this"))
)
_FIND = select(message.c.id, message.c.sid, message.c.account_sid).where(
    message.c.direction == "out",
    message.c.public_id == bindparam("its_public_id"),
)
_FIND_SID = select(message.c.id, message.c.sid, message.c.account_sid).where(
    message.c.direction == "out",
    message.c.account_sid == bindparam("account"),
    message.c.sid == bindparam("its_sid"),
)
_BIND = (
    update(message)
    .where(message.c.id == bindparam("this"), message.c.sid.is_(None))
    .values(account_sid=bindparam("account"), sid=bindparam("its_sid"))
)
_MOVE = (
    update(message)
    .where(message.c.id == bindparam("this"), message.c.status_rank < bindparam("rank"))
    .values(
        status=bindparam("to"),
        status_rank=bindparam("rank"),
        error_code=func.coalesce(bindparam("code"), message.c.error_code),
    )
)
_REQUEUE = (
    update(message)
    .where(message.c.id == bindparam("this"), message.c.status == MessageStatus.SENDING)
    .values(status=MessageStatus.QUEUED, status_rank=STATUS_RANK["queued"])
)
_WAITING = (
    select(message.c.id)
    .join(address, address.c.id == message.c.address_id)
    .where(
        message.c.status == MessageStatus.QUEUED,
        address.c.person_id == bindparam("who"),
        address.c.channel == bindparam("on"),
    )
    .order_by(message.c.id)
)
_SEGMENTS = (
    update(message).where(message.c.id == bindparam("this")).values(segments=bindparam("parts"))
)


def get(tx: Tx, message_id: int) -> Outgoing:
    """A message that is to be sent."""
    row: Any = tx.execute(_GET, {"this": message_id}).one()
    return Outgoing(*row)


def find_place(tx: Tx, address_id: int) -> Place | None:
    """Where a message to this address belongs, or None when there is no such address."""
    row: Any = tx.execute(_PLACE, {"this": address_id}).first()
    return Place(*row) if row else None


def find_ours(tx: Tx, public_id: str | None, account_sid: str, sid: str) -> tuple[int, bool] | None:
    """A message of ours by our id or by Twilio's, and whether Twilio's id is unknown as yet.

    None for one that is not ours, and for our id beside another message's Twilio id.
    """
    row = tx.execute(_FIND, {"its_public_id": public_id}).first() if public_id else None
    if row is None:
        row = tx.execute(_FIND_SID, {"account": account_sid, "its_sid": sid}).first()
    if row is None or (row.sid is not None and (row.sid, row.account_sid) != (sid, account_sid)):
        return None
    return row.id, row.sid is None


def is_known(tx: Tx, account_sid: str, sid: str) -> bool:
    """Whether a message of ours has this id of Twilio's."""
    return tx.execute(_FIND_SID, {"account": account_sid, "its_sid": sid}).first() is not None


def bind(tx: Tx, message_id: int, *, account_sid: str, sid: str) -> None:
    """Twilio's id of a message of ours."""
    tx.execute(_BIND, {"this": message_id, "account": account_sid, "its_sid": sid})


def move(tx: Tx, message_id: int, status: MessageStatus, code: int | None = None) -> bool:
    """Move a message up; False when it was there or further already."""
    rank = STATUS_RANK[status]
    values = {"this": message_id, "to": status, "rank": rank, "code": code}
    return tx.execute(_MOVE, values).rowcount > 0


def requeue(tx: Tx, message_id: int) -> None:
    """Twilio did not take it: it waits again."""
    tx.execute(_REQUEUE, {"this": message_id})


def waiting(tx: Tx, person_id: int, channel: str) -> list[int]:
    """Messages to a person on a channel that no worker has begun to send, oldest first."""
    found = tx.execute(_WAITING, {"who": person_id, "on": channel})
    return [int(row.id) for row in found]


def set_segments(tx: Tx, message_id: int, segments: int) -> None:
    """How many parts Twilio bills it as."""
    tx.execute(_SEGMENTS, {"this": message_id, "parts": segments})
