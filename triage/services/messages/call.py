"""One message on its way through the books: what came in as a row, and what is said to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from triage.arrival import Arrival
from triage.conversation.types import Reply
from triage.services.house import House
from triage.services.messages.belated import Late, Way
from triage.services.messages.deciding import Step
from triage.services.messages.ledger import Ledger
from triage.services.messages.senders import Sender
from triage.services.sealing import heard_body, kind_of, said_body, seal_body
from triage.storage import Tx, messages, new_message_id
from triage.storage.messages import NewMessage
from triage.storage.people import Correspondent
from triage.vault import PersonKey
from triage.vocabulary import STATUS_RANK, MessageStatus

if TYPE_CHECKING:
    from triage.services.messages.foreseeing import Foreseen


@dataclass(frozen=True, slots=True)
class Call:
    """One message on its way through the transaction; `foreseen` is what was decided before it
    and still counts.

    `late` is set, and nothing is foreseen, for one that Twilio's log told us of.
    """

    house: House
    arrival: Arrival
    sender: Sender
    now: datetime
    step: Step
    foreseen: Foreseen | None = None
    late: Late | None = None

    @property
    def written_at(self) -> datetime:
        """When the person wrote, as far as we know."""
        return self.late.sent_at if self.late else self.now


def claim(call: Call, tx: Tx, who: Correspondent, key: PersonKey) -> int | None:
    """Store what was heard; its id, or None when it was stored before.

    That it was may come out after all is decided, and is then undone with the transaction: so a
    decision has no effect outside of it that a copy may not have.
    """
    if who.heard_before:
        return None
    if call.foreseen:
        return messages.claim(tx, call.foreseen.heard)
    heard = heard_message(call.arrival, who, key, call.now, call.written_at)
    return messages.claim(tx, heard, who.message_id)


def heard_message(
    arrival: Arrival, who: Correspondent, key: PersonKey, now: datetime, written_at: datetime
) -> NewMessage:
    """What was heard, as it is stored."""
    public_id = new_message_id(now)
    return NewMessage(
        conversation_id=who.conversation_id,
        address_id=who.address_id,
        lead_id=who.current_lead_id,
        seq=who.last_seq + 1,
        direction="in",
        account_sid=arrival.account_sid,
        sid=arrival.message_sid,
        public_id=public_id,
        kind=kind_of(arrival),
        body_sealed=seal_body(key, heard_body(arrival), public_id),
        status=MessageStatus.RECEIVED,
        status_rank=0,
        segments=arrival.segments,
        created_at=written_at,
    )


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is said, sealed, and the id that it is sealed for."""

    public_id: str
    body: str = field(repr=False)


def sealed_reply(reply: Reply, key: PersonKey, now: datetime) -> Sealed:
    """What is said, as it is stored."""
    public_id = new_message_id(now)
    return Sealed(public_id, seal_body(key, said_body(reply), public_id))


def said_message(call: Call, ledger: Ledger, reply: Reply, way: Way) -> NewMessage:
    """The reply, as it is stored."""
    sealed = call.foreseen.said if call.foreseen else None
    sealed = sealed or sealed_reply(reply, ledger.key, call.now)
    status = MessageStatus.QUEUED if way is Way.OUTBOX else MessageStatus.REPLIED
    return NewMessage(
        conversation_id=ledger.who.conversation_id,
        address_id=ledger.who.address_id,
        lead_id=ledger.lead_id,
        seq=ledger.who.last_seq + 2,
        direction="out",
        # of one that is yet to be sent, account and id are what Twilio will say
        account_sid=None if way is Way.OUTBOX else call.arrival.account_sid,
        public_id=sealed.public_id,
        in_reply_to=ledger.message_id,
        kind="text",
        body_sealed=sealed.body,
        status=status,
        status_rank=STATUS_RANK.get(status, 0),
        content_version=call.house.script.version,
        created_at=ledger.now,
    )
