"""What came of a call, in one click: the promise, the lead, its history, what is said to them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from models import audit_event, call_attempt, callback, lead, lead_event
from tests.builders import NOW, arrival, only, rows
from tests.fakes import FakeClock
from tests.promising import missed, promised, said_unasked, the_promise
from triage.errors import Conflict
from triage.services.figures.speed import promise_weeks
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.promises import promises
from triage.services.promises.promise_times import next_try, read_typed
from triage.services.promises.promise_work import work
from triage.services.promises.promises import Call, Outcome
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role


@pytest.fixture
def bina(house: House) -> Coordinator:
    """A coordinator."""
    email, role = "bina@clinic.example", Role.COORDINATOR
    return coordinators.create(house, name="Bina", email=email, role=role, by="operator")


Record = Callable[..., bool]


@pytest.fixture
def record(house: House, bina: Coordinator) -> Record:
    """Writes down what came of a call, as the newest form does."""

    def write(public_id: str, outcome: Outcome, seen: int | None = None, **more: object) -> bool:
        open_ones = rows(house.store, callback, state="open")
        promise_id = open_ones[-1].id if open_ones else None
        made = len(rows(house.store, call_attempt)) if seen is None else seen
        call = Call(promise_id, made, outcome)
        return promises.record(house, public_id, call, bina, **more)  # type: ignore[arg-type]  # as given

    return write


def test_reached_keeps_the_promise_and_a_new_lead_is_contacted(
    house: House, clock: FakeClock, bina: Coordinator, record: Record
) -> None:
    public_id = promised(house)
    clock.tick(hours=1, minutes=5)

    record(public_id, Outcome.REACHED)

    row = the_promise(house)
    assert (row.state, row.outcome, row.closed_by) == ("kept", "reached", bina.id)
    assert only(house.store, call_attempt).coordinator_id == bina.id
    assert only(house.store, lead).status == "contacted"
    assert [row.kind for row in rows(house.store, lead_event)] == ["status", "call"]
    assert rows(house.store, audit_event)[-1].action == "record_call"
    work(house)
    assert said_unasked(house) == []


def test_no_answer_keeps_it_open_and_a_second_press_counts_once(
    house: House, record: Record
) -> None:
    public_id = promised(house)

    record(public_id, Outcome.NO_ANSWER, seen=0)
    with pytest.raises(Conflict, match="already"):
        record(public_id, Outcome.NO_ANSWER, seen=0)

    row = the_promise(house)
    assert (row.state, row.attempts, row.outcome) == ("open", 1, "no_answer")
    assert len(rows(house.store, call_attempt)) == 1
    assert only(house.store, lead).status == "new"


def test_two_people_at_once_write_one_call_down(house: House, record: Record) -> None:
    public_id = promised(house)

    def press(_: int) -> str:
        try:
            record(public_id, Outcome.REACHED, seen=0)
        except Conflict:
            return "too late"
        return "done"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, range(4)))

    assert sorted(answers) == ["done", "too late", "too late", "too late"]
    assert len(rows(house.store, call_attempt)) == 1


def test_a_wrong_number_flags_the_lead_and_asks_for_the_right_one(
    house: House, record: Record
) -> None:
    public_id = promised(house)

    told = record(public_id, Outcome.WRONG_NUMBER)

    assert told
    assert said_unasked(house) == ["<callback.wrong_number>"]
    assert "wrong_number" in only(house.store, lead).flags
    record(public_id, Outcome.REACHED)
    assert "wrong_number" not in only(house.store, lead).flags


def test_nobody_who_opted_out_is_asked_for_a_number(house: House, record: Record) -> None:
    public_id = promised(house)
    receive(house, arrival("stop"))

    assert not record(public_id, Outcome.WRONG_NUMBER)

    assert said_unasked(house) == []


def test_call_again_keeps_this_promise_and_makes_the_next(
    house: House, clock: FakeClock, record: Record
) -> None:
    public_id = promised(house)
    clock.tick(hours=1)
    then = read_typed(house, "2026-11-24T15:00", read_in="Asia/Kolkata", zone="Asia/Kolkata")

    record(public_id, Outcome.AGAIN, then=then)

    first, second = rows(house.store, callback)
    assert (first.state, first.outcome) == ("kept", "again")
    assert (second.state, second.start) == ("open", NOW + timedelta(hours=27, minutes=30))
    assert only(house.store, lead).status == "contacted"


def test_a_call_that_nobody_promised_is_written_down_and_is_no_promise(
    house: House, clock: FakeClock, record: Record
) -> None:
    receive(house, arrival("2"))
    public_id = only(house.store, lead).public_id

    record(public_id, Outcome.REACHED)

    row = the_promise(house)
    assert (row.state, row.start) == ("kept", row.end)
    clock.tick(hours=1)
    with house.store.reading() as tx:
        weeks = promise_weeks(tx, NOW - timedelta(days=1), clock.now(), ZoneInfo("UTC"))
    assert sum(week.due for week in weeks) == 0


def test_a_promise_made_by_hand_takes_the_place_of_the_open_one(
    house: House, bina: Coordinator
) -> None:
    public_id = promised(house)
    planned = read_typed(house, "2026-11-24T15:00", read_in="Asia/Kolkata", zone="Asia/Kolkata")

    assert promises.plan(house, public_id, planned, bina, tell=True)

    first, second = rows(house.store, callback)
    assert (first.state, second.state, second.coordinator_id) == ("withdrawn", "open", bina.id)
    assert said_unasked(house)[0].startswith("<callback.planned>")


def test_a_missed_promise_that_is_moved_stays_missed(
    house: House, clock: FakeClock, bina: Coordinator
) -> None:
    missed(house, clock)
    work(house)
    public_id = only(house.store, lead).public_id
    planned = next_try(house, "Asia/Kolkata", 1)
    assert planned is not None

    promises.plan(house, public_id, planned, bina)

    assert [row.state for row in rows(house.store, callback)] == ["missed", "open"]
