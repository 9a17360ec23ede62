"""What comes together is told together; what cannot wait does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from models import lead
from tests.builders import ASHA, BINA, arrival, only, rows
from tests.fakes import FakeClock
from tests.services.listening import Sink, sink, telling_to, work
from triage.services.house import House
from triage.services.messages.inbox import receive

CHEN = "whatsapp:+12025550146"


@pytest.fixture
def ear() -> Iterator[Sink]:
    """Where everybody is told."""
    with sink() as made:
        yield made


@pytest.fixture
def loud(house: House, ear: Sink) -> House:
    """A house that tells everybody there."""
    return telling_to(house, ear.url)


def link(house: House, n: int = 0) -> str:
    """The page of the n-th lead."""
    found = rows(house.store, lead)[n].public_id
    return f"https://chat.example.org/console/leads/{found}"


def _complete_lead(house: House, sender: str) -> None:
    receive(house, arrival("2", sender=sender))
    with house.store.transaction() as tx:
        newest = rows(house.store, lead)[-1].id
        tx.execute(update(lead).where(lead.c.id == newest).values(complete=True))


def test_new_leads_that_come_together_go_in_one_message(
    loud: House, ear: Sink, clock: FakeClock
) -> None:
    _complete_lead(loud, ASHA)
    work(loud)
    for sender in (BINA, CHEN):
        clock.tick(minutes=1)
        _complete_lead(loud, sender)
        assert work(loud) == 0
    clock.tick(minutes=3)

    assert work(loud) == 1
    assert ear.bodies[1] == f"2 new leads:\n{link(loud, 1)}\n{link(loud, 2)}"


def test_a_red_flag_does_not_wait_for_anything(loud: House, ear: Sink, clock: FakeClock) -> None:
    _complete_lead(loud, ASHA)
    work(loud)
    clock.tick(seconds=10)
    _complete_lead(loud, BINA)
    receive(loud, arrival("chest pain", sender=CHEN))

    assert work(loud) == 1
    assert ear.bodies[1].splitlines()[1:] == [link(loud, 2)]


def test_many_leads_are_counted_and_not_all_listed(loud: House, ear: Sink) -> None:
    receive(loud, arrival("2"))
    one = only(loud.store, lead)
    with loud.store.transaction() as tx:
        values = {
            column.name: getattr(one, column.name) for column in lead.c if column.name != "id"
        }
        for number in range(24):
            made = {**values, "public_id": f"lead{number:06d}", "complete": True}
            tx.execute(lead.insert().values(made))

    work(loud)

    lines = ear.bodies[0].splitlines()
    assert lines[0] == "24 new leads:"
    assert lines[-1] == "and 4 more: https://chat.example.org/console/"
    assert len(lines) == 22
