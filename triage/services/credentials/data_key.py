"""A new data key: every key that is wrapped under an older one is wrapped anew; no data is touched.

| wrapped under a data key | what becomes of it |
|---|---|
| keys of people (`person.wrapped_key`) | a batch in each transaction |
| secrets of the staff, sessions, addresses to ask Twilio about | `house_seals`, all at once: few |
| keys of exports (they live for a day) | all at once |
| index keys of the past, the canary | with them |
| copies of erased people that are held for the law | written anew, one by one |
| backups | stay: whoever restores one needs the key that it names, so keep old keys with them |

A message meanwhile opens with either key; one that is at work on a person is passed over and its
person taken later.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from triage import canary
from triage.errors import Damaged
from triage.services import house_seals
from triage.services.credentials import past_keys
from triage.services.house import House
from triage.services.people import held
from triage.services.recovery.sealed_file import key_id_of, reseal
from triage.storage import Tx, keys_in_use, meta

#: When all that is left is in messages' hands; a message takes less.
_PAUSE = 0.05


def waiting(house: House, tx: Tx) -> int:
    """How many wrapped keys are not under the newest data key; 0 when older ones may go."""
    newest = house.vault.newest_key_id()
    people = sum(count for name, count in keys_in_use.of_people(tx).items() if name != newest)
    stored = meta.find(tx, canary.NAME) or ""
    is_old = bool(stored) and not stored.startswith(f"w1.{newest}.")
    others = keys_in_use.elsewhere(tx, newest) + past_keys.waiting(tx, newest) + is_old
    return people + others + len(_held_copies(house, newest))


def move_some(house: House, limit: int) -> int:
    """Wrap one batch anew, at most `limit` people; how many keys, and 0 when nothing is left.

    Raises Damaged when one is under a key that is not accepted; then its batch is as before.
    """
    newest = house.vault.newest_key_id()
    with house.store.transaction() as tx:
        moved = keys_in_use.rewrap_people(tx, newest, limit, lambda old: _anew(house, old))
    if not moved:
        moved = _rest(house)
    if moved:
        return moved
    with house.store.reading() as tx:
        left = waiting(house, tx)
    if left:
        time.sleep(_PAUSE)
    return min(left, 1)


def check(house: House) -> None:
    """Prove that every data key in use is accepted and a right one, and that the newest seals.

    Raises Damaged. Call it before the new key is used, and after.
    """
    with house.store.reading() as tx:
        canary.check(house.vault, meta.find(tx, canary.NAME))
        missing = [name for name in keys_in_use.of_people(tx) if not house.vault.accepts(name)]
        if missing:
            raise Damaged(f"TRIAGE_DATA_KEY: people's keys need those with ids {missing}")
        for wrapped in keys_in_use.samples(tx):
            house.vault.open_key(wrapped)
    sealed = house.vault.seal_house("canary", "rotation")
    house.vault.unseal_house(sealed, "rotation")


def look_again(house: House) -> None:
    """Nothing to do: `waiting` counts what there is at any moment."""


def _anew(house: House, wrapped: str) -> tuple[str, str]:
    fresh = house.vault.rewrap(wrapped)
    return fresh.key_id, fresh.wrapped


def _rest(house: House) -> int:
    """Everything but people: few rows."""
    moved = house_seals.rewrap(house)
    with house.store.transaction() as tx:
        moved += keys_in_use.rewrap_exports(tx, lambda old: house.vault.rewrap(old).wrapped)
        moved += past_keys.rewrap(house, tx)
        stored = meta.find_locked(tx, canary.NAME)
        fresh = stored and house.vault.rewrap_house(stored)
        if fresh and fresh != stored:
            meta.put(tx, canary.NAME, fresh)
            moved += 1
    for path in _held_copies(house, house.vault.newest_key_id()):
        with suppress(FileNotFoundError):  # its time was over
            reseal(path, house.vault)
            moved += 1
    return moved


def _held_copies(house: House, newest: str) -> list[Path]:
    """Those that are not under the data key with this id."""
    folder = house.settings.current().triage_data_dir / held.FOLDER
    return [path for path in folder.glob("*.triage") if key_id_of(path) != newest]
