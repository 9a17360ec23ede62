"""Who of the staff is told, when, and what happens while one of them cannot be reached."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from models import due_work, lead, staff_alert
from tests.builders import arrival, only, rows
from tests.fakes import FakeClock
from tests.services.listening import Sink, give_address, sink, telling_to, work
from triage.services.alerts import telling
from triage.services.alerts.alert_targets import quiet_until
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role


@pytest.fixture
def ear() -> Iterator[Sink]:
    """Where everybody is told."""
    with sink() as made:
        yield made


@pytest.fixture
def own() -> Iterator[Sink]:
    """Where Bina is told."""
    with sink() as made:
        yield made


@pytest.fixture
def bina(house: House) -> Coordinator:
    """A coordinator."""
    return _staff(house, "Bina", Role.COORDINATOR)


def _staff(house: House, name: str, role: Role) -> Coordinator:
    email = f"{name.lower()}@clinic.example"
    return coordinators.create(house, name=name, email=email, role=role, by="operator")


def _complete_lead(house: House) -> None:
    receive(house, arrival("2"))
    with house.store.transaction() as tx:
        tx.execute(update(lead).values(complete=True))


def test_everybodys_address_and_each_own_one_are_told(
    house: House, ear: Sink, own: Sink, bina: Coordinator
) -> None:
    give_address(house, bina, own.url)
    loud = telling_to(house, ear.url)
    _complete_lead(loud)

    assert work(loud) == 2
    assert ear.bodies == own.bodies
    assert len(ear.bodies) == 1


def test_an_operator_and_whoever_left_are_not_told(house: House, own: Sink, ear: Sink) -> None:
    operator = _staff(house, "Omar", Role.OPERATOR)
    left = _staff(house, "Dev", Role.COORDINATOR)
    for who in (operator, left):
        give_address(house, who, own.url)
    coordinators.disable(house, left.id, by="operator")
    loud = telling_to(house, ear.url)
    _complete_lead(loud)

    assert work(loud) == 1
    assert own.heard == []


def test_quiet_hours_hold_news_back_but_no_red_flag(
    house: House, own: Sink, bina: Coordinator, clock: FakeClock
) -> None:
    give_address(house, bina, own.url, quiet="11:00-13:00")  # it is 11:30 in India
    _complete_lead(house)
    assert work(house) == 0

    receive(house, arrival("chest pain"))
    assert work(house) == 1
    assert "Red flag" in own.bodies[0]
    assert "New lead" not in own.bodies[0]

    clock.tick(minutes=89)
    assert work(house) == 0
    clock.tick(minutes=1)
    assert work(house) == 1
    assert own.bodies[1].startswith("New lead")


@pytest.mark.parametrize(
    ("hours", "local", "until"),
    [
        ("22:00-07:00", "2026-11-23T23:00", "2026-11-24T07:00"),
        ("22:00-07:00", "2026-11-23T03:00", "2026-11-23T07:00"),
        ("22:00-07:00", "2026-11-23T07:00", None),
        ("22:00-07:00", "2026-11-23T21:59", None),
        ("13:00-14:00", "2026-11-23T13:00", "2026-11-23T14:00"),
        ("13:00-14:00", "2026-11-23T14:00", None),
        ("00:00-00:00", "2026-11-23T00:00", None),
        ("nonsense", "2026-11-23T00:00", None),
    ],
)
def test_quiet_hours_end_by_the_clock_on_their_wall(
    hours: str, local: str, until: str | None
) -> None:
    now = datetime.fromisoformat(f"{local}+05:30").astimezone(UTC)
    ends = datetime.fromisoformat(f"{until}+05:30") if until else None

    assert quiet_until(now, hours, "Asia/Kolkata") == ends


def test_an_address_that_fails_is_tried_again_and_the_others_are_not_told_twice(
    house: House, ear: Sink, own: Sink, bina: Coordinator, clock: FakeClock
) -> None:
    give_address(house, bina, own.url)
    loud = telling_to(house, ear.url)
    own.status = 503
    receive(loud, arrival("chest pain"))

    assert work(loud) == 1
    clock.tick(seconds=20)
    assert work(loud) == 0
    clock.tick(seconds=20)
    own.status = 200

    assert work(loud) == 1
    assert (len(ear.heard), len(own.heard)) == (1, 1)


def test_after_many_failures_it_is_given_up(house: House, ear: Sink, clock: FakeClock) -> None:
    loud = telling_to(house, ear.url)
    ear.status = 500
    receive(loud, arrival("chest pain"))
    for _ in range(telling.MOST_TRIES + 2):
        work(loud)
        clock.tick(hours=2)

    told = [row for row in rows(house.store, due_work) if row.kind.startswith("tell:")]
    assert [row.state for row in told] == ["dead"]
    assert only(house.store, staff_alert).sent_at is None


def test_an_address_that_hangs_keeps_nobody_waiting(
    house: House, ear: Sink, own: Sink, bina: Coordinator
) -> None:
    give_address(house, bina, own.url)
    loud = telling_to(house, ear.url)
    own.pause = 30
    receive(loud, arrival("chest pain"))
    started = time.monotonic()

    assert work(loud) == 1
    assert time.monotonic() - started < 16
    assert len(ear.heard) == 1


def test_a_corrected_address_gets_what_the_wrong_one_never_took(
    house: House, ear: Sink, clock: FakeClock
) -> None:
    wrong = telling_to(house, "json://127.0.0.1:9")
    receive(wrong, arrival("chest pain"))
    assert work(wrong) == 0

    right = telling_to(house, ear.url)
    assert work(right) == 1
    clock.tick(hours=2)
    assert work(right) == 0
    assert len(ear.heard) == 1


def test_an_address_that_nobody_understands_does_not_stop_the_others(
    house: House, ear: Sink
) -> None:
    loud = telling_to(house, "nonsense://somewhere", ear.url)
    receive(loud, arrival("chest pain"))

    assert work(loud) == 1
    assert len(ear.heard) == 1
