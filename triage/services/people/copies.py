"""What Twilio still has of somebody who was erased: messages and their files, deleted by REST.

Decided here: first every message whose id we know, then whatever Twilio's own log shows of their
addresses up to the erasure, for of most answers of ours Twilio never told us the id. Nothing to
delete counts as deleted. What they wrote after the erasure belongs to a new start and stays.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from triage.errors import Damaged, SendFailed
from triage.logs import get_logger
from triage.services.house import House
from triage.services.people.erasure_steps import COPY
from triage.services.sealing import for_erasure
from triage.storage import due, erasing, erasures
from triage.storage.due import Work
from triage.storage.erasures import SEARCH, Erasure

LEASE = timedelta(minutes=5)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
#: After so many doublings the wait is the longest one.
_DOUBLINGS = 10
#: The last answer before an erasure may stand in Twilio's log a moment after it.
_ON_ITS_WAY = timedelta(minutes=1)
#: Deleted in one go; the search goes on in the next round.
_AT_ONCE = 100

log = get_logger("triage.copies")


def delete_due(house: House, *, limit: int = 50) -> int:
    """Delete what is due at Twilio; how much was worked on."""
    count = 0
    while count < limit and (_delete_one(house) or _search_one(house)):
        count += 1
    return count


def _delete_one(house: House) -> bool:
    now = house.clock.now()
    with house.store.transaction() as tx:
        work = due.claim(tx, COPY, now=now, until=now + LEASE)
        if work is None:
            return False
        sid = erasing.sid_of(tx, work.subject_id)
    try:
        if sid is not None:
            house.at_twilio.delete_copy(sid)
    except SendFailed as failure:
        _try_again(house, work, failure)
        return True
    with house.store.transaction() as tx:
        due.finish(tx, work.id)
    return True


def _search_one(house: House) -> bool:
    now = house.clock.now()
    with house.store.transaction() as tx:
        work = due.claim(tx, SEARCH, now=now, until=now + LEASE)
        what = erasures.get(tx, work.subject_id) if work else None
        until = erasing.erased_at(tx, what.person_public_id) if what else None
    if work is None:
        return False
    try:
        found = _delete_found(house, what, (until or now) + _ON_ITS_WAY) if what else 0
    except SendFailed as failure:
        _try_again(house, work, failure)
        return True
    with house.store.transaction() as tx:
        if found:
            due.renew(tx, SEARCH, work.subject_id, at=now)  # until nothing is found any more
        else:
            erasures.nothing_left(tx, work.subject_id)
            due.finish(tx, work.id)
    return True


def _delete_found(house: House, what: Erasure, until: datetime) -> int:
    """How many messages were found and deleted. Raises SendFailed; one that Twilio will not delete
    keeps no other there."""
    if what.left_sealed is None:
        return 0
    try:
        wires = json.loads(house.vault.unseal_house(what.left_sealed, for_erasure(what.public_id)))
    except Damaged:  # the data key is gone, and with it the only way to ask
        log.error("copies_cannot_be_looked_for", count=1)
        return 0
    count, refused = 0, list[SendFailed]()
    for wire in wires:
        limit = _AT_ONCE - count - len(refused)
        for sid in house.at_twilio.copies_of(wire, until, limit=limit):
            try:
                house.at_twilio.delete_copy(sid)
                count += 1
            except SendFailed as failure:
                if not failure.permanent:
                    raise
                refused.append(failure)
    if refused and not count:
        raise refused[0]
    return count


def _try_again(house: House, work: Work, failure: SendFailed) -> None:
    """Later, however often: what may still be there is never given up, and an operator mends a
    refused log-in. The erasure stays open meanwhile, and `doctor` says for how long."""
    wait = min(_FIRST_WAIT * 2 ** min(work.attempts - 1, _DOUBLINGS), _LONGEST_WAIT)
    if failure.retry_after:
        wait = max(wait, timedelta(seconds=failure.retry_after))
    log.warning("copy_not_deleted", kind=work.kind, code=failure.code, attempt=work.attempts)
    with house.store.transaction() as tx:
        why = str(failure.code or "unreachable")
        due.try_again(tx, work.id, at=house.clock.now() + wait, why=why)
