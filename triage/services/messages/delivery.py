"""Where our messages are: Twilio's status callbacks, in any order and any number of times."""

from __future__ import annotations

from triage.arrival import StatusUpdate
from triage.services.house import House
from triage.services.messages import failures
from triage.services.staff import letters
from triage.storage import due, outgoing
from triage.vocabulary import STATUS_RANK, MessageStatus

_BEFORE_QUEUED = ("accepted", "scheduled")
_NOT_DELIVERED = frozenset({MessageStatus.FAILED, MessageStatus.UNDELIVERED})


def record(house: House, update: StatusUpdate) -> bool:
    """Move a message up to where Twilio says it is; whether it is one of ours.

    A callback that carries our own id also tells Twilio's: the proof that a message was sent
    whose sender died before writing it down. What follows from a failure is done once.
    """
    status = "queued" if update.status in _BEFORE_QUEUED else update.status
    with house.store.transaction() as tx:
        found = outgoing.find_ours(tx, update.message_id, update.account_sid, update.message_sid)
        if found is None:
            return False
        message_id, is_unbound = found
        if is_unbound:
            outgoing.bind(tx, message_id, account_sid=update.account_sid, sid=update.message_sid)
            due.finish_subject(tx, letters.KIND, message_id)
        if status in STATUS_RANK:
            has_moved = outgoing.move(tx, message_id, MessageStatus(status), update.error_code)
            if has_moved and status in _NOT_DELIVERED:
                what = outgoing.get(tx, message_id)
                failures.follow(house, tx, what, update.error_code, house.clock.now())
    return True
