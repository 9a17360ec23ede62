"""A talk goes back to the bot, by the clock or by hand, and the person hears so once."""

from __future__ import annotations

from typing import Any

import pytest

from models import conversation, lead
from tests.builders import only
from tests.console.talking import asha_writes, lead_of_asha, path
from tests.console.visitor import Visitor
from tests.fakes import FakeClock, FakeTwilio
from triage.services.house import House
from triage.services.messages.outbox import deliver_due


@pytest.fixture
def asha(house: House, as_bina: Visitor) -> str:
    """Asha's lead; Bina has the talk for four hours."""
    public_id = lead_of_asha(house)
    as_bina.post(path(public_id, "take-over"), {"until": "4h", "seen": ""}, status=303)
    return public_id


def _talk(house: House) -> Any:
    return only(house.store, conversation)


def test_when_the_time_has_passed_the_bot_says_so_once(
    house: House, asha: str, clock: FakeClock
) -> None:
    clock.tick(hours=4, seconds=-1)
    assert asha_writes(house, "hello").body is None
    clock.tick(seconds=1)

    first, second = asha_writes(house, "hello"), asha_writes(house, "hi")

    assert first.body is not None
    assert second.body is not None
    assert first.body.startswith("<talk.bot_again>")
    assert "<talk.bot_again>" not in second.body
    assert _talk(house).taken_over_until is None


def test_handing_back_quietly_tells_them_with_the_next_answer(
    house: House, asha: str, as_bina: Visitor
) -> None:
    as_bina.post(path(asha, "hand-back"), {"tell": "no"}, status=303)

    said = asha_writes(house, "hi")

    assert said.body is not None
    assert said.body.startswith("<talk.bot_again>")


def test_handing_back_with_a_line_tells_them_now_and_not_again(
    house: House, asha: str, as_bina: Visitor, twilio: FakeTwilio
) -> None:
    as_bina.post(path(asha, "hand-back"), {"tell": "yes"}, status=303)
    deliver_due(house, house.send, house.find_sent)

    said = asha_writes(house, "hi")

    assert [sent.body for sent in twilio.sent] == ["<talk.bot_again>"]
    assert said.body is not None
    assert "<talk.bot_again>" not in said.body


def test_who_opted_out_is_not_told_now(
    house: House, asha: str, as_bina: Visitor, twilio: FakeTwilio
) -> None:
    asha_writes(house, "stop")

    text = as_bina.get(as_bina.post(path(asha, "hand-back"), {"tell": "yes"}, status=303))

    assert "No message may go there now" in text
    assert deliver_due(house, house.send, house.find_sent) == 0


def test_a_word_meant_for_the_coordinator_answers_no_question(
    house: House, asha: str, as_bina: Visitor
) -> None:
    asha_writes(house, "ok")
    as_bina.post(path(asha, "hand-back"), {"tell": "yes"}, status=303)

    said = asha_writes(house, "yes")

    assert said.body is not None
    assert "<resume.ask>" in said.body
    assert only(house.store, lead).consent_at is None


def test_handing_back_twice_is_told_so(asha: str, as_bina: Visitor) -> None:
    as_bina.post(path(asha, "hand-back"), {"tell": "no"}, status=303)

    where = as_bina.post(path(asha, "hand-back"), {"tell": "no"}, status=303)

    assert "The bot answers here already." in as_bina.get(where)
