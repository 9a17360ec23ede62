"""One person taken out of the database, in one transaction, with the key that opened their rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, literal, or_, select, update

from models import address, attachment, conversation, due_work, lead, message, person
from triage.ranks import Rank
from triage.storage import clearing
from triage.storage.clearing import Counts
from triage.storage.engine import unhurried
from triage.storage.ids import new_public_id
from triage.storage.store import Tx

#: Stands for a keyed hash that nobody can be found by any more; no hash looks like it.
GONE = "erased:"


@dataclass(frozen=True, slots=True)
class Doomed:
    """A person with their conversation, locked; `wrapped_key` is None once they are erased."""

    id: int
    public_id: str
    conversation_id: int
    wrapped_key: str | None = field(repr=False)


_LOCK_ADDRESSES = (
    select(address.c.id)
    .join(person, person.c.id == address.c.person_id)
    .where(person.c.public_id == bindparam("its_id"))
    .order_by(address.c.id)
    .with_for_update(of=address)
)
_LOCK = (
    select(person.c.id, person.c.public_id, conversation.c.id, person.c.wrapped_key)
    .join(conversation, conversation.c.person_id == person.c.id)
    .where(person.c.public_id == bindparam("its_id"))
    .with_for_update(of=(person, conversation))
)
_ADDRESSES = select(address.c.id).where(
    address.c.person_id == bindparam("who"), address.c.lookup.not_like(f"{GONE}%")
)
_FORGET_ADDRESS = (
    update(address)
    .where(address.c.id == bindparam("this"))
    .values(
        lookup=bindparam("gone"),
        sealed=None,
        our_number=None,
        opted_out_at=None,
        last_inbound_at=None,
    )
)
_FORGET_TALK = (
    update(conversation)
    .where(conversation.c.id == bindparam("this"))
    .values(
        **{column.name: None for column in conversation.c if column.name.endswith("_sealed")},
        step="new",
        current_lead_id=None,
        taken_over_by=None,
        taken_over_until=None,
        last_inbound_at=None,
    )
)
_DESTROY_KEY = (
    update(person)
    .where(person.c.id == bindparam("who"))
    .values(
        wrapped_key=None,
        key_id="",
        lookup=bindparam("gone"),
        language="en",
        zone=None,
        country=None,
        left_alone_at=None,
        erased_at=func.coalesce(person.c.erased_at, bindparam("now")),
    )
)
_END_WORK = (
    update(due_work)
    .where(due_work.c.person_id == bindparam("who"), due_work.c.state != "done")
    .values(state="done", lease_until=None, last_error="erased")
)
_WORK = due_work.alias("known")


def lock(tx: Tx, public_id: str) -> Doomed | None:
    """The person with this id: their messages wait until the end of the transaction, which may take
    as long as it takes."""
    unhurried(tx)
    tx.execute(_LOCK_ADDRESSES, {"its_id": public_id}).all()  # first, and in the order of a message
    row: Any = tx.execute(_LOCK, {"its_id": public_id}).first()
    return Doomed(*row) if row else None


def was_touched(tx: Tx, public_id: str, *, since: datetime) -> bool:
    """Whether they wrote at `since` or later, or one of their leads was changed."""
    chosen = (
        select(person.c.id)
        .join(conversation, conversation.c.person_id == person.c.id)
        .outerjoin(lead, lead.c.person_id == person.c.id)
        .where(
            person.c.public_id == public_id,
            or_(
                conversation.c.last_inbound_at >= since,
                lead.c.updated_at >= since,
                lead.c.last_message_at >= since,
            ),
        )
    )
    return tx.execute(chosen.limit(1)).first() is not None


def is_unseen(tx: Tx, public_id: str, *, after: datetime | None) -> bool:
    """Whether a lead of theirs is among red flags and concerns in the queue; one that came there
    after that, if it is given."""
    chosen = (
        select(lead.c.id)
        .join(person, person.c.id == lead.c.person_id)
        .where(person.c.public_id == public_id, lead.c.rank <= int(Rank.CONCERN))
    )
    if after is not None:
        chosen = chosen.where(lead.c.waiting_since > after)
    return tx.execute(chosen.limit(1)).first() is not None


def clear(tx: Tx, who: Doomed, *, now: datetime) -> Counts:
    """Destroy the key and everything that it opened; how much there was, by kind.

    Twilio's ids stay on the messages: an old webhook that comes again is a duplicate. The keyed
    hashes are replaced: whoever writes from there again is somebody new.
    """
    counts = clearing.leads(tx, lead.c.person_id == who.id, now=now)
    counts["unsent"] = clearing.cancel_unsent(tx, who.conversation_id)
    counts["messages"] = clearing.messages(tx, message.c.conversation_id == who.conversation_id)
    counts["files"] = clearing.attachments(tx, attachment.c.person_id == who.id)
    counts["consent_words"] = clearing.consent_words(tx, who.id)
    known = tx.execute(_ADDRESSES, {"who": who.id}).scalars().all()
    for address_id in known:
        tx.execute(_FORGET_ADDRESS, {"this": address_id, "gone": _gone()})
    counts["addresses"] = len(known)
    tx.execute(_FORGET_TALK, {"this": who.conversation_id})
    tx.execute(_END_WORK, {"who": who.id})
    tx.execute(_DESTROY_KEY, {"who": who.id, "gone": _gone(), "now": now})
    return counts


def files_of(tx: Tx, person_public_id: str) -> list[str]:
    """The files of an erased person, by their public ids."""
    whose = select(person.c.id).where(person.c.public_id == person_public_id).scalar_subquery()
    return clearing.file_ids(tx, attachment.c.person_id == whose)


def give_copies_work(
    tx: Tx, person_public_id: str, kind: str, *, account_sid: str, now: datetime
) -> None:
    """Have Twilio's copy of every message whose id there we know deleted, once.

    The work's subject is the message.
    """
    talks = (
        select(conversation.c.id)
        .join(person, person.c.id == conversation.c.person_id)
        .where(person.c.public_id == person_public_id)
    )
    which = message.c.conversation_id.in_(talks)
    copies_work(tx, which, kind, account_sid=account_sid, now=now)


def copies_work(
    tx: Tx, which: ColumnElement[bool], kind: str, *, account_sid: str, now: datetime
) -> None:
    """The same for the messages that `which` chooses."""
    known = select(_WORK.c.id).where(_WORK.c.kind == kind, _WORK.c.subject_id == message.c.id)
    chosen = select(
        literal(kind),
        message.c.id,
        literal(now, due_work.c.run_at.type),
        literal(0),
        literal("due"),
    ).where(
        which, message.c.sid.is_not(None), message.c.account_sid == account_sid, ~known.exists()
    )
    names = ["kind", "subject_id", "run_at", "attempts", "state"]
    tx.execute(insert(due_work).from_select(names, chosen))


def copies_left(tx: Tx, person_public_id: str, kind: str) -> int:
    """How many of those are not deleted yet."""
    left = (
        select(func.count())
        .select_from(due_work)
        .join(message, message.c.id == due_work.c.subject_id)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .join(person, person.c.id == conversation.c.person_id)
        .where(
            due_work.c.kind == kind,
            due_work.c.state != "done",
            person.c.public_id == person_public_id,
        )
    )
    return int(tx.execute(left).scalar_one())


def sid_of(tx: Tx, message_id: int) -> str | None:
    """Twilio's id of a message."""
    found: str | None = tx.execute(select(message.c.sid).where(message.c.id == message_id)).scalar()
    return found


def erased_at(tx: Tx, person_public_id: str) -> datetime | None:
    """When this person was erased; None for nobody."""
    chosen = select(person.c.erased_at).where(person.c.public_id == person_public_id)
    found: datetime | None = tx.execute(chosen).scalar()
    return found


def _gone() -> str:
    return GONE + new_public_id(40)
