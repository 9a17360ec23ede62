"""Whether and where a person can be written to: their addresses, and how the talk stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from models import address, conversation, message, person
from triage.storage.store import Tx
from triage.vocabulary import STATUS_RANK, MessageStatus


@dataclass(frozen=True, slots=True)
class Way:
    """An address of a person; `kind` is phone or whatsapp_user, others cannot be answered."""

    address_id: int
    channel: str
    kind: str
    opted_out_at: datetime | None
    last_inbound_at: datetime | None


@dataclass(frozen=True, slots=True)
class Talk:
    """A person and their conversation, with all their ways; `wrapped_key` None is erased."""

    person_id: int
    person_public_id: str
    wrapped_key: str | None
    language: str
    left_alone_at: datetime | None
    conversation_id: int
    state_sealed: str | None
    current_lead_id: int | None
    taken_over_until: datetime | None
    ways: tuple[Way, ...]


_PERSON = (
    person.c.id,
    person.c.public_id,
    person.c.wrapped_key,
    person.c.language,
    person.c.left_alone_at,
    conversation.c.id,
    conversation.c.state_sealed,
    conversation.c.current_lead_id,
    conversation.c.taken_over_until,
)
_FIND = (
    select(
        *_PERSON,
        address.c.id,
        address.c.channel,
        address.c.kind,
        address.c.opted_out_at,
        address.c.last_inbound_at,
    )
    .select_from(person)
    .join(conversation, conversation.c.person_id == person.c.id)
    .join(address, address.c.person_id == person.c.id)
    .where(person.c.id == bindparam("who"))
    .order_by(address.c.id)
)
_LOCK = _FIND.with_for_update(key_share=True, of=(person, conversation))
_REMEMBER = (
    update(conversation)
    .where(conversation.c.id == bindparam("this"))
    .values(
        state_sealed=bindparam("state"),
        step=bindparam("at_step"),
        flow_version=bindparam("version"),
        updated_at=bindparam("now"),
    )
)
_LEAVE_ALONE = (
    update(person)
    .where(person.c.id == bindparam("who"), person.c.left_alone_at.is_(None))
    .values(left_alone_at=bindparam("at"))
)
_END_LEAVING_ALONE = (
    update(person)
    .where(person.c.id == bindparam("who"), person.c.left_alone_at.is_not(None))
    .values(left_alone_at=None)
)
#: What the program was about to say on its own; what coordinators wrote is theirs to send.
_CANCEL = (
    update(message)
    .where(
        message.c.conversation_id.in_(
            select(conversation.c.id).where(conversation.c.person_id == bindparam("who"))
        ),
        message.c.direction == "out",
        message.c.status == MessageStatus.QUEUED,
        message.c.coordinator_id.is_(None),
        message.c.in_reply_to.is_(None),
    )
    .values(status=MessageStatus.CANCELED, status_rank=STATUS_RANK["canceled"])
)


def find(tx: Tx, person_id: int) -> Talk | None:
    """How a person can be written to; None for nobody."""
    return _talk(tx.execute(_FIND, {"who": person_id}).all())


def lock(tx: Tx, person_id: int) -> Talk | None:
    """The same; the person's messages wait until the end of the transaction."""
    return _talk(tx.execute(_LOCK, {"who": person_id}).all())


def remember(
    tx: Tx, conversation_id: int, *, state_sealed: str, step: str, version: int, now: datetime
) -> None:
    """What the conversation remembers after something that we said on our own."""
    values = {"this": conversation_id, "state": state_sealed, "at_step": step}
    tx.execute(_REMEMBER, {**values, "version": version, "now": now})


def leave_alone(tx: Tx, person_id: int, at: datetime | None) -> bool:
    """Remind this person of nothing from `at` on, nor of what waits to be sent; None ends that.
    False when it was so before."""
    if at is None:
        return tx.execute(_END_LEAVING_ALONE, {"who": person_id}).rowcount > 0
    tx.execute(_CANCEL, {"who": person_id})
    return tx.execute(_LEAVE_ALONE, {"who": person_id, "at": at}).rowcount > 0


def _talk(rows: Any) -> Talk | None:
    if not rows:
        return None
    width = len(_PERSON)
    return Talk(*(*rows[0][:width], tuple(Way(*row[width:]) for row in rows)))
