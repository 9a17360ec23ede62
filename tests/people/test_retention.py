"""What is past its time goes, to the second, and nothing else; then nothing is left to do."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta

import pytest

import models
from tests.builders import NOW, only, rows
from tests.fakes import FakeClock
from tests.people.aged import KEEP, age, keeping, ran, somebody
from tests.people.canaries import give_photo
from tests.people.traces import sealed_cells
from triage.media.shelf import Shelf
from triage.services.house import House
from triage.services.people import held, retention
from triage.services.people.retention import plan, purge
from triage.storage import Tx, erasing
from triage.storage.clearing import Counts
from triage.storage.erasing import Doomed

DAYS, SECOND = timedelta(days=KEEP), timedelta(seconds=1)


@pytest.fixture
def old(house: House) -> House:
    """Twelve people; the first is a second too old, the second a second too young."""
    kept = keeping(house)
    for number in range(1, 13):
        somebody(kept, number)
    age(kept, 1, DAYS + SECOND)
    age(kept, 2, DAYS - SECOND)
    ran(kept, NOW - timedelta(days=1))
    return kept


def test_whoever_is_past_their_time_is_erased_to_the_second(old: House, clock: FakeClock) -> None:
    found = purge(old)

    people = rows(old.store, models.person)
    assert [bool(row.wrapped_key) for row in people] == [False, *[True] * 11]
    assert sealed_cells(old, 1) == []
    assert len(sealed_cells(old, 2)) > 4
    assert found.due["people"] == 1
    assert only(old.store, models.erasure).by == "retention"

    ran(old, NOW)
    clock.tick(seconds=1)
    assert purge(old).due["people"] == 1
    assert rows(old.store, models.person)[1].wrapped_key is None


def test_consent_and_opt_out_stay_as_hashes(old: House) -> None:
    lookup = rows(old.store, models.address)[0].lookup
    before = len(rows(old.store, models.consent_event))

    purge(old)

    kept = rows(old.store, models.consent_event, person_id=1)
    assert len(rows(old.store, models.consent_event)) == before
    assert [(row.action, row.words_sealed) for row in kept] == [("given", None)]
    assert only(old.store, models.tombstone).lookup == lookup


def test_a_second_run_changes_nothing(old: House) -> None:
    purge(old)
    names = [t.name for t in models.metadata.sorted_tables if t.name not in ("meta", "due_work")]
    before = {name: rows(old.store, models.metadata.tables[name]) for name in names}

    again = purge(old)

    assert not any(again.due.values())
    assert {name: rows(old.store, models.metadata.tables[name]) for name in names} == before


def test_a_dry_run_changes_nothing(old: House) -> None:
    before = sealed_cells(old, 1)

    assert plan(old).due["people"] == 1

    assert sealed_cells(old, 1) == before


def test_an_old_lead_of_somebody_who_still_writes_is_emptied(old: House) -> None:
    age(old, 3, DAYS + SECOND, talk_too=False)

    purge(old)

    lead = only(old.store, models.lead, person_id=3)
    assert (lead.status, lead.source, lead.flags) == ("closed", None, [])
    assert rows(old.store, models.person)[2].wrapped_key
    assert {row.body_sealed for row in rows(old.store, models.message, lead_id=lead.id)} <= {None}


def test_words_and_files_have_times_of_their_own(old: House) -> None:
    photo = give_photo(old)
    old = keeping(old, TRIAGE_KEEP_LEADS_DAYS="0", TRIAGE_KEEP_MEDIA_DAYS="50")
    with old.store.transaction() as tx:
        then = NOW - timedelta(days=50)
        tx.execute(models.attachment.update().values(created_at=then))

    purge(old, confirm=True)

    assert rows(old.store, models.person)[0].wrapped_key
    assert {r.body_sealed for r in rows(old.store, models.message, conversation_id=1)} == {None}
    assert None not in {r.body_sealed for r in rows(old.store, models.message, conversation_id=2)}
    kept = only(old.store, models.attachment)
    assert (kept.state, kept.url_sealed, kept.digest) == ("removed", None, None)
    shelf = Shelf(old.settings.current().triage_data_dir / "media")
    assert shelf.find(photo, "1") is None
    assert {row.kind for row in rows(old.store, models.due_work)} >= {"erase_at_twilio"}


def test_zero_days_keep_everything(old: House) -> None:
    names = ("LEADS", "MESSAGES", "MEDIA", "SESSIONS")
    ever = keeping(old, **{f"TRIAGE_KEEP_{name}_DAYS": "0" for name in names})
    age(ever, 1, timedelta(days=9000))

    assert not any(purge(ever, confirm=True).due.values())
    assert rows(ever.store, models.person)[0].wrapped_key


def test_a_hold_keeps_a_sealed_copy_for_so_long(old: House, clock: FakeClock) -> None:
    old = keeping(old, TRIAGE_LEGAL_HOLD_DAYS="30")
    purge(old)

    ((number, until),) = held.listed(old)
    assert (number, until) == (only(old.store, models.erasure).public_id, "20261223")
    (path,) = (old.settings.current().triage_data_dir / held.FOLDER).glob("*")
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"PK" not in path.read_bytes()[:2]
    copy = io.BytesIO()
    held.take_out(old, number, copy, by="operator")
    told = json.loads(zipfile.ZipFile(copy).read("person.json"))
    assert told["addresses"][0]["address"] == "whatsapp:+447700900001"
    assert rows(old.store, models.audit_event)[-1].action == "person.held_copy_opened"

    clock.tick(days=31)
    ran(old, clock.now())
    purge(old, confirm=True)
    assert number not in dict(held.listed(old))


def test_a_key_that_does_not_open_keeps_nobody_from_being_erased(old: House) -> None:
    old = keeping(old, TRIAGE_LEGAL_HOLD_DAYS="30")
    with old.store.transaction() as tx:
        whose = models.person.c.id == 1
        tx.execute(models.person.update().where(whose).values(wrapped_key="v1.lost"))

    purge(old)

    assert rows(old.store, models.person)[0].wrapped_key is None
    assert held.listed(old) == []


def test_one_who_cannot_be_erased_keeps_no_other(
    old: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(old, 3, DAYS + SECOND)
    clear = erasing.clear

    def fail_first(tx: Tx, who: Doomed, *, now: datetime) -> Counts:
        if who.id == 1:
            raise ValueError
        return clear(tx, who, now=now)

    monkeypatch.setattr(erasing, "clear", fail_first)
    purge(old)

    people = rows(old.store, models.person)
    assert (bool(people[0].wrapped_key), bool(people[2].wrapped_key)) == (True, False)


def test_the_worker_does_it_once_a_day(old: House, clock: FakeClock) -> None:
    retention.run_scheduled(old)
    assert rows(old.store, models.person)[0].wrapped_key is None

    age(old, 3, DAYS + SECOND)
    clock.tick(hours=23)
    retention.run_scheduled(old)
    assert rows(old.store, models.person)[2].wrapped_key

    clock.tick(hours=1)
    retention.run_scheduled(old)
    assert rows(old.store, models.person)[2].wrapped_key is None
