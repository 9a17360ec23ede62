"""Who writes faster than anybody reads is asked once to wait; danger is always answered."""

from __future__ import annotations

import pytest

from models import conversation, lead, message
from tests.builders import BINA, arrival, only, rows, statements
from tests.fakes import FakeClock
from triage.services.abuse.holding import Held
from triage.services.house import House
from triage.services.messages.inbox import Received, receive

LIMIT = 30


def _writes(house: House, count: int, sender: str = BINA) -> list[Received]:
    return [receive(house, arrival(f"line {n} of it", sender=sender)) for n in range(count)]


@pytest.fixture
def flooded(house: House) -> House:
    """Bina has sent as much as is answered in a minute, and two more."""
    _writes(house, LIMIT + 2)
    return house


def _is_answered(received: Received) -> bool:
    return received.body is not None and received.held is None


def test_thirty_a_minute_are_answered(house: House) -> None:
    held = [received.held for received in _writes(house, LIMIT)]

    assert not {Held.WAIT, Held.FLOOD} & set(held)


def test_then_one_please_wait_and_silence(house: House) -> None:
    *_, first, second, third = _writes(house, LIMIT + 3)

    assert first.held is Held.WAIT
    assert first.body is not None
    assert "<talk.please_wait>" in first.body
    assert [(r.body, r.held) for r in (second, third)] == [(None, Held.FLOOD)] * 2


def test_every_message_of_a_flood_is_stored(flooded: House) -> None:
    assert len(rows(flooded.store, message, direction="in")) == LIMIT + 2


def test_somebody_is_asked_to_look_at_what_was_not_answered(house: House) -> None:
    for count in range(LIMIT + 2):
        receive(house, arrival(f"{'yes no '[count % 2 * 4 : count % 2 * 4 + 3]}{count}"))

    assert "bot_failed" in only(house.store, lead).flags


def test_danger_in_a_flood_is_answered_and_alarms(flooded: House) -> None:
    received = receive(flooded, arrival("chest pain", sender=BINA))

    assert received.body is not None
    assert "<talk.emergency>" in received.body
    assert received.held is None
    assert received.alarmed
    assert only(flooded.store, lead).priority == "urgent"


def test_danger_as_the_very_message_that_makes_it_a_flood_still_leaves_a_please_wait(
    house: House,
) -> None:
    _writes(house, LIMIT)

    assert _is_answered(receive(house, arrival("chest pain", sender=BINA)))
    assert receive(house, arrival("one more line", sender=BINA)).held is Held.WAIT


def test_stop_in_a_flood_is_obeyed_and_confirmed(flooded: House) -> None:
    assert _is_answered(receive(flooded, arrival("stop", sender=BINA)))


def test_the_talk_stays_where_it_was(flooded: House) -> None:
    before = only(flooded.store, conversation)
    receive(flooded, arrival("2", sender=BINA))
    after = only(flooded.store, conversation)

    assert (after.step, after.state_sealed) == (before.step, before.state_sealed)


def test_after_a_calm_minute_the_answers_come_again(flooded: House, clock: FakeClock) -> None:
    clock.tick(seconds=61)

    assert _is_answered(receive(flooded, arrival("2", sender=BINA)))


def test_who_never_stops_hears_nothing_more_until_it_is_calmer(
    flooded: House, clock: FakeClock
) -> None:
    heard = []
    for count in range(300):
        clock.tick(seconds=1)
        heard.append(receive(flooded, arrival(f"and on {count}", sender=BINA)))

    assert {received.held for received in heard} == {Held.FLOOD}


def test_a_steady_writer_is_never_held_back(house: House, clock: FakeClock) -> None:
    for count in range(120):
        clock.tick(seconds=2)
        received = receive(house, arrival(f"I live in Town {count}"))
        assert received.held not in {Held.WAIT, Held.FLOOD}, count


def test_the_flood_of_one_is_not_felt_by_another(flooded: House) -> None:
    assert _is_answered(receive(flooded, arrival("hi")))


def test_a_flood_takes_no_statement_more(flooded: House) -> None:
    with statements(flooded.store) as seen:
        received = receive(flooded, arrival("another line", sender=BINA))

    assert received.held is Held.FLOOD
    assert len(seen) <= 10, "\n".join(seen)


def test_a_copy_of_a_message_does_not_count(house: House) -> None:
    came = arrival("hi")
    bodies = {receive(house, came).body for _ in range(LIMIT + 5)}

    assert len(bodies) == 1
    assert _is_answered(receive(house, arrival("2")))
