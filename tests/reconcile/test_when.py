"""When Twilio's log is read: at a start, on a schedule, after an outage, and when it failed."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models import message
from tests.builders import rows
from tests.reconcile.conftest import Outside
from triage.errors import SendFailed, StorageDown
from triage.services import worker
from triage.services.house import House
from triage.services.recovery import outage, reconcile
from triage.storage import meta, open_store


def _heard(house: House) -> list[str]:
    return [row.sid for row in rows(house.store, message, direction="in")]


def _kept(house: House, key: str) -> str | None:
    with house.store.reading() as tx:
        return meta.find(tx, key)


def _beat(house: House) -> None:
    next(task for task in worker.TASKS if task.name == "beat").do(house)


@pytest.fixture
def known(outside: Outside) -> Outside:
    """Somebody wrote to this house before: it has a past to look back to."""
    outside.told(outside.lost("hi", minutes_ago=50))
    return outside


def test_a_worker_looks_at_its_start(known: Outside) -> None:
    sid = known.lost("2", minutes_ago=5)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(known.house, stop), kwargs={"pause": 0.01})
    thread.start()
    ends = time.monotonic() + 20
    while sid not in _heard(known.house) and time.monotonic() < ends:
        time.sleep(0.05)
    stop.set()
    thread.join(10)

    assert sid in _heard(known.house)


def test_a_new_house_does_not_answer_what_came_before_it(outside: Outside) -> None:
    outside.lost("hi", minutes_ago=300)

    outage.run_scheduled(outside.house)

    assert _heard(outside.house) == []


def test_the_next_run_goes_on_where_the_last_one_ended(known: Outside) -> None:
    outage.run_scheduled(known.house)
    before = known.lost("2", minutes_ago=120)
    overlapping = known.lost("2", minutes_ago=20)

    outage.run_scheduled(known.house)

    heard = _heard(known.house)
    assert (before in heard, overlapping in heard) == (False, True)
    assert _kept(known.house, outage.DONE)


def test_nothing_is_read_unless_somebody_asked(known: Outside) -> None:
    sid = known.lost("2")
    outage.run_when_asked(known.house)
    assert sid not in _heard(known.house)

    with known.house.store.transaction() as tx:
        outage.ask(tx, known.clock.now())
    outage.run_when_asked(known.house)

    assert sid in _heard(known.house)
    assert _kept(known.house, outage.ASKED) == ""


def test_a_heart_that_stood_still_asks(known: Outside) -> None:
    _beat(known.house)
    known.clock.tick(seconds=10)
    _beat(known.house)
    assert not _kept(known.house, outage.ASKED)

    known.clock.tick(seconds=90)
    _beat(known.house)

    asked = datetime.fromisoformat(str(_kept(known.house, outage.ASKED)))
    assert timedelta() < asked - known.clock.now() <= reconcile.GRACE


def test_web_processes_that_start_ask(known: Outside) -> None:
    outage.note_start(known.house)

    assert _kept(known.house, outage.ASKED)


def test_a_web_process_that_apologised_asks_once_the_database_is_back(
    known: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "_LOOK_EVERY", 0.05)
    nowhere = open_store("postgresql://nobody@127.0.0.1:1/none", deadline=0.5)
    stores = [nowhere, nowhere, known.house.store]

    class Away:
        def transaction(self) -> object:
            return (stores.pop(0) if len(stores) > 1 else stores[0]).transaction()

    outage.note(replace(known.house, store=Away()))  # type: ignore[arg-type]  # two outages long
    ends = time.monotonic() + 15
    while not _kept(known.house, outage.ASKED) and time.monotonic() < ends:
        time.sleep(0.05)

    assert _kept(known.house, outage.ASKED)
    assert len(stores) == 1


def test_a_twilio_that_does_not_tell_is_asked_again_in_a_minute(known: Outside) -> None:
    class Silent:
        def heard(self, *_: object) -> object:
            raise SendFailed("no answer", permanent=False)

    sid = known.lost("2")
    outage.run_scheduled(replace(known.house, at_twilio=Silent()))  # type: ignore[arg-type]  # fails
    assert _kept(known.house, outage.DONE) is None

    known.clock.tick(seconds=61)
    outage.run_when_asked(known.house)

    assert sid in _heard(known.house)


def test_a_long_backlog_is_taken_in_over_several_rounds(
    known: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "AT_ONCE", 3)
    for n in range(7):
        known.lost("hi", sender=f"+44770090010{n}", minutes_ago=20 - n)
    with known.house.store.transaction() as tx:
        outage.ask(tx, known.clock.now())

    sizes = []
    for _ in range(4):
        outage.run_when_asked(known.house)
        sizes.append(len(_heard(known.house)) - 1)

    assert sizes == [3, 6, 7, 7]


def test_a_database_that_is_down_fails_the_run(known: Outside) -> None:
    nowhere = open_store("postgresql://nobody@127.0.0.1:1/none", deadline=0.5)
    away = replace(known.house, store=nowhere)

    with pytest.raises(StorageDown):
        reconcile.run(away, since=known.clock.now() - timedelta(hours=1))
