"""What is past its time: people, leads, messages, files, sessions; found in slices, and counted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select

from models import (
    attachment,
    audit_event,
    callback,
    console_session,
    conversation,
    lead,
    lead_event,
    lead_fact,
    message,
    note,
    one_time_link,
    person,
    search_word,
    throttle,
)
from triage.storage import clearing
from triage.storage.store import Tx
from triage.vocabulary import MessageStatus

#: What purge takes away, in this order; `Due` names them.
KINDS = ("people", "leads", "messages", "files")
_ON_ITS_WAY = (MessageStatus.QUEUED, MessageStatus.SENDING)


def counted(tx: Tx, kind: str, before: datetime) -> tuple[int, int]:
    """How many of a kind are past their time (last touched at `before` or earlier), of how many."""
    return _count(tx, _DUE[kind](before)), _count(tx, _ALL[kind])


def due(tx: Tx, kind: str, before: datetime, *, limit: int) -> list[Any]:
    """The next of a kind: ids of rows; of people their public ids."""
    return list(tx.execute(_DUE[kind](before).limit(limit)).scalars())


def empty_leads(tx: Tx, ids: Collection[int], *, now: datetime) -> None:
    """Leads lose what was told, with their messages and files, as in an erasure."""
    clearing.leads(tx, lead.c.id.in_(list(ids)), now=now)
    clearing.messages(tx, message.c.lead_id.in_(list(ids)) & _settled())
    clearing.attachments(tx, attachment.c.lead_id.in_(list(ids)))


def empty_messages(tx: Tx, ids: Collection[int]) -> None:
    """Messages lose their words."""
    clearing.messages(tx, message.c.id.in_(list(ids)))


def empty_files(tx: Tx, ids: Collection[int]) -> None:
    """Files are forgotten; take them off the disk after it."""
    clearing.attachments(tx, attachment.c.id.in_(list(ids)))


def messages_of(kind: str, ids: Collection[int]) -> ColumnElement[bool]:
    """The messages that a slice of this kind holds, as Twilio has them too."""
    if kind == "leads":
        return message.c.lead_id.in_(list(ids))
    if kind == "messages":
        return message.c.id.in_(list(ids))
    return message.c.id.in_(select(attachment.c.message_id).where(attachment.c.id.in_(list(ids))))


def removed_files(tx: Tx) -> set[str]:
    """Every file that a row calls removed: none may lie on the disk."""
    chosen = select(attachment.c.public_id).where(attachment.c.state == "removed")
    return set(tx.execute(chosen).scalars())


def old_sessions(before: datetime) -> tuple[tuple[Any, ColumnElement[bool]], ...]:
    """Sessions, links and throttles that ended at `before` or earlier: table and condition."""
    return (
        (console_session, console_session.c.seen_at <= before),
        (one_time_link, one_time_link.c.expires_at <= before),
        (throttle, throttle.c.since <= before),
    )


def count_sessions(tx: Tx, before: datetime) -> int:
    """How many of those there are."""
    return sum(_count(tx, select(t.c.id).where(which)) for t, which in old_sessions(before))


def forget_sessions(tx: Tx, before: datetime) -> int:
    """Remove them; how many."""
    return sum(tx.execute(delete(t).where(which)).rowcount for t, which in old_sessions(before))


def newest_at(tx: Tx) -> datetime | None:
    """When the newest message or audit event was written; None in a new house."""
    found = (
        tx.execute(select(func.max(message.c.created_at))).scalar(),
        tx.execute(select(func.max(audit_event.c.at))).scalar(),
    )
    return max((at for at in found if at is not None), default=None)


def _count(tx: Tx, chosen: Select[Any]) -> int:
    return int(tx.execute(select(func.count()).select_from(chosen.subquery())).scalar_one())


def _settled() -> ColumnElement[bool]:
    return message.c.status.not_in(_ON_ITS_WAY)


def _held_messages() -> tuple[ColumnElement[bool], ...]:
    return message.c.body_sealed.is_not(None), _settled()


def _is_old(before: datetime) -> ColumnElement[bool]:
    """A lead that nobody touched since, and no call is promised on."""
    return and_(
        lead.c.updated_at <= before,
        or_(lead.c.last_message_at.is_(None), lead.c.last_message_at <= before),
        ~exists().where(callback.c.lead_id == lead.c.id, callback.c.state == "open"),
    )


def _people(before: datetime) -> Select[Any]:
    lives = exists().where(lead.c.person_id == person.c.id, ~_is_old(before))
    spoken = exists().where(
        message.c.conversation_id == conversation.c.id, message.c.created_at > before
    )
    return (
        select(person.c.public_id)
        .join(conversation, conversation.c.person_id == person.c.id)
        .where(
            person.c.wrapped_key.is_not(None),
            person.c.created_at <= before,
            or_(conversation.c.last_inbound_at.is_(None), conversation.c.last_inbound_at <= before),
            ~lives,
            ~spoken,
        )
        .order_by(person.c.id)
    )


def _leads(before: datetime) -> Select[Any]:
    held = or_(
        lead.c.source.is_not(None),
        exists().where(clearing.facts_held(lead_fact.c.lead_id == lead.c.id)),
        exists().where(note.c.lead_id == lead.c.id, note.c.text_sealed.is_not(None)),
        exists().where(lead_event.c.lead_id == lead.c.id, lead_event.c.detail_sealed.is_not(None)),
        exists().where(callback.c.lead_id == lead.c.id, callback.c.said_sealed.is_not(None)),
        exists().where(search_word.c.lead_id == lead.c.id),
        exists().where(message.c.lead_id == lead.c.id, *_held_messages()),
    )
    return (
        select(lead.c.id)
        .join(person, person.c.id == lead.c.person_id)
        .where(person.c.wrapped_key.is_not(None), _is_old(before), held)
        .order_by(lead.c.id)
    )


def _messages(before: datetime) -> Select[Any]:
    return (
        select(message.c.id)
        .where(message.c.created_at <= before, *_held_messages())
        .order_by(message.c.id)
    )


def _files(before: datetime) -> Select[Any]:
    return (
        select(attachment.c.id)
        .where(attachment.c.created_at <= before, attachment.c.state != "removed")
        .order_by(attachment.c.id)
    )


_DUE = {"people": _people, "leads": _leads, "messages": _messages, "files": _files}
_ALL: dict[str, Select[Any]] = {
    "people": select(person.c.id).where(person.c.wrapped_key.is_not(None)),
    "leads": select(lead.c.id)
    .join(person, person.c.id == lead.c.person_id)
    .where(person.c.wrapped_key.is_not(None)),
    "messages": select(message.c.id).where(*_held_messages()),
    "files": select(attachment.c.id).where(attachment.c.state != "removed"),
}
