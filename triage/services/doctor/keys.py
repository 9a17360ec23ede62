"""The keys: do they open this database, is an old one still needed, is a secret too old."""

from __future__ import annotations

from collections.abc import Iterator

from triage import canary
from triage.errors import Damaged
from triage.services.credentials import status
from triage.services.doctor.report import Line, fail, fine, warn
from triage.services.house import House
from triage.storage import keys_in_use, meta


def look(house: House) -> Iterator[Line]:
    """Whether everything that was sealed here opens."""
    with house.store.reading() as tx:
        stored = meta.find(tx, canary.NAME)
        people = keys_in_use.of_people(tx)
    yield _canary(house, stored)
    lost = {name: count for name, count in people.items() if not house.vault.accepts(name)}
    newest = house.vault.newest_key_id()
    old = {name: count for name, count in people.items() if name != newest and name not in lost}
    if lost:
        told = ", ".join(f"{count} people under {name}" for name, count in lost.items())
        todo = "put the data keys with these ids back into TRIAGE_DATA_KEY, behind the newest"
        yield fail("people's keys", f"cannot be opened: {told}", todo)
    elif old:
        told = ", ".join(f"{count} under {name}" for name, count in old.items())
        yield warn("people's keys", f"an older data key is still needed: {told}", _FINISH)
    else:
        yield fine("people's keys", f"all {sum(people.values())} are under the newest data key")


def ages(house: House) -> Iterator[Line]:
    """Whether a secret has been in use for too long, or a rotation lies open."""
    secrets = status.look(house, note=False)
    bad = [one for one in secrets if one.todo]
    for one in bad:
        words = "see to it now" if one.urgent else "see to it soon"
        yield warn(f"secret {one.name}", words, one.todo)
    if not bad:
        yield fine("secrets", f"none of {len(secrets)} is older than it should be")


def _canary(house: House, stored: str | None) -> Line:
    if stored is None:
        return fine("keys", "nothing was sealed here yet")
    try:
        canary.check(house.vault, stored)
    except Damaged as wrong:
        todo = "put the key that this database was written with back; write nothing until then"
        return fail("keys", str(wrong), todo)
    return fine("keys", "they open this database")


_FINISH = "finish the rotation, so that the old key can go"
