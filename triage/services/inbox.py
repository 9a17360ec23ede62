"""A message comes in: claimed, read, decided, stored and answered in one transaction.

The same message again gets the reply stored the first time, for as long as Twilio may be retrying,
and silence later. A bug of ours costs a person one apology, never the message: it is kept, and a
coordinator is asked to look.
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
from triage.services import effects, senders
from triage.services.deciding import Foreseen, Matter, Step, apologise, foresee, talk
from triage.services.house import House
from triage.services.ledger import Ledger
from triage.services.sealing import (
    for_state,
    heard_body,
    kind_of,
    open_body,
    said_body,
    seal_body,
)
from triage.services.senders import Sender
from triage.storage import Tx, conversations, messages, new_public_id, people, together
from triage.storage.conversations import Turned
from triage.storage.messages import NewMessage
from triage.storage.people import Correspondent
from triage.vault import PersonKey
from triage.vocabulary import MessageStatus

#: Twilio's retries of one webhook end after 15 seconds; a later copy is a replay.
RETRY_WINDOW = timedelta(minutes=2)
#: WhatsApp's 24 hours are measured from here; a little early does no harm and saves a write.
_ADDRESS_REFRESH = timedelta(minutes=5)
#: A connection that was cut while it rested fails at once: worth a second try.
_AT_ONCE_SECONDS = 1.0

log = get_logger("triage.inbox")


@dataclass(frozen=True, slots=True)
class Received:
    """What to answer: `body` None is silence. `reply_id` is our id of the stored reply."""

    body: str | None = field(repr=False)
    duplicate: bool = False
    reply_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Call:
    """One message on its way through the transaction; `foreseen` is what was decided before it."""

    house: House
    arrival: Arrival
    sender: Sender
    now: datetime
    step: Step
    foreseen: Foreseen | None = None


def receive(house: House, arrival: Arrival) -> Received:
    """Store and answer one message. Raises StorageDown when nothing could be stored."""
    call = _Call(house, arrival, senders.sender_of(house, arrival), house.clock.now(), talk)
    try:
        if house.store.has_one_writer:
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
        message_id = _claim(call, tx, who, key)
        if message_id is None:
            return _find_reply(call, tx) or Received(None, duplicate=True)
        return _turn(call, tx, who, key, message_id)


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
        created_at=call.now,
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


def _turn(call: _Call, tx: Tx, who: Correspondent, key: PersonKey, message_id: int) -> Received:
    decision = call.foreseen.decided(who, message_id) if call.foreseen else None
    if decision is None:
        about = Matter(call.house, call.arrival, call.now)
        decision = call.step(about, who, key, message_id)
    ledger = Ledger(tx, who, key, call.arrival, message_id, call.now)
    for effect in decision.outcome.effects:
        if not isinstance(effect, Reply):
            effects.apply(effect, ledger)
    reply = decision.outcome.reply
    with together(tx):
        ledger.write()
        reply_id = _store_reply(call, ledger, reply) if reply else None
        _save(call, ledger, decision.state, last_seq=who.last_seq + (2 if reply else 1))
    return Received(reply.text if reply else None, reply_id=reply_id)


def _store_reply(call: _Call, ledger: Ledger, reply: Reply) -> str:
    public_id = new_public_id()
    new = NewMessage(
        conversation_id=ledger.who.conversation_id,
        address_id=ledger.who.address_id,
        lead_id=ledger.lead_id,
        seq=ledger.who.last_seq + 2,
        direction="out",
        account_sid=call.arrival.account_sid,
        public_id=public_id,
        in_reply_to=ledger.message_id,
        kind="text",
        body_sealed=seal_body(ledger.key, said_body(reply), public_id),
        status=MessageStatus.REPLIED,
        status_rank=0,
        content_version=call.house.script.version,
        created_at=call.now,
    )
    messages.add(ledger.tx, new)
    return public_id


def _save(call: _Call, ledger: Ledger, state: State | None, *, last_seq: int) -> None:
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
    conversations.save(ledger.tx, turned, now=call.now)
    last = who.address_last_inbound_at
    if last is None or call.now - last > _ADDRESS_REFRESH or who.our_number != call.sender.to:
        people.touch_address(ledger.tx, who.address_id, to=call.sender.to, now=call.now)
