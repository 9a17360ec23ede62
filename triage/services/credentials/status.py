"""What there is to know of every secret without showing one: ids, ages, uses, who needs which.

`urgent` means that something has to be done now: a key is over its age, or a rotation lies open for
more than a day. Two weeks before the age is reached a line says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.services.credentials import attendance, coordinator_passwords
from triage.services.credentials.catalogue import PASSWORDS, SECRETS, Secret
from triage.services.credentials.plans import WAITING
from triage.services.house import House
from triage.storage import Tx, credential_keys, rotations
from triage.storage.credential_keys import KeyRow
from triage.storage.rotations import RotationRow

_WARN_BEFORE = timedelta(days=14)
_OPEN_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """One key. `state`: "in use" (it signs, sends, seals), "accepted", "retired"; `waiting` is how
    many rows still need it, None where no row does by its nature."""

    key_id: str
    state: str
    first_seen_at: datetime
    last_used_at: datetime | None
    retired_at: datetime | None
    waiting: int | None = None


@dataclass(frozen=True, slots=True)
class SecretStatus:
    """One secret. `source`: "file", ".env", "environment", "demo" or "" where it is not set;
    `step` is what the open rotation did last; `todo` says what to do, if anything."""

    name: str
    what: str
    source: str
    keys: tuple[KeyStatus, ...]
    step: str
    todo: str
    urgent: bool


def look(house: House, *, retired: bool = False, note: bool = True) -> list[SecretStatus]:
    """Every secret, in a fixed order; with `retired` also the keys that were.

    A key that is seen for the first time is as old as this moment, which is noted down with `note`.
    """
    now, ids = house.clock.now(), attendance.ids_of(house)
    with house.store.reading() as tx:
        known = credential_keys.all_of_them(tx)
    new = {n: tuple(k for k in some if _is_new(known, n, k)) for n, some in ids.items()}
    for name, some in new.items():
        known |= {(name, key): KeyRow(name, key, now, None, None) for key in some}
    if note and any(new.values()):
        with house.store.transaction() as tx:
            attendance.see_all(tx, new, now)
            known = credential_keys.all_of_them(tx)
    with house.store.reading() as tx:
        going = rotations.open_ones(tx)
        found = [
            _one(house, tx, secret, known, going.get(secret.name), retired) for secret in SECRETS
        ]
    return [*found, _passwords(house, going.get(PASSWORDS))]


def _is_new(known: dict[tuple[str, str], KeyRow], name: str, key_id: str) -> bool:
    row = known.get((name, key_id))
    return row is None or row.retired_at is not None


def _one(
    house: House,
    tx: Tx,
    secret: Secret,
    known: dict[tuple[str, str], KeyRow],
    going: RotationRow | None,
    retired: bool,
) -> SecretStatus:
    ids = secret.ids(house.settings.current())
    waiting = WAITING[secret.name](house, tx) if secret.name in WAITING and len(ids) > 1 else None
    keys = []
    for place, key_id in enumerate(ids):
        row = known[secret.name, key_id]
        state, needed = ("in use", None) if place == 0 else ("accepted", waiting)
        keys.append(KeyStatus(key_id, state, row.first_seen_at, row.last_used_at, None, needed))
    if retired:
        keys += [
            KeyStatus(row.key_id, "retired", row.first_seen_at, row.last_used_at, row.retired_at)
            for (name, key_id), row in known.items()
            if name == secret.name and key_id not in ids
        ]
    todo, urgent = _todo(house, secret, keys[:1], going, len(ids))
    source = house.settings.origins().get(secret.setting, "") if ids else ""
    step = going.step if going else ""
    return SecretStatus(secret.name, secret.what, source, tuple(keys), step, todo, urgent)


def _todo(
    house: House, secret: Secret, first: list[KeyStatus], going: RotationRow | None, count: int
) -> tuple[str, bool]:
    """What to do, and whether now."""
    now, command = house.clock.now(), f"./run credentials rotate {secret.name}"
    if going is not None:
        return f"finish its rotation: {command}", now - going.started_at > _OPEN_FOR
    if count > 1:
        return f"an older key is accepted too: {command} goes on from there", False
    if not first or count == 0:
        return "", False
    limit, age = secret.limit(house.settings.current()), now - first[0].first_seen_at
    if age > limit:
        return f"in use for {age.days} days, {limit.days} are enough: {command}", True
    if age > limit - _WARN_BEFORE:
        return f"rotate it within {(limit - age).days + 1} days: {command}", False
    return "", False


def _passwords(house: House, going: RotationRow | None) -> SecretStatus:
    """People have no key ids: how many have an old password, or none."""
    people = coordinator_passwords.held(house)
    days = 2 * house.settings.current().triage_secret_age_days
    old = coordinator_passwords.older_than(people, house.clock.now() - timedelta(days=days))
    without = sum(one.changed_at is None for one in people)
    no_factor = sum(not one.has_two_factor for one in people)
    what = (
        f"{len(people)} of the staff: {without} without a password, {len(old)} with one older than"
    )
    what = f"{what} {days} days, {no_factor} without a second factor"
    command = f"./run credentials rotate {PASSWORDS}"
    todo = f"finish: {command}" if going else f"{command} gives links for new ones" if old else ""
    step = going.step if going else ""
    return SecretStatus(PASSWORDS, what, "database" if people else "", (), step, todo, bool(old))
