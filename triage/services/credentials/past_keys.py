"""Index keys of the past, for what can be found by them alone.

Of an erased person a keyed hash is left and of a diary feed too; what was hashed is known to nobody
here, so neither can be hashed anew. Their keys are kept in the database, sealed under the data key,
and look-ups of these two ask under each of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from weakref import WeakKeyDictionary

from triage.services.house import House
from triage.storage import Tx, meta
from triage.vault import Vault, key_id

Hash = Callable[[str], str]

#: Row of `meta`: JSON, key id -> the key, sealed by the house.
PAST = "index_key.past"
_OLDER: WeakKeyDictionary[Vault, tuple[tuple[bytes, ...], Mapping[str, Hash]]] = WeakKeyDictionary()


def lookups(house: House, tx: Tx, canonical: str) -> tuple[str, ...]:
    """Every hash under which this may have been stored, now or before, newest key first."""
    vault = house.vault
    older = [hashed(canonical) for hashed in _older(vault, tx).values()]
    return (*vault.lookups(canonical), *older)


def ids(house: House, tx: Tx) -> set[str]:
    """The ids of all keys that `lookups` asks under."""
    return {key_id(key) for key in house.vault.index_keys()} | set(_read(meta.find(tx, PAST)))


def keep(house: House, tx: Tx) -> None:
    """Keep the older ones of the accepted keys."""
    there = _read(meta.find_locked(tx, PAST))
    older = {key_id(key): key for key in house.vault.index_keys()[1:]}
    fresh = {name: house.vault.seal_index_key(key) for name, key in older.items()}
    if not fresh.keys() <= there.keys():
        meta.put(tx, PAST, json.dumps({**fresh, **there}))


def rewrap(house: House, tx: Tx) -> int:
    """Bring them under the newest data key; how many were not there yet."""
    there = _read(meta.find_locked(tx, PAST))
    fresh = {name: house.vault.rewrap_house(sealed) for name, sealed in there.items()}
    changed = sum(fresh[name] != there[name] for name in there)
    if changed:
        meta.put(tx, PAST, json.dumps(fresh))
    return changed


def waiting(tx: Tx, newest: str) -> int:
    """How many are not under the data key with this id."""
    return sum(
        not sealed.startswith(f"w1.{newest}.") for sealed in _read(meta.find(tx, PAST)).values()
    )


def _older(vault: Vault, tx: Tx) -> Mapping[str, Hash]:
    """Those that are not accepted any more; read once for each set of accepted keys."""
    accepted = vault.index_keys()
    if vault not in _OLDER or _OLDER[vault][0] != accepted:
        known = {key_id(key) for key in accepted}
        kept = _read(meta.find(tx, PAST)).items()
        hashes = {name: vault.open_index_key(name, key) for name, key in kept if name not in known}
        _OLDER[vault] = (accepted, hashes)
    return _OLDER[vault][1]


def _read(kept: str | None) -> Mapping[str, str]:
    return dict(json.loads(kept or "{}"))
