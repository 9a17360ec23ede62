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
from triage.services.abuse import holding
from triage.services.abuse.holding import Held, Paced
from triage.services.house import House
from triage.services.messages import belated, dispatch, effects, senders
from triage.services.messages.belated import Answer, Late, Way
from triage.services.messages.call import Call, claim, said_message
from triage.services.messages.deciding import (
    Decision,
    Matter,
    apologise,
    talk,
)
from triage.services.messages.foreseeing import foresee
from triage.services.messages.ledger import Ledger
from triage.services.sealing import (
    for_state,
    open_body,
)
from triage.storage import Tx, conversations, messages, missed, people
from triage.storage.conversations import Turned
from triage.storage.missed import Since
from triage.storage.people import Correspondent
from triage.vault import PersonKey

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

    `way` says how the answer goes: only what goes by TwiML is the caller's to give back. `held` is
    why an answer was held back, if one was; `alarmed` says that danger was seen, `is_first` that
    they had never written before.
    """

    body: str | None = field(repr=False)
    duplicate: bool = False
    reply_id: str | None = None
    way: Way = Way.TWIML
    held: Held | None = None
    alarmed: bool = False
    is_first: bool = False


def receive(house: House, arrival: Arrival, *, late: Late | None = None) -> Received:
    """Store and answer one message. Raises StorageDown when nothing could be stored.

    With `late` the answer, if one is due, is queued to be sent by REST instead of given back.
    """
    sender = senders.sender_of(house, arrival)
    call = Call(house, arrival, sender, house.clock.now(), talk, late=late)
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


def _reach(call: Call) -> Received:
    started = time.monotonic()
    try:
        return _transact(call)
    except StorageDown:
        if time.monotonic() - started > _AT_ONCE_SECONDS:
            raise
    return _transact(call)


def _transact(call: Call) -> Received:
    try:
        with messages.claiming():
            return _take(call)
    except messages.HeardBefore:
        with call.house.store.transaction() as tx:
            return _find_reply(call, tx) or Received(None, duplicate=True)


def _take(call: Call) -> Received:
    with call.house.store.transaction() as tx:
        who, known = senders.find(tx, call.sender)
        if who is None or who.wrapped_key is None:
            seen = _find_reply(call, tx)
            if seen is not None:
                return seen
            who = senders.admit(call.house, tx, call.sender, known, call.now)
        senders.note_user_id(call.house, tx, call.sender, who, known)
        if call.foreseen and not call.foreseen.holds(who):
            call = replace(call, foreseen=None)
        key = call.foreseen.key if call.foreseen else _opened(call, who)
        newest = _newest(call, tx, who) if call.late else None
        message_id = claim(call, tx, who, key)
        if message_id is None:
            return _find_reply(call, tx) or Received(None, duplicate=True)
        answer, paced = _answer(call, who, key, message_id, newest)
        who = who._replace(pace_sealed=paced.pace_sealed)
        received = _turn(call, tx, who, key, message_id, answer)
        alarmed = holding.raises_alarm(paced.decision.outcome)
        is_first = who.last_seq == 0
        return replace(received, held=paced.held, alarmed=alarmed, is_first=is_first)


def _answer(
    call: Call, who: Correspondent, key: PersonKey, message_id: int, newest: Since | None
) -> tuple[Answer, Paced]:
    """What was foreseen, or what is decided now; held back where it would feed a flood or a loop.
    What comes late is no flood."""
    if call.foreseen:
        paced = call.foreseen.paced_at(message_id)
        return Answer(paced.decision, Way.TWIML, call.now, call.now), paced
    answer = _decide(call, who, key, message_id, newest)
    paced = Paced(answer.decision, who.pace_sealed)
    if call.late is not None:
        return answer, paced
    try:
        about = Matter(call.house, call.arrival, call.now)
        paced = holding.let_through(about, who, key, answer.decision)
    except Exception:
        if call.step is not apologise:
            raise
    return replace(answer, decision=paced.decision), paced


def _opened(call: Call, who: Correspondent) -> PersonKey:
    return call.house.vault.open_key(who.wrapped_key or "")


def _newest(call: Call, tx: Tx, who: Correspondent) -> Since:
    channel = call.arrival.sender.channel
    return missed.since(tx, who.person_id, who.conversation_id, channel)


def _find_reply(call: Call, tx: Tx) -> Received | None:
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
    call: Call, who: Correspondent, key: PersonKey, message_id: int, newest: Since | None
) -> Answer:
    """Decide now."""
    about = Matter(call.house, call.arrival, call.now)

    def decide_at(about: Matter) -> Decision:
        return call.step(about, who, key, message_id)

    if call.late and newest:
        return belated.answer(about, call.late, newest, decide_at)
    return Answer(decide_at(about), Way.TWIML, call.now, call.now)


def _turn(
    call: Call, tx: Tx, who: Correspondent, key: PersonKey, message_id: int, answer: Answer
) -> Received:
    decision = answer.decision
    ledger = Ledger(tx, who, key, call.arrival, message_id, answer.at)
    for effect in decision.outcome.effects:
        if not isinstance(effect, Reply):
            effects.apply(effect, ledger)
    reply = decision.outcome.reply
    said = said_message(call, ledger, reply, answer.way) if reply else None
    ledger.write()
    if said and answer.way is not Way.OUTBOX:
        messages.add(tx, said)
    last_seq = who.last_seq + (2 if said else 1)
    _save(call, ledger, decision.state, last_seq=last_seq, heard_at=answer.heard_at)
    if said and answer.way is Way.OUTBOX:
        belated.queue_answer(tx, said, kind=dispatch.KIND, person_id=who.person_id, now=call.now)
    body = reply.text if reply else None
    return Received(body, reply_id=said.public_id if said else None, way=answer.way)


def _save(
    call: Call, ledger: Ledger, state: State | None, *, last_seq: int, heard_at: datetime
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
        pace_sealed=who.pace_sealed,
    )
    conversations.save(ledger.tx, turned, now=heard_at)
    last = who.address_last_inbound_at
    is_new = last is None or heard_at - last > _ADDRESS_REFRESH
    if is_new or (who.our_number != call.sender.to and heard_at == call.written_at):
        people.touch_address(ledger.tx, who.address_id, to=call.sender.to, now=heard_at)
