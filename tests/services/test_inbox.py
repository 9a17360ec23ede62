"""One message after the other: stored, answered, in one transaction of few statements."""

from __future__ import annotations

import json

import pytest

from models import address, conversation, lead, lead_fact, message, person
from tests.builders import ACCOUNT, ASHA, NOW, arrival, only, rows, statements
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.sealing import open_body


def test_a_greeting_is_answered_with_the_welcome_and_both_are_stored(house: House) -> None:
    received = receive(house, arrival("hi", profile_name="Asha"))

    assert received.body is not None
    assert "<menu.welcome>" in received.body
    first, reply = rows(house.store, message)
    assert (first.direction, first.seq, first.status, first.kind) == ("in", 1, "received", "text")
    assert (reply.direction, reply.seq, reply.status) == ("out", 2, "replied")
    assert reply.in_reply_to == first.id
    assert reply.public_id == received.reply_id
    assert reply.content_version == "v1"
    assert first.created_at == NOW


def test_what_was_written_opens_again_with_the_persons_key(house: House) -> None:
    receive(house, arrival("hi", profile_name="Asha"))

    who, first = only(house.store, person), rows(house.store, message)[0]
    body = open_body(house.vault.open_key(who.wrapped_key), first.body_sealed, first.public_id)

    assert (body.text, body.more) == ("hi", {"profile": "Asha"})


def test_the_state_goes_on_from_message_to_message(house: House) -> None:
    receive(house, arrival("hi"))
    received = receive(house, arrival("2"))

    assert received.body is not None
    assert "<service.2.intro>" in received.body
    talk = only(house.store, conversation)
    assert talk.step == "consent"
    assert talk.last_seq == 4
    assert talk.last_inbound_at == NOW


def test_picking_a_service_opens_a_lead(house: House) -> None:
    receive(house, arrival("2"))

    found = only(house.store, lead)
    assert (found.service, found.status, found.priority) == (2, "new", "normal")
    assert not found.complete
    assert found.source == "whatsapp"
    assert only(house.store, conversation).current_lead_id == found.id


def test_each_fact_is_kept_with_the_message_it_came_from(house: House) -> None:
    for text in ("2", "yes", "mother"):
        receive(house, arrival(text))

    asked = rows(house.store, message, direction="in")[-1]
    fact = only(house.store, lead_fact, field="for_whom")
    assert fact.message_id == asked.id
    assert fact.by == "person"
    assert fact.replaced_at is None


@pytest.mark.parametrize("text", ["what is this?", "mother", "skip", "yes"])
def test_an_ordinary_message_takes_at_most_ten_statements(house: House, text: str) -> None:
    for earlier in ("hi", "2", "yes"):
        receive(house, arrival(earlier))

    with statements(house.store) as seen:
        receive(house, arrival(text))

    assert len(seen) <= 10, "\n".join(seen)


def test_a_message_nobody_can_answer_is_stored_in_silence(house: House) -> None:
    received = receive(house, arrival("Your parcel is here", sender="VK-BANK"))

    assert received.body is None
    assert only(house.store, address).kind == "name"
    assert len(rows(house.store, message)) == 1


def test_our_number_is_the_one_last_written_to(house: House, clock: FakeClock) -> None:
    receive(house, arrival("hi", to="whatsapp:+12025550101"))
    clock.tick(minutes=1)
    receive(house, arrival("hi", to="whatsapp:+12025550102"))

    found = only(house.store, address)
    assert found.our_number == "whatsapp:+12025550102"
    assert found.last_inbound_at == clock.now()


def test_a_long_source_is_cut_and_breaks_nothing(house: House) -> None:
    receive(house, arrival("2", source="x" * 900))

    assert only(house.store, lead).source == "x" * 200


def test_twilios_ids_are_kept(house: House) -> None:
    came = arrival("hi")
    receive(house, came)

    first = rows(house.store, message)[0]
    assert (first.account_sid, first.sid) == (ACCOUNT, came.message_sid)
    assert ASHA not in json.dumps([str(value) for value in first])
