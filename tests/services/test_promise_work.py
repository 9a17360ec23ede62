"""Promised calls, as the worker sees to them: the staff is reminded and told, each thing once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from models import staff_alert
from tests.builders import NOW, rows
from tests.fakes import FakeClock
from tests.promising import missed, promised, said_unasked, the_promise
from triage.services.house import House
from triage.services.promises.promise_work import work
from triage.services.staff.coordinators import create
from triage.storage import call_attempts, callbacks
from triage.storage.call_attempts import NewAttempt
from triage.vocabulary import Role


def alerts(house: House) -> list[str]:
    return [row.kind for row in rows(house.store, staff_alert)]


def test_the_staff_is_reminded_once_a_quarter_of_an_hour_before(
    house: House, clock: FakeClock
) -> None:
    promised(house)
    clock.tick(minutes=44)
    work(house)
    assert alerts(house) == []

    clock.tick(minutes=1)
    work(house)
    work(house)

    assert alerts(house) == ["due_promise"]
    assert the_promise(house).reminded_at == clock.now()


def test_nobody_is_reminded_of_what_is_over(house: House, clock: FakeClock) -> None:
    promised(house)
    clock.tick(hours=1, minutes=31)

    work(house)

    assert alerts(house) == []


def test_a_missed_promise_stays_open_the_staff_is_told_and_the_person_gets_an_apology(
    house: House, clock: FakeClock
) -> None:
    missed(house, clock)
    clock.tick(minutes=-2)
    work(house)
    assert alerts(house) == []

    clock.tick(minutes=2)
    work(house)
    work(house)

    row = the_promise(house)
    assert (row.state, row.escalated_at, row.apologised_at) == ("open", clock.now(), clock.now())
    assert alerts(house) == ["missed_promise"]
    assert said_unasked(house) == ["<callback.missed>"]


def test_a_call_in_vain_is_no_missed_promise(house: House, clock: FakeClock) -> None:
    who = create(house, name="Bina", email="b@clinic.example", role=Role.COORDINATOR, by="operator")
    missed(house, clock)
    with house.store.transaction() as tx:
        row = the_promise(house)
        callbacks.tried(tx, row.id, "no_answer")
        call_attempts.add(tx, NewAttempt(row.id, row.lead_id, who.id, "no_answer", clock.now()))

    work(house)

    assert alerts(house) == []
    assert said_unasked(house) == []


def test_two_workers_do_each_thing_once(house: House, clock: FakeClock) -> None:
    missed(house, clock)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: work(house), range(4)))

    assert alerts(house) == ["missed_promise"]
    assert said_unasked(house) == ["<callback.missed>"]


def test_the_hour_that_summer_time_skips_makes_no_promise_early_or_late(
    house: House, clock: FakeClock
) -> None:
    start = datetime(2027, 3, 14, 7, 30, tzinfo=UTC)  # New York: 03:30, after the jump at 2
    clock.tick(seconds=(start - NOW).total_seconds() - 16 * 60)
    promised(house, start, zone="America/New_York")
    work(house)
    assert alerts(house) == []

    clock.tick(minutes=1)
    work(house)

    assert alerts(house) == ["due_promise"]
