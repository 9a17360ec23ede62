"""Who is reminded of a promised call, and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from models import callback, lead
from tests.builders import NOW, arrival, only
from tests.services.listening import Sink, give_address, sink, telling_to, work
from triage.services.alerts.alerts import raise_alert
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.storage import callbacks
from triage.storage.callbacks import NewCallback
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


def _promise(house: House, who: int | None) -> None:
    """A promised call that is due soon, and its alert."""
    receive(house, arrival("2"))
    one = only(house.store, lead)
    soon = NOW + timedelta(minutes=15)
    with house.store.transaction() as tx:
        new = NewCallback(
            lead_id=one.id,
            person_id=one.person_id,
            start=soon,
            end=soon + timedelta(hours=1),
            zone="Asia/Kolkata",
            said_sealed=None,
            created_at=NOW,
            coordinator_id=who,
        )
        callbacks.promise(tx, new)
    promised = only(house.store, callback)
    with house.store.transaction() as tx:
        raise_alert(tx, "due_promise", one.id, callback_id=promised.id, now=NOW)


def test_a_promise_reminds_first_the_one_who_will_call(
    house: House, ear: Sink, own: Sink, bina: Coordinator
) -> None:
    give_address(house, bina, own.url)
    loud = telling_to(house, ear.url)
    _promise(loud, bina.id)

    assert work(loud) == 1
    assert own.bodies[0].startswith("Promised call: due soon")
    assert ear.heard == []


@pytest.mark.parametrize("quiet", [True, False])
def test_a_promise_of_nobody_or_of_one_asleep_reminds_the_others(
    house: House, ear: Sink, own: Sink, bina: Coordinator, quiet: bool
) -> None:
    give_address(house, bina, own.url, quiet="11:00-13:00" if quiet else None)
    loud = telling_to(house, ear.url)
    _promise(loud, bina.id if quiet else None)

    assert work(loud) == (1 if quiet else 2)
    assert len(ear.heard) == 1
    assert len(own.heard) == (0 if quiet else 1)


def test_a_reminder_of_a_call_that_was_made_is_not_sent(house: House, ear: Sink) -> None:
    loud = telling_to(house, ear.url)
    _promise(loud, None)
    with house.store.transaction() as tx:
        tx.execute(update(callback).values(state="kept"))

    assert work(loud) == 0
    assert ear.heard == []
