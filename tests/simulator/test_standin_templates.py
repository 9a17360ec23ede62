"""Templates at the stand-in: filled in, taken outside the 24 hours, refused as Twilio does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from tests.simulator.conftest import ACCOUNT, PERSON, WHATSAPP, World, eventually, running
from triage.arrival import Sending
from triage.errors import SendFailed
from triage.settings.templates import Template
from triage.simulator.settings import from_environment
from triage.twilio_gateway.rest import Credentials, TwilioRest

SID = "HX" + "a" * 32
GREETING = Template("greeting", SID, "en", "Hello {{1}}, it is {{2}}.", ("name", "coordinator"))
TO = f"whatsapp:{PERSON}"


@pytest.fixture
def world() -> Iterator[World]:
    """A stand-in that knows one template; a day has passed since the person wrote."""
    with running(templates=lambda: {SID: GREETING}) as everything:
        everything.send("Hello", "whatsapp")
        requests.post(f"{everything.standin}/phone/clock", json={"hours": 25}, timeout=5)
        yield everything


@pytest.fixture
def rest(world: World) -> TwilioRest:
    """Our client of it."""
    return TwilioRest(lambda: Credentials(ACCOUNT, "SKkey", "secret"), base_url=world.standin)


def sending(world: World, values: object, sid: str = SID) -> Sending:
    return Sending(
        TO,
        WHATSAPP,
        "Hello Asha, it is Bina.",
        f"{world.web}/twilio/status",
        content_sid=sid,
        content_variables=values if isinstance(values, str) else json.dumps(values),
    )


def test_a_template_arrives_filled_in_whenever_it_is_sent(world: World, rest: TwilioRest) -> None:
    sent = rest.send(sending(world, {"1": "Asha", "2": "Bina"}))

    assert sent.sid.startswith("SM")
    assert world.thread("whatsapp")[-1] == "theirs: Hello Asha, it is Bina."
    assert eventually(
        lambda: [u.status for u in world.bot.updates] == ["sent", "delivered", "read"]
    )


def test_free_words_at_that_time_fail(world: World, rest: TwilioRest) -> None:
    rest.send(Sending(TO, WHATSAPP, "Hello", f"{world.web}/twilio/status"))

    assert eventually(lambda: [u.error_code for u in world.bot.updates] == [63016])


@pytest.mark.parametrize("values", ["{", "[]", {}, {"1": "Asha"}, {"1": "Asha", "2": " "}])
def test_a_blank_that_is_left_out_is_refused(
    world: World, rest: TwilioRest, values: object
) -> None:
    with pytest.raises(SendFailed) as failed:
        rest.send(sending(world, values))

    assert failed.value.code == 21656


def test_a_template_that_nobody_knows_is_refused(world: World, rest: TwilioRest) -> None:
    with pytest.raises(SendFailed) as failed:
        rest.send(sending(world, {}, "HX" + "b" * 32))

    assert failed.value.code == 21655


def test_a_template_that_may_have_been_sent_is_found(world: World, rest: TwilioRest) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    one = sending(world, {"1": "Asha", "2": "Bina"})
    sent = rest.send(one)

    found = rest.find_sent(one, since)

    assert found is not None
    assert found.sid == sent.sid


def test_the_demo_tells_the_stand_in_its_templates() -> None:
    told = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "PUBLIC_BASE_URL": "http://127.0.0.1:1",
        "TWILIO_SMS_FROM": "+12025550100",
        "TWILIO_WHATSAPP_FROM": WHATSAPP,
        "TWILIO_AUTH_TOKEN": "token-of-tests",
    }
    listed = json.dumps(
        {"templates": [{"name": "x", "sid": SID, "language": "en", "text": "Hello"}]}
    )

    assert from_environment(told).templates() == {}
    assert set(from_environment({**told, "TRIAGE_TEMPLATES": listed}).templates()) == {SID}
