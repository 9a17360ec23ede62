"""The steps of one erasure, each of which can be done again: see `erasure`."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from triage.errors import Damaged, NotFound
from triage.logs import get_logger
from triage.services import audit
from triage.services.figures.lead_export import KIND as EXPORT
from triage.services.house import House
from triage.services.people import erasure_log
from triage.services.people.asking import PERSON, RETENTION
from triage.services.people.erasure_log import Entry
from triage.services.sealing import for_address, for_erasure
from triage.storage import Tx, addresses, dossier, due, erasing, erasures, lead_exports, meta
from triage.storage.erasing import Doomed
from triage.storage.erasures import Erasure

#: Due work whose subject is a message: to be deleted at Twilio.
COPY = "erase_at_twilio"
#: Meta row: rows were emptied and old bytes may still be in the database's files.
UNCLEAN = "erasure.unclean"
#: What is on its way to Twilio when a person is erased is found there a little later.
_SETTLED = timedelta(minutes=3)

log = get_logger("triage.erasure")


def is_kept_back(house: House, tx: Tx, what: Erasure) -> bool:
    """Whether nobody is to be erased now: what the time asked for, once they write again; what they
    asked for in the chat, while a red flag or a concern of theirs waits to be seen by a person.

    What stands in the file was erased before: only what came later keeps it back.
    """
    if what.by == RETENTION:
        return erasing.was_touched(tx, what.person_public_id, since=what.asked_at)
    if what.by != PERSON:
        return False
    known = erasure_log.find(erasure_log.path_of(house), what.public_id)
    return erasing.is_unseen(tx, what.person_public_id, after=known.at if known else None)


def withdraw(house: House, what: Erasure) -> None:
    """They wrote again, and time asks for nothing any more; what others asked for stays."""
    if what.by != RETENTION:
        return
    with house.store.transaction() as tx:
        if erasures.withdraw(tx, what.id):
            tell_audit(tx, what, "person.erasure_withdrawn", house.clock.now())


def write_down(house: House, tx: Tx, what: Erasure, who: Doomed | None) -> Entry:
    """The erasure in the file beside the database, before anything is emptied; as it counts: of the
    time it was first written down, with every STOP that the file knows of and an older database
    does not."""
    now, whose = house.clock.now(), what.person_public_id
    left = erasures.addresses_of(tx, who.id, whose, at=now) if who else []
    new = erasure_log.new_entry(
        house, what.public_id, whose, by=what.by, asked_at=what.asked_at, left=left
    )
    entry = erasure_log.note(house, new)
    stopped = {(one.channel, one.lookup): one.opted_out_at for one in entry.tombstones}
    at_last = (
        replace(
            one,
            erased_at=entry.at,
            opted_out_at=one.opted_out_at or stopped.get((one.channel, one.lookup)),
        )
        for one in left
    )
    return replace(entry, tombstones=tuple(at_last))


def hold(house: House, what: Erasure) -> None:
    """A sealed copy for the law, where an operator switched it on: see `held`. What cannot be
    opened cannot be held, and keeps nobody from being erased."""
    if not house.settings.current().triage_legal_hold_days:
        return
    from triage.services.people import held

    with house.store.reading() as tx:
        found = dossier.by_id(tx, what.person_public_id)
    known = erasure_log.find(erasure_log.path_of(house), what.public_id)
    if found and not found[0].erased:
        try:
            at = known.at if known else house.clock.now()
            held.keep(house, found[0], what.public_id, at=at)
        except Damaged:
            log.error("copy_not_held", count=1)


def let_go(house: House, what: Erasure) -> None:
    """The held copy of somebody who is not erased after all."""
    from triage.services.people import held

    held.forget(house, what.public_id)


def clear(house: House, what: Erasure) -> bool:
    """Everything that is in the database, in one transaction; False where it is kept back."""
    with house.store.transaction() as tx:
        who = erasing.lock(tx, what.person_public_id)
        there = erasures.get(tx, what.id)
        if there is None or there.state != "asked":
            return there is not None
        if is_kept_back(house, tx, what):
            return False
        entry = write_down(house, tx, what, who)
        counts: dict[str, int] = {}
        left = None
        if who is not None and who.wrapped_key is not None:
            left = _left_at_twilio(house, tx, what, who)
            erasures.bury(tx, entry.tombstones)
            counts = erasing.clear(tx, who, now=entry.at)
            counts["exports"] = lead_exports.forget(tx, EXPORT)
            meta.put(tx, UNCLEAN, what.public_id)
        erasures.cleared(tx, what.id, counts=json.dumps(counts), left_sealed=left)
        tell_audit(tx, what, "person.erased", house.clock.now(), **counts)
    log.info("person_erased", count=sum(counts.values()))
    return True


def _left_at_twilio(house: House, tx: Tx, what: Erasure, who: Doomed) -> str | None:
    """The addresses, sealed by the house for one purpose: to find what Twilio still has of them.

    Most answers of ours went in the answer to a webhook, and Twilio never told us their ids.
    """
    wires: list[str] = []
    for one in addresses.of_person(tx, who.id):
        with suppress(Damaged):  # a key that is lost must keep nobody from being erased
            key = house.vault.open_key(who.wrapped_key or "")
            wires.append(key.unseal(one.sealed or "", for_address(one.lookup)))
    if not wires:
        return None
    return house.vault.seal_house(json.dumps(sorted(set(wires))), for_erasure(what.public_id))


def remove_files(house: House, what: Erasure) -> None:
    """Every file of theirs off the disk."""
    from triage.media.shelf import Shelf

    with house.store.reading() as tx:
        ids = erasing.files_of(tx, what.person_public_id)
    shelf = Shelf(house.settings.current().triage_data_dir / "media")
    for public_id in ids:
        shelf.remove(public_id)


def give_work(house: House, tx: Tx, what: Erasure) -> None:
    """Have Twilio's copies deleted; what was given before stays as it is."""
    now, account = house.clock.now(), house.settings.current().twilio_account_sid
    due.add(tx, erasures.SEARCH, what.id, person_id=None, run_at=now + _SETTLED)
    erasing.give_copies_work(tx, what.person_public_id, COPY, account_sid=account, now=now)


def tell_audit(tx: Tx, what: Erasure, action: str, at: datetime, **counts: object) -> None:
    """The chain's event. Call it last: the chain is locked from here on."""
    audit.record(
        tx,
        at=at,
        actor=audit.WORKER if what.by in (PERSON, RETENTION) else what.by,
        action=action,
        subject=f"person:{what.person_public_id}",
        number=what.public_id,
        by=what.by,
        **counts,
    )


def get(tx: Tx, erasure_id: int) -> Erasure:
    """The erasure of this row. Raises NotFound."""
    found = erasures.get(tx, erasure_id)
    if found is None:
        raise NotFound("there is no such erasure")
    return found
