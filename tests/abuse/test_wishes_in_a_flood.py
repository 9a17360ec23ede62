"""What a person wishes is done, although they write faster than they are answered."""

from __future__ import annotations

import pytest

from models import callback, conversation, erasure, lead, lead_fact
from tests.abuse.conftest import Talk
from tests.builders import only, rows
from triage.services.abuse.holding import Held
from triage.services.house import House

FORM = ["2", "yes", "mother", "Meera", "breast", "2", "Delhi", "1", "yes", "skip", "yes"]


@pytest.fixture
def hurried(talk: Talk) -> Talk:
    """Somebody with a finished form and a promised call, who has been asked to wait."""
    talk(FORM)
    talk(["thanks"] * 34, seconds=0.01)
    return talk


def test_a_person_who_is_asked_for_is_told(house: House, hurried: Talk) -> None:
    before = only(house.store, conversation).step

    (received,) = hurried(["I want a human"], seconds=0.01)

    assert (received.body, received.held) == (None, Held.FLOOD)
    assert "asked_for_person" in only(house.store, lead).flags
    assert only(house.store, conversation).step == before


def test_who_wants_no_calls_is_called_no_more_and_told_so(house: House, talk: Talk) -> None:
    talk([*FORM, "change 6"])
    assert only(house.store, conversation).step == "call_time"
    talk(["photo of it", *["why"] * 30], seconds=0.01)
    assert only(house.store, conversation).step == "call_time"

    (received,) = talk(["please do not call me"], seconds=0.01)

    assert {row.state for row in rows(house.store, callback)} == {"withdrawn"}
    assert received.body
    assert received.held is None


def test_a_question_is_kept_for_the_coordinator(house: House, hurried: Talk) -> None:
    count = len(rows(house.store, lead_fact, field="questions"))

    (received,) = hurried(["Is there a trial in Basel for my aunt?"], seconds=0.01)

    assert received.held is Held.FLOOD
    assert len(rows(house.store, lead_fact, field="questions")) == count + 1
    assert "question" in only(house.store, lead).flags


def test_another_time_for_the_call_is_written_down(house: House, hurried: Talk) -> None:
    (received,) = hurried(["can you call me friday at 5 pm"], seconds=0.01)

    assert received.held is Held.FLOOD
    assert len(rows(house.store, callback, state="open")) == 1
    assert only(house.store, callback, state="open").start.isoweekday() == 5


def test_a_confirmed_erasure_is_obeyed_and_said(house: House, talk: Talk) -> None:
    talk([*FORM, "delete my data"])
    talk(["???"] * 31, seconds=0.01)

    (received,) = talk(["yes"], seconds=0.01)

    assert received.body
    assert received.held is None
    assert len(rows(house.store, erasure)) == 1
