"""A new index key: what is found by a keyed hash is found all the time, and moved meanwhile.

While the settings hold two index keys, look-ups ask under both (`Vault.lookups`), and what is new
is written under the first. `move_some` brings over what there is, a batch in each transaction:

| keyed hash of | what becomes of it |
|---|---|
| addresses and people | moved: opened, hashed anew and sealed for the new hash |
| words for search, countries | made anew; a search asks under both keys until the old one goes |
| erased addresses (tombstones), diary feeds | stay; the old key is kept, see `past_keys` |
| sessions of the console | found under both; over within TRIAGE_CONSOLE_HOURS (at most 7 days) |
| one-time links | found under both; over within 24 hours |
| marks of known devices | known under both; after it one log-in counts as from a new device |
| throttles | counted anew from the change on; each counts for an hour at most |
| names of alert addresses | what waits to be told goes to the new name; told again at most once |
| log-ins that failed (audit) | only read by people: not looked up |
| ids of Twilio, once-marks of forms, e-mail addresses | no keyed hash: not affected |

Before a process writes under the new key, every other must accept it, or one that does not would
make a second person of somebody: add the key behind the old one, wait, then bring it to the front.
The canary names both keys from then on, and the new one alone when all is moved: nobody can start
without a key that is needed, or go back to one that is not accepted any more.

People are gone through until nobody was moved: two looks at least, so that what a message wrote
behind our back is found. How far it came stands in `meta`, saved with each batch.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Literal

from triage import canary
from triage.errors import Damaged
from triage.logs import get_logger
from triage.phone import parse_address
from triage.services.credentials import past_keys
from triage.services.credentials.moved_people import move_people
from triage.services.house import House
from triage.services.leads import search
from triage.services.sealing import for_address
from triage.storage import Tx, index_moves, meta
from triage.storage.index_moves import Found
from triage.vault import key_id

#: Row of `meta`: how far a move came.
MOVE = "index_key.move"
_SAMPLE = 50
#: When all that is left is in messages' hands; a message takes less.
_PAUSE = 0.05

log = get_logger("triage.index_key")


@dataclass(slots=True)
class Move:
    """How far the move to the key `to` (its id) is: behind the row `after` of its stage.

    `open` counts the people of this look who were moved, `stuck` those of whom an address does not
    open; `again` are those (or leads) that a message held. `brief` is a look after the end.
    """

    to: str
    stage: Literal["people", "words", "indexing", "done"] = "people"
    after: int = 0
    open: int = 0
    again: list[int] = field(default_factory=list)
    stuck: int = 0
    brief: bool = False


def waiting(house: House, tx: Tx) -> int:
    """How many people and leads are found by an older key than the newest; 0 when it may go."""
    move = _read(meta.find(tx, MOVE))
    if move is None or not _is_valid(house, move, meta.find(tx, canary.NAME)):
        if _is_settled(house, meta.find(tx, canary.NAME)):
            return 0
        move = Move(_newest(house))
    if move.stage == "done":
        return move.stuck
    if move.stage == "indexing":
        return index_moves.leads_without_words(tx) + move.stuck + 1  # its end is to be noted
    left = len(move.again) + move.open + move.stuck
    if move.stage == "words":
        return left + index_moves.leads_left(tx, move.after) + 1
    leads = 0 if move.brief else index_moves.leads_left(tx, 0)
    return left + index_moves.people_left(tx, move.after) + leads + 1


def move_some(house: House, limit: int) -> int:
    """Move one batch of about `limit` rows; how many were looked at, and 0 when nothing is left.
    People are looked at twice at least, and then their leads.

    Raises Damaged when a key is missing that is needed; then nothing is changed.
    """
    with house.store.transaction() as tx:
        move = _go_on(house, tx)
        if move is None:
            return 0
        before = _place(move)
        if move.stage == "people":
            done = _save(tx, move, _look_at_people(house, tx, move, limit))
        elif move.stage == "words":
            done = _save(tx, move, _have_words_made(tx, move, limit))
        else:
            done = 0
    if done:
        if move.again and _place(move) == before:
            time.sleep(_PAUSE)
        return done
    # outside of a transaction: the worker may be at the same work
    done = search.index_words(house, limit=limit)
    if done < limit:  # what falls due from now on is indexed under the newest key
        with house.store.transaction() as tx:
            move = _go_on(house, tx)
            if move is not None and move.stage == "indexing":
                _end(house, tx, move)
                _save(tx, move, 0)
    return done or 1


def check(house: House) -> None:
    """Prove that every accepted key is a right one, on the canary and the newest people.

    Raises Damaged. Call it before the new key is used, and after.
    """
    with house.store.reading() as tx:
        canary.check(house.vault, meta.find(tx, canary.NAME))
        sample = index_moves.newest(tx, _SAMPLE)
    hashed = [_is_ours(house, found) for found in sample]
    if hashed and not any(hashed):
        raise Damaged("TRIAGE_INDEX_KEY: the addresses here were hashed with another key")


def look_again(house: House) -> None:
    """Have `move_some` go through all people once more: the last thing before the old key goes."""
    with house.store.transaction() as tx:
        move = _read(meta.find_locked(tx, MOVE))
        if move is not None and move.stage == "done" and len(house.vault.index_keys()) > 1:
            _save(tx, Move(move.to, brief=True), 0)


def _is_ours(house: House, found: Found) -> bool:
    key, purpose = house.vault.open_key(found.wrapped_key), for_address(found.lookup)
    with suppress(Damaged, ValueError):
        canonical = parse_address(key.unseal(found.sealed, purpose)).canonical
        return found.lookup in house.vault.lookups(canonical)
    return False


def _is_settled(house: House, stored: str | None) -> bool:
    """Whether all that is here is under the newest key, as far as the canary says."""
    if stored is None:
        return len(house.vault.index_keys()) == 1
    return canary.is_settled(house.vault, stored)


def _is_valid(house: House, move: Move, stored: str | None) -> bool:
    """Whether a move is the one to the newest key, and nobody wrote under another after its end."""
    if move.to != _newest(house):
        return False
    return move.stage != "done" or bool(move.stuck) or _is_settled(house, stored)


def _newest(house: House) -> str:
    return key_id(house.vault.index_keys()[0])


def _go_on(house: House, tx: Tx) -> Move | None:
    """The move that is under way, or a new one; None when there is nothing to do."""
    stored = meta.find_locked(tx, canary.NAME)
    move = _read(meta.find_locked(tx, MOVE))
    if move is not None and _is_valid(house, move, stored):
        return None if move.stage == "done" else move
    if _is_settled(house, stored):
        return None
    # from here on nobody starts without both keys
    if stored is not None:
        meta.put(tx, canary.NAME, canary.check(house.vault, stored))
    past_keys.keep(house, tx)
    log.info("index_key_move_begun")
    return Move(_newest(house))


def _look_at_people(house: House, tx: Tx, move: Move, limit: int) -> int:
    fresh = index_moves.people_after(tx, move.after, limit)
    ids = fresh or move.again[:limit]
    if ids:
        seen = move_people(house, tx, ids)
        move.open, move.stuck = move.open + seen.moved, move.stuck + seen.stuck
        move.again = (move.again if fresh else move.again[limit:]) + seen.passed_over
        move.after = ids[-1] if fresh else move.after
    elif move.open:
        move.after, move.open, move.stuck = 0, 0, 0
    elif move.brief:
        _end(house, tx, move)
    else:
        move.stage, move.after = "words", 0
    return len(ids) or 1


def _have_words_made(tx: Tx, move: Move, limit: int) -> int:
    ids = index_moves.leads_after(tx, move.after, limit)
    if ids:
        move.again += index_moves.words_due(tx, ids)
        move.after = ids[-1]
    elif move.again:
        move.again = index_moves.words_due(tx, move.again)
    else:
        move.stage = "indexing"
    return len(ids) or 1


def _end(house: House, tx: Tx, move: Move) -> None:
    """Nothing that opens is under an older key: the newest alone is needed."""
    move.stage = "done"
    if not move.stuck and meta.find_locked(tx, canary.NAME) is not None:
        meta.put(tx, canary.NAME, canary.settled(house.vault))
    log.info("index_key_moved")


def _place(move: Move) -> tuple[int, int]:
    """Stays the same over a batch of nothing but rows that messages hold."""
    return move.after, len(move.again)


def _read(kept: str | None) -> Move | None:
    return Move(**json.loads(kept)) if kept else None


def _save(tx: Tx, move: Move, count: int) -> int:
    meta.put(tx, MOVE, json.dumps(asdict(move)))
    return count
