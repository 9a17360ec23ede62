"""A message comes in: claimed, read, decided, stored and answered in one transaction.

The same message again gets the reply stored the first time, for as long as Twilio may be retrying,
and silence later. A bug of ours costs a person one apology, never the message: it is kept, and a
coordinator is asked to look. A message that no webhook brought takes the same way (`late`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from triage.arrival import Arrival
from triage.conversation.stored import FLOW_VERSION, dump_state
from triage.conversation.types import Reply, State
from triage.errors import Damaged, StorageDown
from triage.logs import get_logger
from triage.services.house import House
from triage.services.messages import belated, dispatch, effects, senders
from triage.services.messages.belated import Answer, Late, Way
from triage.services.messages.deciding import (
    Decision,
    Foreseen,
    Matter,
    Step,
    apologise,
    foresee,
    talk,
)
from triage.services.messages.ledger import Ledger
from triage.services.messages.senders import Sender
from triage.services.sealing import (
    for_state,
    heard_body,
    kind_of,
    open_body,
    said_body,
    seal_body,
)
from triage.storage import Tx, conversations, messages, missed, new_public_id, people, together
from triage.storage.conversations import Turned
from triage.storage.messages import NewMessage
from triage.storage.missed import Since
from triage.storage.people import Correspondent
from triage.vault import PersonKey
from triage.vocabulary import STATUS_RANK, MessageStatus

#: Twilio's retries of one webhook end after 15 seconds; a later copy is a replay.
RETRY_WINDOW = timedelta(minutes=2)
#: WhatsApp's 24 hours are measured from here; a little early does no harm and saves a write.
_ADDRESS_REFRESH = timedelta(minutes=5)
#: A connection that was cut while it rested fails at once: worth a second try.
_AT_ONCE_SECONDS = 1.0

log = get_logger("triage.inbox")


@dataclass(frozen=True, slots=True)
class Received:
    """What to answer: `body` None is silence. `reply_id` is our id of the stored reply.

    `way` says how the answer goes: only what goes by TwiML is the caller's to give back.
    """

    body: str | None = field(repr=False)
    duplicate: bool = False
    reply_id: str | None = None
    way: Way = Way.TWIML


@dataclass(frozen=True, slots=True)
class _Call:
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


def receive(house: House, arrival: Arrival, *, late: Late | None = None) -> Received:
    """Store and answer one message. Raises StorageDown when nothing could be stored.

    With `late` the answer, if one is due, is queued to be sent by REST instead of given back.
    """
    sender = senders.sender_of(house, arrival)
    call = _Call(house, arrival, sender, house.clock.now(), talk, late=late)
    try:
        if house.store.has_one_writer and late is None:
            call = replace(call, foreseen=foresee(house, arrival, call.sender, call.now))
        return _reach(call)
    except (StorageDown, Damaged):
        raise
    except Exception:
        # Nothing of the failed try was stored; this one stores the message and asks for a person.
        log.exception("step_failed", message_sid=arrival.message_sid)
    return _reach(replace(call, step=apologise, foreseen=None))


def _reach(call: _Call) -> Received:
    started = time.monotonic()
    try:
        return _transact(call)
    except StorageDown:
        if time.monotonic() - started > _AT_ONCE_SECONDS:
            raise
    return _transact(call)


def _transact(call: _Call) -> Received:
    with call.house.store.transaction() as tx:
        who, known = senders.find(tx, call.sender)
        if who is None or who.wrapped_key is None:
            seen = _find_reply(call, tx)
            if seen is not None:
                return seen
            who = senders.admit(call.house, tx, call.sender, known, call.now)
        senders.note_user_id(call.house, tx, call.sender, who, known)
        key = call.foreseen.key_of(who) if call.foreseen else None
        key = key or call.house.vault.open_key(who.wrapped_key or "")
        newest = _newest(call, tx, who) if call.late else None
        message_id = _claim(call, tx, who, key)
        if message_id is None:
            return _find_reply(call, tx) or Received(None, duplicate=True)
        answer = _decide(call, who, key, message_id, newest)
        return _turn(call, tx, who, key, message_id, answer)


def _newest(call: _Call, tx: Tx, who: Correspondent) -> Since:
    channel = call.arrival.sender.channel
    return missed.since(tx, who.person_id, who.conversation_id, channel)


def _claim(call: _Call, tx: Tx, who: Correspondent, key: PersonKey) -> int | None:
    public_id = new_public_id()
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


def _find_reply(call: _Call, tx: Tx) -> Received | None:
    """The answer to a message that was stored before, or None for a new one."""
    found = messages.find_answered(tx, call.arrival.account_sid, call.arrival.message_sid)
    if found is None:
        return None
    is_retry = call.now - found.first_at < RETRY_WINDOW
    if not is_retry or not found.replies or found.wrapped_key is None:
        return Received(None, duplicate=True)
    public_id, sealed = found.replies[-1]
    body = open_body(call.house.vault.open_key(found.wrapped_key), sealed, public_id)
    return Received(body.text, duplicate=True, reply_id=public_id)


def _decide(
    call: _Call, who: Correspondent, key: PersonKey, message_id: int, newest: Since | None
) -> Answer:
    """Decide what was not foreseen."""
    about = Matter(call.house, call.arrival, call.now)

    def decide_at(about: Matter) -> Decision:
        return call.step(about, who, key, message_id)

    if call.late and newest:
        return belated.answer(about, call.late, newest, decide_at)
    decision = call.foreseen.decided(who, message_id) if call.foreseen else None
    return Answer(decision or decide_at(about), Way.TWIML, call.now, call.now)


def _turn(
    call: _Call, tx: Tx, who: Correspondent, key: PersonKey, message_id: int, answer: Answer
) -> Received:
    decision = answer.decision
    ledger = Ledger(tx, who, key, call.arrival, message_id, answer.at)
    for effect in decision.outcome.effects:
        if not isinstance(effect, Reply):
            effects.apply(effect, ledger)
    reply = decision.outcome.reply
    said = _said(call, ledger, reply, answer.way) if reply else None
    with together(tx):
        ledger.write()
        if said and answer.way is not Way.OUTBOX:
            messages.add(tx, said)
        last_seq = who.last_seq + (2 if said else 1)
        _save(call, ledger, decision.state, last_seq=last_seq, heard_at=answer.heard_at)
    if said and answer.way is Way.OUTBOX:
        belated.queue_answer(tx, said, kind=dispatch.KIND, person_id=who.person_id, now=call.now)
    body = reply.text if reply else None
    return Received(body, reply_id=said.public_id if said else None, way=answer.way)


def _said(call: _Call, ledger: Ledger, reply: Reply, way: Way) -> NewMessage:
    public_id = new_public_id()
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


def _save(
    call: _Call, ledger: Ledger, state: State | None, *, last_seq: int, heard_at: datetime
) -> None:
    """Where the talk stands; `heard_at` is when the person last wrote, now or later than this."""
    who = ledger.who
    purpose = for_state(who.person_public_id)
    turned = Turned(
        conversation_id=who.conversation_id,
        last_seq=last_seq,
        current_lead_id=ledger.lead_id,
        state_sealed=ledger.key.seal(dump_state(state), purpose) if state else None,
        step=state.step.value if state else who.step,
        flow_version=FLOW_VERSION,
    )
    conversations.save(ledger.tx, turned, now=heard_at)
    last = who.address_last_inbound_at
    is_new = last is None or heard_at - last > _ADDRESS_REFRESH
    if is_new or (who.our_number != call.sender.to and heard_at == call.written_at):
        people.touch_address(ledger.tx, who.address_id, to=call.sender.to, now=heard_at)
