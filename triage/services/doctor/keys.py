"""The keys: do they open this database, is an old one still needed, is a secret too old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from triage.errors import Damaged
from triage.services.doctor.report import Line, fail, fine, warn
from triage.services.house import House
from triage.storage import keys_in_use, meta, vital

CANARY = "vault.canary"
#: After so long a secret should be another one.
_OLDEST = {
    "TWILIO_AUTH_TOKEN": timedelta(days=180),
    "TWILIO_API_KEY": timedelta(days=180),
    "SECRET_KEY": timedelta(days=365),
    "TRIAGE_DATA_KEY": timedelta(days=730),
    "TRIAGE_INDEX_KEY": timedelta(days=1095),
}
_ANY = timedelta(days=365)


def look(house: House) -> Iterator[Line]:
    """Whether everything that was sealed here opens."""
    with house.store.reading() as tx:
        canary = meta.find(tx, CANARY)
        people = keys_in_use.of_people(tx)
    yield _canary(house, canary)
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
    """Whether a secret has been in use for too long."""
    now = house.clock.now()
    with house.store.reading() as tx:
        since = vital.key_ages(tx)
    old = {
        name: (now - at).days for name, at in since.items() if now - at > _OLDEST.get(name, _ANY)
    }
    if old:
        told = ", ".join(f"{name} {days} days" for name, days in sorted(old.items()))
        yield warn("secrets' ages", f"in use for long: {told}", "rotate them: docs/operators.md")
    elif since:
        yield fine("secrets' ages", f"none of {len(since)} is older than it should be")


def _canary(house: House, stored: str | None) -> Line:
    if stored is None:
        return fine("keys", "nothing was sealed here yet")
    try:
        house.vault.check_canary(stored)
    except Damaged as wrong:
        todo = "put the key that this database was written with back; write nothing until then"
        return fail("keys", str(wrong), todo)
    return fine("keys", "they open this database")


_FINISH = "finish the rotation, so that the old key can go"
