"""Erasing a person: asked for, cleared here in one transaction, then at Twilio, with a number.

Every step can be done again. A worker, a command or a start of the house that died in the middle
is followed by another that finds the row of the erasure and goes on:

1. `ask`: the row with its number, and tombstones (keyed hash, opt-out);
2. under the person's lock: is it still wanted, and was everything urgent seen (`is_kept_back`);
3. the file `erasures.log`: an older database that is brought back is erased again (`replay`);
4. `storage.erasing.clear`: the key is destroyed and every sealed column emptied, at once;
5. the files on the disk; 6. old bytes in the database's files; 7. Twilio's copies (`copies`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.errors import NotFound, StorageDown
from triage.logs import get_logger
from triage.services.credentials import past_keys
from triage.services.house import House
from triage.services.people import erasure_log
from triage.services.people import erasure_steps as steps
from triage.services.people.asking import PERSON, ask
from triage.services.people.erasure_log import Entry
from triage.services.people.erasure_steps import COPY, UNCLEAN
from triage.storage import Tx, erasing, erasures, meta
from triage.storage.cleaning import clean_up
from triage.storage.erasures import Erasure, NewErasure

#: Who asks in the chat gets the answer first, and again if Twilio asks again.
AFTER_THE_ANSWER = timedelta(minutes=2)

log = get_logger("triage.erasure")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an erasure came to: its number, where it stands, and how much there was, by kind."""

    number: str
    state: str
    asked_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]
    at_twilio: int


def erase(house: House, person_public_id: str, *, by: str, thorough: bool = False) -> Receipt:
    """Erase a person now, all but Twilio's copies, which the worker deletes; the receipt.

    `by` is who does it, as the audit names them. Raises NotFound when there is nobody.
    """
    now = house.clock.now()
    with house.store.transaction() as tx:
        if erasures.person_id_of(tx, person_public_id) is None:
            raise NotFound("there is nobody with this id")
        erasure_id = ask(tx, person_public_id, by=by, now=now)
    carry_out(house, erasure_id)
    tidy(house, thorough=thorough)
    return receipt(house, erasure_id)


def to_do(house: House) -> list[Erasure]:
    """The erasures that are not done, oldest first, but for those whose answer is on its way."""
    now = house.clock.now()
    with house.store.reading() as tx:
        return [
            what
            for what in erasures.still_open(tx)
            if what.by != PERSON or not timedelta() <= now - what.asked_at < AFTER_THE_ANSWER
        ]


def carry_out(house: House, erasure_id: int) -> bool:
    """Do what is left to do here; False where nobody is erased now, see `steps.is_kept_back`.

    Safe to do again at any time.
    """
    with house.store.reading() as tx:
        what = erasures.get(tx, erasure_id)
        if what is None:
            return False  # another worker withdrew it
        is_kept_back = what.state == "asked" and steps.is_kept_back(house, tx, what)
    if is_kept_back:
        steps.withdraw(house, what)
        return False
    if what.state == "asked":
        steps.hold(house, what)
        if not steps.clear(house, what):
            steps.let_go(house, what)
            return False
    steps.remove_files(house, what)
    with house.store.transaction() as tx:
        steps.give_work(house, tx, what)
    return True


def attempt(house: House, erasure_id: int) -> bool:
    """`carry_out` as one among many: what fails is logged, and keeps no other waiting."""
    try:
        return carry_out(house, erasure_id)
    except StorageDown:
        raise
    except Exception:
        log.exception("erasure_failed")
        return False


def tidy(house: House, *, thorough: bool = False) -> bool:
    """Take old bytes out of the database's files, if any may be there; whether none are left."""
    with house.store.reading() as tx:
        unclean = meta.find(tx, UNCLEAN)
    if not unclean and not thorough:
        return True
    if not clean_up(house.store, thorough=thorough):
        return False
    with house.store.transaction() as tx:
        if meta.find(tx, UNCLEAN) == unclean:  # nobody was erased meanwhile
            meta.put(tx, UNCLEAN, "")
    return True


