"""The ledger of erasures once more, beside the database: a file that is only ever added to.

Whoever brings an older state of the database back has this file still, and everybody in it is
erased again before the house opens. It holds numbers, keyed hashes and times; nobody is in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from triage.services.house import House
from triage.storage.erasures import Tombstone
from triage.vault import key_id

NAME = "erasures.log"


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure; `at` is when the rows were emptied. `index_key` names the key of the hashes."""

    public_id: str
    person_public_id: str
    by: str
    asked_at: datetime
    at: datetime
    index_key: str
    tombstones: tuple[Tombstone, ...]


def path_of(house: House) -> Path:
    """Where the file is."""
    return house.settings.current().triage_data_dir / NAME


def read(path: Path, number: str = "") -> Iterator[Entry]:
    """Every entry (of a number), oldest first; a line that a power cut cut off is passed over."""
    return _entries(line for line in _lines(path) if number in line)


def find(path: Path, public_id: str) -> Entry | None:
    """The first entry with this number, or None."""
    return next((entry for entry in read(path, public_id) if entry.public_id == public_id), None)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _entries(lines: Iterable[str]) -> Iterator[Entry]:
    for line in lines:
        try:
            yield _entry(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue


def note(house: House, entry: Entry) -> Entry:
    """Write an entry down, unless its number is there; what stands there. It outlives a power cut.

    The first entry of a number counts: an erasure that is done again was done at its first time.
    """
    path = path_of(house)
    there = find(path, entry.public_id)
    if there is not None:
        return there
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        is_cut = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        line = json.dumps(_told(entry), sort_keys=True) + "\n"
        os.write(handle, (("\n" if is_cut else "") + line).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(path.parent)
    return entry


def new_entry(
    house: House,
    public_id: str,
    person_public_id: str,
    *,
    by: str,
    asked_at: datetime,
    left: list[Tombstone],
) -> Entry:
    """An entry as of now, under the index key that hashes now."""
    now = house.clock.now()
    index_key = key_id(house.settings.current().index_key)
    return Entry(public_id, person_public_id, by, asked_at, now, index_key, tuple(left))


def _told(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.public_id,
        "person": entry.person_public_id,
        "by": entry.by,
        "asked_at": entry.asked_at.isoformat(),
        "at": entry.at.isoformat(),
        "index_key": entry.index_key,
        "addresses": [
            [one.channel, one.lookup, one.opted_out_at and one.opted_out_at.isoformat()]
            for one in entry.tombstones
        ],
    }


def _entry(told: dict[str, object]) -> Entry:
    at = datetime.fromisoformat(str(told["at"]))
    whose = str(told["person"])
    addresses: object = told["addresses"]
    if not isinstance(addresses, list):
        raise TypeError("no list of addresses")
    left = tuple(
        Tombstone(channel, lookup, whose, opted and datetime.fromisoformat(opted), at)
        for channel, lookup, opted in addresses
    )
    return Entry(
        public_id=str(told["number"]),
        person_public_id=whose,
        by=str(told["by"]),
        asked_at=datetime.fromisoformat(str(told["asked_at"])),
        at=at,
        index_key=str(told["index_key"]),
        tombstones=left,
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
