"""Messages in and out. An inbound one is claimed once and for ever by Twilio's ids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from models import HAS_SID, ONE_OF_A_SID, conversation, message, person
from triage.errors import Conflict
from triage.storage.statements import Prepared, insert_new
from triage.storage.store import Tx
from triage.vocabulary import MessageStatus


class NewMessage(NamedTuple):
    """A message about to be stored; `sid` is None for one that Twilio gives no id for (yet).

    No two messages have the same `once`, so that a form that is sent twice writes one.
    """

    conversation_id: int
    address_id: int
    seq: int
    direction: str
    public_id: str
    kind: str
    body_sealed: str
    status: MessageStatus
    status_rank: int
    created_at: datetime
    account_sid: str | None = None
    sid: str | None = None
    lead_id: int | None = None
    in_reply_to: int | None = None
    segments: int | None = None
    content_version: str | None = None
    coordinator_id: int | None = None
    template_sid: str | None = None
    once: str | None = None


class HeardBefore(Conflict):
    """A message that was being claimed is stored: another copy of it was quicker."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said to a message that came before, in order; sealed with the person's key."""

    first_at: datetime
    wrapped_key: str | None
    replies: tuple[tuple[str, str], ...]  # public id, sealed body


_INSERT = Prepared(insert(message).inline(), NewMessage._fields)
_INSERT_AS = Prepared(insert(message).inline(), ("id", *NewMessage._fields))
_INSERT_AND_TELL = Prepared(insert(message).returning(message.c.id), NewMessage._fields)
_ONCE = select(message.c.id).where(message.c.once == bindparam("mark"))
_HEARD = Prepared(
    select(
        message.c.id,
        message.c.conversation_id,
        message.c.seq,
        message.c.created_at,
        person.c.wrapped_key,
    )
    .join(conversation, conversation.c.id == message.c.conversation_id)
    .join(person, person.c.id == conversation.c.person_id)
    .where(message.c.account_sid == bindparam("account"), message.c.sid == bindparam("its_sid"))
)
_REPLIES = Prepared(
    select(message.c.public_id, message.c.body_sealed)
    .where(
        message.c.conversation_id == bindparam("talk"),
        message.c.seq > bindparam("after"),
        message.c.in_reply_to == bindparam("to"),
        message.c.status == MessageStatus.REPLIED,  # what goes by REST is not said once more
        message.c.body_sealed.is_not(None),
    )
    .order_by(message.c.seq)
)


def claim(tx: Tx, new: NewMessage, kept_id: int | None = None) -> int | None:
    """Store an inbound message; None when one with Twilio's id was stored before.

    With an id that was kept for it (`people.find`) nobody waits for its being written, and that it
    was there comes out later in the transaction: see `claiming`.
    """
    if kept_id is None:
        return insert_new(tx, message, ("account_sid", "sid"), new._asdict(), HAS_SID)
    _INSERT_AS.run(tx, {"id": kept_id, **new._asdict()})
    return kept_id


@contextmanager
def claiming() -> Iterator[None]:
    """Around the transaction that claims a message. Raises HeardBefore, with nothing stored, when
    another copy of it was stored at the same moment."""
    try:
        yield
    except IntegrityError as broken:
        named = getattr(getattr(broken.orig, "diag", None), "constraint_name", None)
        if named != ONE_OF_A_SID:
            raise
        raise HeardBefore("stored by another copy of it") from None


def add(tx: Tx, new: NewMessage) -> None:
    """Store a message of ours that nothing else will refer to."""
    _INSERT.run(tx, new._asdict())


def add_with_id(tx: Tx, new: NewMessage) -> int:
    """Store a message of ours; its id, for the work that is due on it."""
    return int(_INSERT_AND_TELL.value(tx, new._asdict()))


def has_once(tx: Tx, once: str) -> bool:
    """Whether a message with this mark was stored before."""
    return tx.execute(_ONCE, {"mark": once}).first() is not None


def find_answered(tx: Tx, account_sid: str, sid: str) -> Answered | None:
    """When a message first came and what was said to it, or None for a new one."""
    heard = _HEARD.rows(tx, {"account": account_sid, "its_sid": sid})
    for its_id, talk, seq, at, wrapped_key in heard:
        replies = _REPLIES.rows(tx, {"talk": talk, "after": seq, "to": its_id})
        return Answered(at, wrapped_key, tuple((public_id, body) for public_id, body in replies))
    return None
