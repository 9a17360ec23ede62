"""One message on its way through the books: what came in as a row, and what is said to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.arrival import Arrival
from triage.conversation.types import Reply
from triage.services.house import House
from triage.services.messages.belated import Late, Way
from triage.services.messages.deciding import Foreseen, Step
from triage.services.messages.ledger import Ledger
from triage.services.messages.senders import Sender
from triage.services.sealing import heard_body, kind_of, said_body, seal_body
from triage.storage import Tx, messages, new_message_id
from triage.storage.messages import NewMessage
from triage.storage.people import Correspondent
from triage.vault import PersonKey
from triage.vocabulary import STATUS_RANK, MessageStatus


@dataclass(frozen=True, slots=True)
class Call:
    """One message on its way through the transaction; `foreseen` is what was decided before it.

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
    """Store what was heard; its id, or None when it was stored before."""
    public_id = new_message_id(call.now)
    new = NewMessage(
        conversation_id=who.conversation_id,
        address_id=who.address_id,
        lead_id=who.current_lead_id,
        seq=who.last_seq + 1,
        direction="in",
        account_sid=call.arrival.account_sid,
        sid=call.arrival.message_sid,
        public_id=public_id,
        kind=kind_of(call.arrival),
        body_sealed=seal_body(key, heard_body(call.arrival), public_id),
        status=MessageStatus.RECEIVED,
        status_rank=0,
        segments=call.arrival.segments,
        created_at=call.written_at,
    )
    return messages.claim(tx, new)


def said_message(call: Call, ledger: Ledger, reply: Reply, way: Way) -> NewMessage:
    """The reply, as it is stored."""
    public_id = new_message_id(call.now)
    status = MessageStatus.QUEUED if way is Way.OUTBOX else MessageStatus.REPLIED
    return NewMessage(
        conversation_id=ledger.who.conversation_id,
        address_id=ledger.who.address_id,
        lead_id=ledger.lead_id,
        seq=ledger.who.last_seq + 2,
        direction="out",
        # of one that is yet to be sent, account and id are what Twilio will say
        account_sid=None if way is Way.OUTBOX else call.arrival.account_sid,
        public_id=public_id,
        in_reply_to=ledger.message_id,
        kind="text",
        body_sealed=seal_body(ledger.key, said_body(reply), public_id),
        status=status,
        status_rank=STATUS_RANK.get(status, 0),
        content_version=call.house.script.version,
        created_at=ledger.now,
    )
