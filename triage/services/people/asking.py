"""Somebody is to be erased: written down with its number, for a worker to do. Light to load, for a
message may ask for it.
"""

from __future__ import annotations

from datetime import datetime

from triage.storage import Tx, erasures, new_public_id
from triage.storage.erasures import NewErasure

#: Who asks, beside an operator or a coordinator: the person themselves, or the time that passed.
PERSON, RETENTION = "person", "retention"


def ask(tx: Tx, person_public_id: str, *, by: str, now: datetime) -> int:
    """Have a person erased by a worker; the row's id. One that was asked for already stays."""
    under_way = [e for e in erasures.of_person(tx, person_public_id) if e.state == "asked"]
    if under_way:
        return under_way[0].id
    erasure_id = erasures.add(tx, NewErasure(new_public_id(), person_public_id, by, now))
    person_id = erasures.person_id_of(tx, person_public_id)
    if person_id is not None:
        erasures.bury(tx, erasures.addresses_of(tx, person_id, person_public_id, at=now))
    return erasure_id