def finish(house: House, erasure_id: int) -> bool:
    """Close an erasure of which nothing is left anywhere; False while something is."""
    with house.store.reading() as tx:
        if _is_left(tx, steps.get(tx, erasure_id)):
            return False
    now = house.clock.now()
    with house.store.transaction() as tx:
        what = steps.get(tx, erasure_id)
        if what.state == "done":
            return True
        # Twilio may have told the id of a message of ours only after it was emptied here
        steps.give_work(house, tx, what)
        is_left = erasing.copies_left(tx, what.person_public_id, COPY)
        if is_left or not erasures.done(tx, erasure_id, now=now):
            return False
        steps.tell_audit(tx, what, "person.erased_everywhere", now)
    log.info("erasure_done", count=1)
    return True


def _is_left(tx: Tx, what: Erasure) -> bool:
    return (
        what.state == "asked"
        or not what.carried
        or what.left_sealed is not None
        or bool(meta.find(tx, UNCLEAN))
        or bool(erasing.copies_left(tx, what.person_public_id, COPY))
    )


def under_way(house: House) -> list[Receipt]:
    """The receipts of all that are not done, oldest first."""
    with house.store.reading() as tx:
        return [receipt_of(tx, what) for what in erasures.still_open(tx)]


def receipt(house: House, erasure_id: int) -> Receipt:
    """What an erasure came to. Raises NotFound."""
    with house.store.reading() as tx:
        return receipt_of(tx, steps.get(tx, erasure_id))


def receipt_of(tx: Tx, what: Erasure) -> Receipt:
    """The same from its row."""
    left = erasing.copies_left(tx, what.person_public_id, COPY)
    counts = {str(name): int(count) for name, count in json.loads(what.counts).items()}
    return Receipt(what.public_id, what.state, what.asked_at, what.finished_at, counts, left)


def is_behind(house: House) -> bool:
    """Whether the file knows of an erasure that this database does not.

    Any one of them: the file is in the order of carrying out, the ledger in that of asking.
    """
    return bool(_missing(house))


def _missing(house: House) -> list[Entry]:
    there = list(erasure_log.read(erasure_log.path_of(house)))
    if not there:
        return there
    with house.store.reading() as tx:
        known = erasures.numbers(tx)
    return [entry for entry in there if entry.public_id not in known]


def replay(house: House, since: datetime | None = None) -> int:
    """Erase again whoever the file or the ledger knows to be erased; how many people that were.

    For a database that was brought back from an older state; `since` is of when, if that is known.
    """
    for entry in _missing(house):
        _bring_back(house, entry)
    count = 0
    waiting = [what for what in to_do(house) if what.state == "asked"]
    for what in waiting:
        with house.store.reading() as tx:
            is_there = erasures.person_id_of(tx, what.person_public_id) is not None
        count += carry_out(house, what.id) and is_there
    if waiting:
        tidy(house)
        log.warning("erasures_replayed", count=count)
    return count


def _bring_back(house: House, entry: Entry) -> None:
    """An entry of the file into the ledger, as one that has to be done."""
    with house.store.transaction() as tx:
        new = NewErasure(entry.public_id, entry.person_public_id, entry.by, entry.asked_at)
        if not erasures.bring_back(tx, new):
            return  # another process was first, or the number stands in the file twice
        if entry.index_key in past_keys.ids(house, tx):
            # else the hashes are of a key that is gone: nobody is found by them
            _bury_older(tx, entry)


def _bury_older(tx: Tx, entry: Entry) -> None:
    lookups = [one.lookup for one in entry.tombstones]
    newer = {
        (there.channel, there.lookup)
        for there in erasures.tombstones(tx, lookups)
        if there.erased_at >= entry.at
    }
    left = [one for one in entry.tombstones if (one.channel, one.lookup) not in newer]
    erasures.bury(tx, left)
