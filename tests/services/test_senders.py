"""Who is who: one person over channels, spellings and WhatsApp user ids; two are never merged."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from models import address, conversation, message, person
from tests.builders import ASHA, BINA, NOW, arrival, only, rows
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.messages.inbox import receive

PLAIN = ASHA.removeprefix("whatsapp:")


def test_sms_and_whatsapp_of_one_number_are_one_conversation(house: House) -> None:
    receive(house, arrival("2"))
    receive(house, arrival("yes", sender=PLAIN))

    assert only(house.store, conversation).step == "for_whom"
    assert len(rows(house.store, address)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [("+5215550000001", "+525550000001"), ("+5491150000001", "+541150000001")],
)
def test_two_spellings_of_a_number_are_one_person(house: House, one: str, other: str) -> None:
    receive(house, arrival("hi", sender=f"whatsapp:{one}"))
    receive(house, arrival("hi", sender=other))

    assert len(rows(house.store, person)) == 1


def test_two_numbers_are_two_people(house: House) -> None:
    receive(house, arrival("hi"))
    receive(house, arrival("hi", sender=BINA))

    assert len(rows(house.store, person)) == 2


def test_country_and_zone_come_from_the_number(house: House) -> None:
    receive(house, arrival("hi", sender="+447700900123"))

    found = only(house.store, person)
    assert (found.country, found.zone) == ("GB", "Europe/London")


def test_a_user_id_beside_a_number_is_remembered(house: House) -> None:
    receive(house, arrival("2", user_id="US.1001"))
    receive(house, arrival("yes", sender="whatsapp:US.1001"))

    assert len(rows(house.store, person)) == 1
    assert {row.kind for row in rows(house.store, address)} == {"phone", "whatsapp_user"}
    assert only(house.store, conversation).step == "for_whom"


def test_a_number_that_comes_later_joins_the_user_id(house: House) -> None:
    receive(house, arrival("2", sender="whatsapp:US.1001"))
    receive(house, arrival("yes", user_id="US.1001"))

    assert len(rows(house.store, person)) == 1
    assert len(rows(house.store, address)) == 2


def test_a_user_id_that_somebody_has_is_not_taken_from_them(house: House) -> None:
    receive(house, arrival("hi", sender="whatsapp:US.1001"))
    receive(house, arrival("hi", sender=BINA))
    receive(house, arrival("2", sender=BINA, user_id="US.1001"))

    owner = only(house.store, address, kind="whatsapp_user").person_id
    asked = rows(house.store, message, direction="in")[-1]
    assert only(house.store, address, id=asked.address_id).person_id != owner
    assert len(rows(house.store, address)) == 2


def test_an_unreadable_user_id_is_passed_over(house: House) -> None:
    assert receive(house, arrival("hi", user_id="../etc")).body is not None
    assert len(rows(house.store, address)) == 1


def test_a_new_address_on_a_stopped_channel_is_stopped_too(house: House) -> None:
    receive(house, arrival("stop"))
    receive(house, arrival("hi", user_id="US.1001"))

    assert all(row.opted_out_at == NOW for row in rows(house.store, address))


def _erase(house: House) -> None:
    gone = {"wrapped_key": None, "erased_at": NOW}
    with house.store.transaction() as tx:
        tx.execute(update(person).values(**gone))
        tx.execute(update(message).values(body_sealed=None))
        tx.execute(update(conversation).values(state_sealed=None, current_lead_id=None))


def test_a_replay_does_not_bring_an_erased_person_back(house: House) -> None:
    came = arrival("2")
    receive(house, came)
    _erase(house)

    received = receive(house, came)

    assert received.duplicate
    assert received.body is None
    assert only(house.store, person).wrapped_key is None


def test_an_erased_person_who_writes_anew_starts_under_a_new_key(
    house: House, clock: FakeClock
) -> None:
    receive(house, arrival("2"))
    old = only(house.store, person).wrapped_key
    _erase(house)
    clock.tick(days=3)

    received = receive(house, arrival("hi"))

    found = only(house.store, person)
    assert received.body is not None
    assert "<menu.welcome>" in received.body
    assert found.wrapped_key not in (None, old)
    assert found.erased_at is None
