"""A bereaved family is left alone, by one click or their own words; and it can be taken back."""

from __future__ import annotations

import pytest

from models import callback, lead, message, person
from tests.builders import arrival, only, rows
from tests.fakes import WORDS, FakeClock, FakeTwilio
from tests.promising import missed, promised, rested, said_unasked
from triage.errors import Conflict
from triage.meaning import Meaning
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due
from triage.services.promises import left_alone
from triage.services.promises.promise_work import work
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role

DIED = "she passed away this morning"


@pytest.fixture
def bina(house: House) -> Coordinator:
    """A coordinator."""
    email, role = "bina@clinic.example", Role.COORDINATOR
    return coordinators.create(house, name="Bina", email=email, role=role, by="operator")


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORDS, DIED, Meaning(text=DIED, died="patient"))


def test_one_click_ends_calls_and_reminders(
    house: House, clock: FakeClock, bina: Coordinator
) -> None:
    public_id = promised(house)

    left_alone.leave_alone(house, public_id, bina)

    assert only(house.store, person).left_alone_at == clock.now()
    assert only(house.store, callback).state == "withdrawn"
    clock.tick(hours=2)
    work(house)
    assert said_unasked(house) == []
    with pytest.raises(Conflict, match="already"):
        left_alone.leave_alone(house, public_id, bina)


def test_a_mistake_is_taken_back_and_somebody_has_to_look(house: House, bina: Coordinator) -> None:
    public_id = promised(house)
    left_alone.leave_alone(house, public_id, bina)

    left_alone.end_leaving_alone(house, public_id, bina)

    assert only(house.store, person).left_alone_at is None
    assert "asked_for_person" in only(house.store, lead).flags
    with pytest.raises(Conflict, match="Nobody"):
        left_alone.end_leaving_alone(house, public_id, bina)


def test_their_own_words_do_it_for_the_person_on_every_address(
    house: House, clock: FakeClock
) -> None:
    promised(house)
    rested(house)

    received = receive(house, arrival(DIED, sender="+12025550123", to="+12025550101"))

    assert received.body == "<talk.bereaved>"
    assert only(house.store, person).left_alone_at == clock.now()
    assert only(house.store, callback).state == "withdrawn"
    assert "bereaved" in rows(house.store, lead)[0].flags
    clock.tick(hours=5)
    work(house)
    assert said_unasked(house) == []


def test_an_apology_that_waits_to_be_sent_is_not_sent(
    house: House, clock: FakeClock, twilio: FakeTwilio
) -> None:
    missed(house, clock)
    work(house)
    assert len(said_unasked(house)) == 1

    receive(house, arrival(DIED))
    deliver_due(house, house.send)

    assert twilio.sent == []
    assert only(house.store, message, in_reply_to=None, direction="out").status == "canceled"


def test_who_asks_for_a_call_again_is_called(house: House) -> None:
    promised(house)
    rested(house)
    receive(house, arrival(DIED))
    for text in ("2", "yes", "mother", "Asha", "lung", "3B", "IN", "asap", "yes", "none", "yes"):
        receive(house, arrival(text))

    assert only(house.store, person).left_alone_at is None
    assert rows(house.store, callback)[-1].state == "open"
