"""People brought under the newest index key, with every address of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triage.errors import Damaged
from triage.logs import get_logger
from triage.phone import parse_address
from triage.services.house import House
from triage.services.sealing import for_address
from triage.storage import Tx, index_moves
from triage.storage.index_moves import Found, Moved

log = get_logger("triage.index_key")


@dataclass(frozen=True, slots=True)
class Seen:
    """Of some people: how many were moved, of how many an address does not open, and the ids of
    those that a message holds now (whoever was erased meanwhile is not waited for)."""

    moved: int
    stuck: int
    passed_over: list[int]


def move_people(house: House, tx: Tx, person_ids: Sequence[int]) -> Seen:
    """Move what is under an older key."""
    people = index_moves.take(tx, person_ids)
    addresses: list[tuple[Found, Moved]] = []
    stuck = 0
    for found in people.values():
        try:
            addresses += _moves(house, found)
        except (Damaged, ValueError):
            log.error("address_not_moved", person_id=found[0].person_id)
            stuck += 1
    _move(house, tx, addresses)
    moved = len({found.person_id for found, _ in addresses})
    return Seen(moved, stuck, index_moves.not_erased(tx, set(person_ids) - set(people)))


def _moves(house: House, addresses: Iterable[Found]) -> list[tuple[Found, Moved]]:
    """What is to be moved of one person. Raises Damaged or ValueError for what does not open."""
    moves = []
    for found in addresses:
        key = house.vault.open_key(found.wrapped_key)
        wire = key.unseal(found.sealed, for_address(found.lookup))
        newest, *older = house.vault.lookups(parse_address(wire).canonical)
        if found.lookup in older:
            moves.append((found, Moved(found.id, newest, key.seal(wire, for_address(newest)))))
    return moves


def _move(house: House, tx: Tx, addresses: Sequence[tuple[Found, Moved]]) -> None:
    wanted = {move.lookup for _, move in addresses}
    if not wanted:
        return
    there, people_there = index_moves.taken(tx, wanted), index_moves.taken_by_people(tx, wanted)
    free = [
        move if (found.channel, move.lookup) not in there else _aside(house, found, move)
        for found, move in addresses
    ]
    people = {
        found.person_id: move.lookup
        for found, move in addresses
        if found.lookup == found.person_lookup and move.lookup not in people_there
    }
    index_moves.move(tx, free, list(people.items()))


def _aside(house: House, found: Found, move: Moved) -> Moved:
    """An address that is there twice, which takes processes that did not accept both keys: it keeps
    its messages, and what is written from there goes to the one under the newest key."""
    log.error("address_there_twice", address_id=found.id)
    aside = house.vault.lookup(f"aside:{found.id}:{found.lookup}")
    key = house.vault.open_key(found.wrapped_key)
    wire = key.unseal(found.sealed, for_address(found.lookup))
    return Moved(move.id, aside, key.seal(wire, for_address(aside)))
