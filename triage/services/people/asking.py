"""Somebody is to be erased: written down with its number, for a worker to do. Light to load, for a
message may ask for it.
"""

from __future__ import annotations

from datetime import datetime

from triage.storage import Tx, erasures, new_public_id
from triage.storage.erasures import NewErasure

#: Who asks, beside an operator or a coordinator: the person themselves, or the time that passed.
PERSON, RETENTION = "person", "retention"
#: What the time asked for is withdrawn when they write; what they asked for waits for a red flag.
_FORCE = {RETENTION: 0, PERSON: 1}
_AT_ONCE = 2


def ask(tx: Tx, person_public_id: str, *, by: str, now: datetime) -> int:
    """Have a person erased by a worker; the row's id. One that was asked for already stays, unless
    it may be held up by what does not hold up this one."""
    force = _FORCE.get(by, _AT_ONCE)
    under_way = [
        one
        for one in erasures.of_person(tx, person_public_id)
        if one.state == "asked" and _FORCE.get(one.by, _AT_ONCE) >= force
    ]
    if under_way:
        return under_way[0].id
    erasure_id = erasures.add(tx, NewErasure(new_public_id(), person_public_id, by, now))
    person_id = erasures.person_id_of(tx, person_public_id)
    if person_id is not None and by != RETENTION:  # that may be withdrawn, a tombstone may not
        erasures.bury(tx, erasures.addresses_of(tx, person_id, person_public_id, at=now))
    return erasure_id
