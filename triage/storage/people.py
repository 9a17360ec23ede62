"""People, the addresses they write from, and the one conversation of each.

`find` is the first statement of every message: it reads all that a turn needs and locks the
conversation, so that two messages of one person are taken one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import bindparam, func, literal_column, or_, select, update

from models import address, conversation, lead, message, person
from triage.storage.ids import new_public_id
from triage.storage.leads import LeadRef
from triage.storage.opt_outs import opted_out_before
from triage.storage.statements import Prepared, insert_new
from triage.storage.store import Tx
from triage.vocabulary import Channel


class Correspondent(NamedTuple):
    """A person at one address, with their conversation as it stands.

    `taken_over_until` is when a coordinator's hold on the talk ends or ended; `taken_over_by` is
    None once the person was told that it ended. See `storage/holds.py`. `heard_before` and
    `message_id` are of the message that `find` was told of: whether it is stored, and the id that
    is kept for it, None where it gets one when it is written. A tuple, for it is made of a row at
    each message, and a frozen class sets its many fields one by one.
    """

    person_id: int
    person_public_id: str
    key_id: str
    wrapped_key: str | None
    language: str
    zone: str | None
    country: str | None
    erased_at: datetime | None
    address_id: int
    channel: str
    lookup: str
    our_number: str | None
    opted_out_at: datetime | None
    address_last_inbound_at: datetime | None
    conversation_id: int
    state_sealed: str | None
    step: str
    current_lead_id: int | None
    last_seq: int
    taken_over_by: int | None
    taken_over_until: datetime | None
    pace_sealed: str | None
    current_lead_public_id: str | None
    heard_before: bool = False
    message_id: int | None = None

    @property
    def current_lead(self) -> LeadRef | None:
        """The lead that the conversation is about, by its names."""
        if self.current_lead_id is None or self.current_lead_public_id is None:
            return None
        return LeadRef(self.current_lead_id, self.current_lead_public_id)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of somebody who writes for the first time."""

    lookup: str
    key_id: str
    wrapped_key: str
    language: str
    zone: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address of theirs; `sealed` is how Twilio writes it."""

    channel: Channel
    kind: str
    lookup: str
    sealed: str
    our_number: str


_TALKS = (
    select(
        person.c.id,
        person.c.public_id,
        person.c.key_id,
        person.c.wrapped_key,
        person.c.language,
        person.c.zone,
        person.c.country,
        person.c.erased_at,
        address.c.id,
        address.c.channel,
        address.c.lookup,
        address.c.our_number,
        address.c.opted_out_at,
        address.c.last_inbound_at,
        conversation.c.id,
        conversation.c.state_sealed,
        conversation.c.step,
        conversation.c.current_lead_id,
        conversation.c.last_seq,
        conversation.c.taken_over_by,
        conversation.c.taken_over_until,
        conversation.c.pace_sealed,
        lead.c.public_id,
    )
    .select_from(address)
    .join(person, person.c.id == address.c.person_id)
    .join(conversation, conversation.c.person_id == person.c.id)
    .outerjoin(lead, lead.c.id == conversation.c.current_lead_id)
    .order_by(address.c.id)
    .with_for_update(key_share=True, of=(address, person, conversation))
)
#: Asked with the talk, a message takes a round trip less: what it will be is known before it is
#: written. Whoever waits for the lock may be told that it is new and be wrong (`messages.claim`).
_OF_MESSAGE = (
    select(message.c.id)
    .where(message.c.account_sid == bindparam("account"), message.c.sid == bindparam("its_sid"))
    .exists(),
    func.nextval(literal_column("'message_id_seq'")),
)
_PERSON = select(person.c.id, person.c.wrapped_key).where(person.c.lookup == bindparam("hashed"))
_TOUCH_ADDRESS = Prepared(
    update(address)
    .where(address.c.id == bindparam("this"))
    .values(last_inbound_at=bindparam("now"), our_number=bindparam("to"))
)
_LANGUAGE = (
    update(person).where(person.c.id == bindparam("this")).values(language=bindparam("code"))
)
_REVIVE = (
    update(person)
    .where(person.c.id == bindparam("this"))
    .values(key_id=bindparam("key"), wrapped_key=bindparam("wrapped"), erased_at=None)
)


def find(tx: Tx, *lookups: str, about: tuple[str, str] | None = None) -> list[Correspondent]:
    """Everybody known by one of these hashes, on any channel, locked; on PostgreSQL with what is
    known `about` a message (Twilio's account and id) that is to be claimed."""
    named = {f"hash_{place}": lookup for place, lookup in enumerate(lookups)}
    told = about if tx.dialect.name == "postgresql" else None
    if told:
        named["account"], named["its_sid"] = told
    statement = _find_by(len(lookups), about=told is not None)
    return [Correspondent(*row) for row in statement.rows(tx, named)]


@cache
def _find_by(count: int, *, about: bool) -> Prepared:
    """One or two hashes; twice as many while the index key is changed."""
    hashes = (address.c.lookup == bindparam(f"hash_{place}") for place in range(count))
    talks = _TALKS.add_columns(*_OF_MESSAGE) if about else _TALKS
    return Prepared(talks.where(or_(*hashes)))


def add_person(tx: Tx, new: NewPerson, *, now: datetime) -> tuple[int, str | None]:
    """Id and wrapped key of the person with this look-up, made now or a moment ago by another."""
    values = {
        "public_id": new_public_id(),
        "lookup": new.lookup,
        "key_id": new.key_id,
        "wrapped_key": new.wrapped_key,
        "language": new.language,
        "zone": new.zone,
        "country": new.country,
        "created_at": now,
    }
    made = insert_new(tx, person, ("lookup",), values)
    if made is not None:
        return made, new.wrapped_key
    row = tx.execute(_PERSON, {"hashed": new.lookup}).one()
    return row.id, row.wrapped_key


def add_conversation(tx: Tx, person_id: int, *, now: datetime) -> None:
    """The one conversation of a person, unless it is there."""
    values = {
        "person_id": person_id,
        "flow_version": 1,
        "step": "new",
        "last_seq": 0,
        "updated_at": now,
    }
    insert_new(tx, conversation, ("person_id",), values)


def add_address(tx: Tx, person_id: int, new: NewAddress, known_as: Sequence[str]) -> None:
    """Another address of a person, unless it is known; it inherits the channel's opt-out, and that
    of whoever was erased and wrote from it: `known_as` are all hashes it ever had."""
    opted_out_at = opted_out_before(tx, person_id, new.channel, known_as)
    values = {
        "person_id": person_id,
        "channel": new.channel,
        "kind": new.kind,
        "lookup": new.lookup,
        "sealed": new.sealed,
        "our_number": new.our_number,
        "opted_out_at": opted_out_at,
    }
    insert_new(tx, address, ("channel", "lookup"), values)


def touch_address(tx: Tx, address_id: int, *, to: str, now: datetime) -> None:
    """Somebody wrote from here just now, to this number of ours."""
    _TOUCH_ADDRESS.run(tx, {"this": address_id, "now": now, "to": to})


def set_language(tx: Tx, person_id: int, language: str) -> None:
    """The language of our replies from now on."""
    tx.execute(_LANGUAGE, {"this": person_id, "code": language})


def give_new_key(tx: Tx, person_id: int, *, key_id: str, wrapped_key: str) -> None:
    """Somebody whose data was erased writes again: a new start under a new key."""
    tx.execute(_REVIVE, {"this": person_id, "key": key_id, "wrapped": wrapped_key})
