"""What the staff is told of, and how often: once for what happened once, in one message for what
came together, and without anything of anybody.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from models import lead, staff_alert
from tests.builders import ASHA, BINA, NOW, arrival, only, rows
from tests.fakes import FakeClock
from tests.services.listening import Sink, sink, telling_to, work
from triage.services.alerts import telling
from triage.services.alerts.alerts import AlertKind, raise_alert
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


def kinds(house: House) -> list[str]:
    """The alerts that were raised."""
    return [row.kind for row in rows(house.store, staff_alert)]


def test_a_red_flag_is_told_at_once_with_a_link_and_nothing_of_the_person(
    loud: House, ear: Sink
) -> None:
    receive(loud, arrival("2", profile_name="Asha Rao"))
    receive(loud, arrival("chest pain", profile_name="Asha Rao"))

    assert work(loud) == 1

    (message,) = ear.heard
    assert message["title"].startswith("CancerFax: Red flag")
    assert message["message"].splitlines()[-1] == link(loud)
    assert message["type"] == "failure"
    told = str(message)
    for personal in ("Asha", "chest", "pain", "12025550123", "car", "whatsapp"):
        assert personal not in told.replace("CancerFax", "")
    assert only(loud.store, staff_alert).sent_at == NOW
    assert work(loud) == 0


def test_one_danger_in_many_messages_is_one_event(loud: House, ear: Sink, clock: FakeClock) -> None:
    for _ in range(4):
        receive(loud, arrival("chest pain"))
        work(loud)
        clock.tick(minutes=5)
    assert len(ear.heard) == 1

    clock.tick(minutes=30)
    receive(loud, arrival("chest pain"))
    work(loud)
    assert len(ear.heard) == 2


def test_danger_of_two_people_is_told_of_each(loud: House, ear: Sink) -> None:
    for sender in (ASHA, BINA):
        receive(loud, arrival("chest pain", sender=sender))

    work(loud)

    assert "2 red flags" in ear.heard[0]["title"]
    assert all(link(loud, n) in ear.bodies[0] for n in (0, 1))


def test_a_lead_is_news_when_it_is_complete(loud: House, ear: Sink) -> None:
    receive(loud, arrival("2"))
    assert work(loud) == 0
    with loud.store.transaction() as tx:
        tx.execute(update(lead).values(complete=True))

    assert work(loud) == 1
    assert ear.bodies == [f"New lead:\n{link(loud)}"]
    assert work(loud) == 0
    assert kinds(loud) == ["new_lead"]


def test_a_lead_is_news_when_its_person_has_been_silent_for_a_while(
    loud: House, ear: Sink, clock: FakeClock
) -> None:
    receive(loud, arrival("2"))
    clock.tick(minutes=10)
    receive(loud, arrival("yes"))
    clock.tick(minutes=10)
    assert work(loud) == 0

    clock.tick(minutes=5)
    assert work(loud) == 1


@pytest.mark.parametrize(
    "changed", [{"status": "contacted"}, {"created_at": NOW - timedelta(days=3)}]
)
def test_a_lead_that_is_under_way_or_old_is_no_news(
    loud: House, ear: Sink, changed: dict[str, object]
) -> None:
    receive(loud, arrival("2"))
    with loud.store.transaction() as tx:
        tx.execute(update(lead).values(complete=True, **changed))

    assert work(loud) == 0
    assert ear.heard == []


def test_a_lead_that_was_told_of_as_a_red_flag_is_no_second_news(
    loud: House, ear: Sink, clock: FakeClock
) -> None:
    receive(loud, arrival("chest pain"))
    work(loud)
    clock.tick(hours=1)
    work(loud)

    assert len(ear.heard) == 1


def test_several_workers_raise_one_alert(loud: House) -> None:
    receive(loud, arrival("2"))
    with loud.store.transaction() as tx:
        tx.execute(update(lead).values(complete=True))
    together = threading.Barrier(4)

    def look() -> None:
        together.wait(5)
        telling.raise_new_leads(loud)

    workers = [threading.Thread(target=look) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert kinds(loud) == ["new_lead"]


def test_an_unknown_kind_is_a_mistake(house: House) -> None:
    with house.store.transaction() as tx, pytest.raises(ValueError, match="fire"):
        raise_alert(tx, "fire", 1, now=NOW)

    assert {kind.value for kind in AlertKind} >= {"due_promise", "missed_promise"}


def test_whoever_answers_messages_does_not_load_what_tells_or_fetches() -> None:
    program = (
        "import sys, triage.hooks, triage.services.messages.inbox, triage.services.worker;"
        "print(sorted({'apprise', 'PIL', 'pypdfium2', 'triage.media.fetching'} & set(sys.modules)))"
    )
    words = [sys.executable, "-c", program]
    said = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own words

    assert said.stdout.strip() == "[]"
