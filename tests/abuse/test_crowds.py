"""Pumped SMS: a crowd of strangers from one block of numbers is not answered beyond a limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models import message
from tests.builders import ACCOUNT, BINA, arrival, rows
from tests.fakes import FakeClock
from triage.services.abuse.holding import Held
from triage.services.house import House
from triage.services.messages.inbox import Received, receive
from triage.settings import load

OURS = "+12025550100"


@pytest.fixture
def guarded(house: House) -> House:
    """At most ten strangers a minute from one block."""
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(house.settings.current().triage_data_dir),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TRIAGE_PREFIX_LIMIT": "10",
    }
    return replace(house, settings=load(environ, env_file=None))


def _stranger(house: House, number: int, text: str = "hi", block: str = "+4477009") -> Received:
    return receive(house, arrival(text, sender=f"{block}{number:05d}", to=OURS))


def _crowd(house: House, count: int) -> list[Received]:
    return [_stranger(house, number) for number in range(count)]


def test_ten_strangers_are_answered_and_the_rest_is_stored(guarded: House) -> None:
    heard = _crowd(guarded, 40)

    assert [received.held for received in heard] == [None] * 10 + [Held.CROWD] * 30
    assert len(rows(guarded.store, message, direction="in")) == 40


def test_what_comes_twice_counts_once(guarded: House) -> None:
    held = []
    for number in range(20):
        came = arrival("hi", sender=f"+4477009{number:05d}", to=OURS)
        held.append(receive(guarded, came).held)
        receive(guarded, came)

    assert held == [None] * 10 + [Held.CROWD] * 10


def test_another_block_and_another_channel_are_not_touched(guarded: House) -> None:
    _crowd(guarded, 40)

    assert _stranger(guarded, 1, block="+4477018").body
    assert receive(guarded, arrival("hi", sender="whatsapp:+447700900999")).body


def test_who_writes_again_is_answered(guarded: House) -> None:
    assert _crowd(guarded, 40)[-1].body is None

    assert _stranger(guarded, 39).body


def test_danger_in_a_crowd_is_answered(guarded: House) -> None:
    _crowd(guarded, 40)

    assert _stranger(guarded, 77, "chest pain").alarmed
    assert _stranger(guarded, 78, "human").body


def test_people_who_go_on_talking_make_no_crowd(guarded: House) -> None:
    for number in range(40):
        assert _stranger(guarded, number).body
        assert _stranger(guarded, number, "2").body


def test_a_minute_later_others_get_in(guarded: House, clock: FakeClock) -> None:
    _crowd(guarded, 40)
    clock.tick(minutes=1)

    assert _stranger(guarded, 99).body


def test_without_the_setting_nobody_is_counted(house: House) -> None:
    assert all(received.body for received in _crowd(house, 40))
    assert receive(house, arrival("hi", sender=BINA)).body
