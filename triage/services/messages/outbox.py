"""Messages that we send on our own: queued with their reason, sent by REST, each at most once.

A message is marked `sending` before Twilio is called. Whoever finds it so again does not know how
that call ended, and looks at Twilio before sending: a person in distress is not to be written to
twice. Nobody who opted out is written to.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from triage.arrival import Sending
from triage.errors import Damaged, SendFailed
from triage.logs import get_logger
from triage.services.abuse import outbound
from triage.services.abuse.outbound import Refusal
from triage.services.house import Find, House, Send, Sent
from triage.services.messages import dispatch
from triage.services.sealing import Body
from triage.services.staff import letters
from triage.services.staff.letters import Letter
from triage.storage import Tx, due, outgoing
from triage.storage.due import Work
from triage.storage.outgoing import Outgoing
from triage.vocabulary import MessageStatus

MOST_TRIES = 8
#: Longer than Twilio is ever waited for, so that a lease runs out only on a worker that died.
LEASE = timedelta(seconds=60)
_LOOK_AGAIN = timedelta(seconds=60)
_FIRST_WAIT = 5.0

log = get_logger("triage.outbox")


def queue(house: House, *, address_id: int, body: str, lead_id: int | None = None) -> str:
    """Store a message to be sent as soon as a worker is free; our id of it.

    Raises NotFound for an unknown address and Conflict when the person was erased.
    """
    with house.store.transaction() as tx:
        return queue_in(house, tx, address_id=address_id, body=Body(body, {}), lead_id=lead_id)


def queue_in(
    house: House, tx: Tx, *, address_id: int, body: Body, lead_id: int | None = None
) -> str:
    """The same, in the transaction of what it is said about: both happen or neither.

    Texts of ours are named in `body.more["keys"]`.
    """
    letter = Letter(address_id, body.text, lead_id=lead_id, more=body.more)
    public_id = letters.put(house, tx, letter)
    assert public_id is not None  # noqa: S101 - tells the type checker; no mark, so never twice
    return public_id


def deliver_due(house: House, send: Send, find: Find | None = None, *, limit: int = 50) -> int:
    """Send what is due, oldest first; how many messages were worked on."""
    count = 0
    while count < limit and _deliver_one(house, send, find):
        count += 1
    return count


def _deliver_one(house: House, send: Send, find: Find | None) -> bool:
    now = house.clock.now()
    with house.store.transaction() as tx:
        work = due.claim(tx, letters.KIND, now=now, until=now + LEASE)
        if work is None:
            return False
        what = outgoing.get(tx, work.subject_id)
        refused = dispatch.reason_not_to_send(what)
        if refused is not None:
            dispatch.close(tx, work, what, refused)
            return True
        sending = _prepared(house, work, what)
        if sending is None:
            dispatch.leave_to_a_person(tx, work, what, "unfit", now)
            return True
        unwanted = _unwanted(house, tx, what, sending)
        if unwanted is not None:
            log.warning("send_refused", message_id=what.public_id, reason=unwanted.value)
            dispatch.drop(tx, work, what, unwanted.value, now)
            return True
        outgoing.move(tx, what.id, MessageStatus.SENDING)
    try:
        sent = _find_or_send(house, sending, what, send, find)
    except SendFailed as failure:
        _record_failure(house, work, what, failure)
    else:
        with house.store.transaction() as tx:
            dispatch.record_sent(tx, house, work, what, sent)
            outbound.note_sent(house, tx, what, sending.body, sent.segments)
    return True


def _unwanted(house: House, tx: Tx, what: Outgoing, sending: Sending) -> Refusal | None:
    """The rule against a message that no worker has begun to send; of others Twilio knows more."""
    if what.status == MessageStatus.SENDING:
        return None
    return outbound.reason_to_refuse(house, tx, what, sending)


def _prepared(house: House, work: Work, what: Outgoing) -> Sending | None:
    """The message in clear; None when it cannot be opened or keeps breaking whoever sends it."""
    if work.attempts > MOST_TRIES:
        return None
    try:
        return dispatch.sending_for(house, what)
    except Damaged:
        return None


def _find_or_send(
    house: House, sending: Sending, what: Outgoing, send: Send, find: Find | None
) -> Sent:
    """Send it, unless an earlier try got through. Raises SendFailed."""
    if what.status != MessageStatus.SENDING:
        return send(sending)
    unknown = SendFailed("cannot tell whether it was sent", permanent=True, ambiguous=True)
    if find is None:
        raise unknown
    earlier = find(sending, what.created_at)
    if earlier is None:
        return send(sending)
    with house.store.reading() as tx:
        account = house.settings.current().twilio_account_sid
        if outgoing.is_known(tx, account, earlier.sid):
            raise unknown  # the same words to the same person, but another message
    return earlier


def _record_failure(house: House, work: Work, what: Outgoing, failure: SendFailed) -> None:
    """What a failed send leads to. Nothing that may have got through is sent again unseen."""
    now = house.clock.now()
    log.warning(
        "send_failed",
        message_id=what.public_id,
        code=failure.code,
        permanent=failure.permanent,
        ambiguous=failure.ambiguous,
        attempt=work.attempts,
    )
    is_last = work.attempts >= MOST_TRIES
    with house.store.transaction() as tx:
        if failure.ambiguous:
            if is_last or failure.permanent:
                dispatch.leave_to_a_person(tx, work, what, "unknown", now)
            else:
                due.try_again(tx, work.id, at=now + _LOOK_AGAIN, why="unknown")
        elif failure.permanent or is_last:
            dispatch.record_refused(tx, house, work, what, failure.code, now)
        else:
            outgoing.requeue(tx, what.id)
            due.try_again(tx, work.id, at=_later(now, work, failure), why=str(failure.code))


def _later(now: datetime, work: Work, failure: SendFailed) -> datetime:
    """Twice as long each time, never all at once, never before Twilio said."""
    wait = _FIRST_WAIT * 2 ** (work.attempts - 1)
    jittered = wait * (1 + secrets.randbelow(250) / 1000)
    return now + timedelta(seconds=max(jittered, failure.retry_after or 0.0))
