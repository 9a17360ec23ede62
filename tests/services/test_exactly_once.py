"""No message is taken twice and none is lost, however often and however fast it comes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from models import address, conversation, lead, message, person
from tests.builders import ASHA, arrival, only, rows
from tests.fakes import FakeClock
from triage.arrival import Arrival
from triage.services.house import House
from triage.services.messages.inbox import Received, receive


def _at_once(house: House, arrivals: list[Arrival]) -> list[Received]:
    """All of them at the same time, each in a thread of its own."""
    with ThreadPoolExecutor(len(arrivals)) as pool:
        return list(pool.map(partial(receive, house), arrivals))


def _tables(house: House) -> list[list[Any]]:
    return [rows(house.store, table) for table in (person, address, conversation, lead, message)]


def test_the_same_message_again_gets_the_stored_reply_and_changes_nothing(house: House) -> None:
    came = arrival("2")
    first = receive(house, came)
    before = _tables(house)

    again = receive(house, came)

    assert again.duplicate
    assert (again.body, again.reply_id) == (first.body, first.reply_id)
    assert _tables(house) == before


def test_the_reply_is_the_one_of_then_not_of_now(house: House) -> None:
    came = arrival("2")
    first = receive(house, came)
    receive(house, arrival("yes"))

    assert receive(house, came).body == first.body


def test_a_copy_within_two_minutes_is_answered_and_later_ones_meet_silence(
    house: House, clock: FakeClock
) -> None:
    came = arrival("2")
    first = receive(house, came)

    clock.tick(seconds=119)
    assert receive(house, came).body == first.body
    clock.tick(seconds=1)
    late = receive(house, came)

    assert late.duplicate
    assert late.body is None


def test_twenty_copies_at_once_are_one_message_with_one_reply(house: House) -> None:
    answers = _at_once(house, [arrival("2", message_sid="SM" + "a" * 32)] * 20)

    assert len({answer.body for answer in answers}) == 1
    assert answers[0].body is not None
    assert sum(not answer.duplicate for answer in answers) == 1
    assert len(rows(house.store, message)) == 2
    assert len(rows(house.store, lead)) == 1


def test_copies_at_once_of_somebody_known_are_one_message_too(house: House) -> None:
    receive(house, arrival("hi"))

    answers = _at_once(house, [arrival("2", message_sid="SM" + "a" * 32)] * 8)

    assert {answer.body for answer in answers if not answer.duplicate} == {answers[0].body}
    assert [answer.body for answer in answers] == [answers[0].body] * 8
    assert sum(not answer.duplicate for answer in answers) == 1
    assert len(rows(house.store, message)) == 4
    assert only(house.store, conversation).last_seq == 4


def test_fifty_messages_at_once_of_one_person_are_taken_one_after_the_other(house: House) -> None:
    answers = _at_once(house, [arrival("2") for _ in range(50)])

    assert not any(answer.duplicate for answer in answers)
    stored = rows(house.store, message)
    assert len([row for row in stored if row.direction == "in"]) == 50
    answered = [answer for answer in answers if answer.body]
    assert len(stored) - 50 == len(answered) > 0
    assert [row.seq for row in stored] == list(range(1, len(stored) + 1))
    assert len(rows(house.store, lead)) == 1
    assert only(house.store, conversation).last_seq == len(stored)


def test_somebody_new_on_both_channels_at_once_is_one_person(house: House) -> None:
    plain = ASHA.removeprefix("whatsapp:")
    by_whatsapp = [arrival("hi"), arrival("hi")]
    by_sms = [arrival("hi", sender=plain, to="+12025550100") for _ in range(2)]

    answers = _at_once(house, by_whatsapp + by_sms)

    assert all(answer.body for answer in answers)
    assert len(rows(house.store, person)) == 1
    assert {row.channel for row in rows(house.store, address)} == {"sms", "whatsapp"}
    assert len(rows(house.store, address)) == 2
    assert only(house.store, conversation).last_seq == 8


def test_the_same_words_under_another_id_are_another_message(house: House) -> None:
    receive(house, arrival("2"))
    receive(house, arrival("2"))

    assert len(rows(house.store, message, direction="in")) == 2


def test_the_same_id_of_another_account_is_another_message(house: House) -> None:
    sid = "SM" + "b" * 32
    receive(house, arrival("2", message_sid=sid))
    other = arrival("2", message_sid=sid)
    foreign = Arrival("AC" + "1" * 32, sid, other.sender, other.to, other.body)

    assert not receive(house, foreign).duplicate
