"""A house whose keys are changed under it, and what must hold of its people meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from models import address, person
from tests.builders import rows
from triage import canary
from triage.phone import parse_address
from triage.services.credentials import data_key, index_key
from triage.services.house import House
from triage.services.sealing import for_address
from triage.storage import meta
from triage.vault import Vault

OLD, NEW, NEWER = b"o" * 32, b"n" * 32, b"r" * 32


@dataclass
class Keys:
    """The keys that a process accepts now, newest first; lists, to be changed."""

    data: list[bytes] = field(default_factory=lambda: [b"d" * 32])
    index: list[bytes] = field(default_factory=lambda: [OLD])

    def vault(self) -> Vault:
        """The vault of a process with these keys."""
        return Vault(lambda: tuple(self.data), lambda: tuple(self.index))

    def house(self, house: House) -> House:
        """The same house in a process with these keys."""
        return replace(house, vault=self.vault())


def start(house: House) -> None:
    """What every process does first: it refuses keys that are not the ones of the database."""
    with house.store.transaction() as tx:
        kept = meta.find_locked(tx, canary.NAME)
        meta.put(tx, canary.NAME, canary.check(house.vault, kept))


def move_all(house: House, limit: int = 7) -> int:
    """Move to the newest index key, to the end; how many batches."""
    return _all(house, index_key, limit)


def rewrap_all(house: House, limit: int = 7) -> int:
    """The same for the data key."""
    return _all(house, data_key, limit)


def _all(house: House, part: object, limit: int) -> int:
    for batch in range(10_000):
        if part.move_some(house, limit) == 0:  # type: ignore[attr-defined]  # one of two modules
            return batch
    raise AssertionError("it never ends")


def left(house: House) -> tuple[int, int]:
    """How many rows wait for the newest index key, and for the newest data key."""
    with house.store.reading() as tx:
        return index_key.waiting(house, tx), data_key.waiting(house, tx)


def numbers(house: House) -> list[str]:
    """Every address as it opens, as "channel wire"; fails for one found under another key than the
    newest, and for a person whose own hash is not of an address of theirs."""
    people = {row.id: row for row in rows(house.store, person)}
    found, lookups = [], set()
    for row in rows(house.store, address):
        wire = house.vault.open_key(people[row.person_id].wrapped_key).unseal(
            row.sealed, for_address(row.lookup)
        )
        assert row.lookup == house.vault.lookup(parse_address(wire).canonical)
        lookups.add(row.lookup)
        found.append(f"{row.channel} {wire}")
    assert {row.lookup for row in people.values()} <= lookups
    assert len(set(found)) == len(found)
    return sorted(found)
