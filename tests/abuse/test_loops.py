"""Two machines that answer each other come to an end; a person who repeats a word is answered."""

from __future__ import annotations

from models import lead
from tests.abuse.conftest import Talk
from tests.builders import only
from tests.fakes import FakeClock
from triage.services.abuse.holding import Held
from triage.services.house import House
from triage.services.messages.inbox import Received

#: Five times the same, after the first answer, which bids them welcome.
MOST = 6
AWAY = "Thank you for your message. We are out of the office until Monday."
CITIES = ("Agra", "Basel", "Cork", "Delft", "Essen", "Fes", "Goa", "Hull", "Iasi", "Jena")
HOSPITAL = "We got your mail. If you have chest pain or cannot breathe, call 112 at once."


def _answered(heard: list[Received]) -> int:
    return sum(received.body is not None and received.held is None for received in heard)


def test_an_automatic_answer_gets_the_same_answer_five_times_an_hour(
    talk: Talk, clock: FakeClock
) -> None:
    heard = talk([AWAY] * 20)

    assert _answered(heard) <= MOST
    assert (heard[-1].body, heard[-1].held) == (None, Held.LOOP)
    clock.tick(hours=1)
    assert talk([AWAY])[0].body is not None


def test_one_with_a_number_in_it_is_the_same(talk: Talk) -> None:
    heard = talk(f"{AWAY} Ticket {n * 7919}." for n in range(20))

    assert _answered(heard) <= MOST


def test_an_echo_of_what_we_say_comes_to_an_end(talk: Talk) -> None:
    last = talk(["hi"])[0].body
    answers = []
    for _ in range(60):
        if last is None:
            break
        (received,) = talk([last])
        answers.append(received.body)
        last = received.body

    assert answers[-1] is None
    assert len(answers) <= 15  # our own words on emergencies look like danger: those are answered


def test_a_person_is_asked_to_look_once(house: House, talk: Talk) -> None:
    talk([AWAY] * 20)

    assert "bot_failed" in only(house.store, lead).flags


def test_who_goes_back_to_the_menu_again_and_again_is_answered(talk: Talk) -> None:
    heard = talk(["menu", "3", "menu", "price", "menu", "why"] * 6)

    assert all(received.body for received in heard)


def test_the_same_short_word_over_and_over_meets_silence_at_last(talk: Talk) -> None:
    heard = talk(["hello"] * 12)

    assert heard[0].body
    assert heard[-1].held is Held.LOOP


def test_different_words_of_danger_are_answered_without_end(talk: Talk) -> None:
    heard = talk(f"{'please ' * (n % 7)}i want to die, {'help' * (n // 7)}" for n in range(28))

    assert all(received.body for received in heard)


def test_words_of_danger_that_a_machine_repeats_are_answered_twenty_times(talk: Talk) -> None:
    heard = talk([HOSPITAL] * 40)

    assert _answered(heard) == 20
    assert all(received.alarmed for received in heard)


def test_questions_that_we_cannot_answer_are_each_passed_on_and_said_so(talk: Talk) -> None:
    heard = talk(f"Is there a trial in {city} for my aunt?" for city in CITIES)

    assert all(received.body for received in heard)


def test_a_machine_that_never_says_the_same_comes_to_an_end(talk: Talk) -> None:
    heard = talk(f"{'xyz' * (n + 6)} qwv" for n in range(30))

    assert heard[-1].held is Held.LOOP
    assert _answered(heard) <= 20
