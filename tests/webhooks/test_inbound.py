"""POST /twilio/inbound: what a person's message brings back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from sqlalchemy import text

import models
from tests.builders import only, rows
from tests.fakes import FakeClock
from tests.webhooks.conftest import Twilio, words
from triage.logs import configure
from triage.services.house import House


def test_a_greeting_gets_the_welcome_as_twiml(twilio_edge: Twilio) -> None:
    response = twilio_edge.post(twilio_edge.form("hi"))

    assert response.status_code == 200
    assert response.mimetype == "text/xml"
    assert "Welcome to CancerFax" in words(response)
    assert "2 CAR T-Cell therapy" in words(response)


def test_the_whole_way_from_a_number_to_a_logged_lead(twilio_edge: Twilio, served: House) -> None:
    twilio_edge.says("hi")

    assert "Proton therapy" in twilio_edge.says("5")

    assert only(served.store, models.lead).service == 5


def test_the_same_message_again_gets_the_same_answer(twilio_edge: Twilio, served: House) -> None:
    form = twilio_edge.form("hi")
    first = twilio_edge.post(form)

    assert twilio_edge.post(form).data == first.data
    assert len(rows(served.store, models.message, direction="in")) == 1


def test_a_replay_after_two_minutes_gets_silence(twilio_edge: Twilio, clock: FakeClock) -> None:
    form = twilio_edge.form("hi")
    twilio_edge.post(form)
    clock.tick(minutes=3)

    assert words(twilio_edge.post(form)) == ""


def test_stop_is_confirmed_once_and_then_there_is_silence(twilio_edge: Twilio) -> None:
    assert "no more WhatsApp" in twilio_edge.says("stop")
    assert twilio_edge.says("stop") == ""
    assert twilio_edge.says("hi") == ""
    assert "welcome back" in twilio_edge.says("start")


def test_twilios_own_opt_out_answer_is_not_doubled(twilio_edge: Twilio, served: House) -> None:
    assert twilio_edge.says("stop", OptOutType="STOP") == ""

    address = only(served.store, models.address)
    assert address.opted_out_at is not None


def test_a_bug_in_a_step_costs_an_apology_and_never_the_message(
    twilio_edge: Twilio, served: House
) -> None:
    twilio_edge.says("hi")

    answer = twilio_edge.says("break")

    assert "Something went wrong on our side" in answer
    assert "+919615881588" in answer
    assert only(served.store, models.lead).flags == ["bot_failed"]
    assert len(rows(served.store, models.message, direction="in")) == 2
    assert "Proton therapy" in twilio_edge.says("5")


def test_a_database_that_is_away_gets_the_fixed_apology(twilio_edge: Twilio, served: House) -> None:
    with served.store.engine.begin() as connection:
        connection.execute(text("DROP TABLE due_work"))
        connection.execute(text("ALTER TABLE address RENAME TO away"))

    answer = twilio_edge.says("hi")

    assert "Something went wrong on our side" in answer
    assert "+919615881588" in answer
    assert rows(served.store, models.message) == []


@pytest.fixture
def our_log() -> Iterator[StringIO]:
    """What the program logs, at its most talkative."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = StringIO()
    configure("DEBUG", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_nothing_personal_is_logged(twilio_edge: Twilio, our_log: StringIO) -> None:
    twilio_edge.says("hi my name is Asha Canary")
    twilio_edge.says("break")
    twilio_edge.post(twilio_edge.form("forged Canary"), token="wrong-token")

    said = our_log.getvalue()
    assert '"webhook_refused"' in said
    assert '"step_failed"' in said
    for canary in ("Canary", "2025550123", "Asha"):
        assert canary not in said
