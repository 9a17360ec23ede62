"""A clock that jumped empties no house."""

from __future__ import annotations

from datetime import timedelta

import pytest

import models
from tests.builders import NOW, only, rows
from tests.fakes import FakeClock
from tests.people.aged import KEEP, age, keeping, ran, somebody
from triage.errors import Conflict
from triage.services.doctor import keeping as doctor
from triage.services.doctor.report import State
from triage.services.house import House
from triage.services.people import held, retention
from triage.services.people.retention import purge


@pytest.fixture
def busy(house: House) -> House:
    """Ten people who wrote today."""
    kept = keeping(house)
    for number in range(1, 11):
        somebody(kept, number, "2")
    return kept


def _kept(house: House) -> int:
    return sum(bool(row.wrapped_key) for row in rows(house.store, models.person))


@pytest.mark.parametrize("ran_before", [True, False])
@pytest.mark.parametrize("days", [400, 8, -8, -9000])
def test_nothing_goes_after_a_jump(
    busy: House, clock: FakeClock, days: int, ran_before: bool
) -> None:
    if ran_before:
        ran(busy, NOW)
    age(busy, 1, timedelta(days=KEEP - 9) if days < 0 else timedelta(days=KEEP + 1))
    clock.tick(days=days)

    with pytest.raises(Conflict, match="Nothing was taken away"):
        purge(busy)
    retention.run_scheduled(busy)

    assert _kept(busy) == 10
    assert only(busy.store, models.meta, key=retention.REFUSED).value


def test_a_week_without_a_run_is_no_jump(busy: House, clock: FakeClock) -> None:
    ran(busy, NOW)
    age(busy, 1, timedelta(days=KEEP))
    clock.tick(days=7)

    purge(busy)

    assert _kept(busy) == 9


@pytest.mark.parametrize(("old", "goes"), [(2, True), (3, False)])
def test_more_than_a_fifth_does_not_go_unasked(busy: House, old: int, goes: bool) -> None:
    for number in range(1, old + 1):
        age(busy, number, timedelta(days=KEEP))

    if goes:
        purge(busy)
        assert _kept(busy) == 10 - old
    else:
        with pytest.raises(Conflict, match="3 of 10 people would go"):
            purge(busy)
        assert _kept(busy) == 10


def test_held_copies_go_by_their_day_even_where_the_rest_is_refused(busy: House) -> None:
    folder = busy.settings.current().triage_data_dir / held.FOLDER
    folder.mkdir(parents=True)
    copy = folder / f"{'a' * 20}.until-20261122.triage"
    copy.write_bytes(b"sealed")
    for number in range(1, 6):
        age(busy, number, timedelta(days=KEEP))

    with pytest.raises(Conflict):
        purge(busy)

    assert not copy.exists()


def test_who_confirms_gets_it_done_and_the_next_run_goes_by_itself(
    busy: House, clock: FakeClock
) -> None:
    for number in range(1, 6):
        age(busy, number, timedelta(days=KEEP))
    clock.tick(days=30)

    purge(busy, confirm=True)

    assert _kept(busy) == 5
    assert only(busy.store, models.meta, key=retention.REFUSED).value == ""
    assert rows(busy.store, models.audit_event)[-1].action == "purged"
    clock.tick(days=1)
    purge(busy)


def test_the_doctor_says_that_nothing_is_taken_away(busy: House, clock: FakeClock) -> None:
    ran(busy, NOW)
    assert [line.state for line in doctor.look(busy)] == [State.OK]
    clock.tick(days=30)
    retention.run_scheduled(busy)

    (line,) = doctor.look(busy)

    assert line.state is State.FAIL
    assert "30 days off" in line.words
    assert "purge --confirm" in line.todo
