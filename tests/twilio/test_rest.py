"""REST sends against the stand-in over real HTTP: what comes back, and what each failure means."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from tests.simulator.conftest import ACCOUNT, PERSON, SMS, World, eventually, running
from triage.arrival import Sending
from triage.errors import SendFailed
from triage.twilio_gateway.inbound import status_url
from triage.twilio_gateway.rest import Credentials, TwilioRest

HELLO = Sending(to=PERSON, sender=SMS, body="Your call is at 10:00")
API = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


def by_key() -> Credentials:
    return Credentials(ACCOUNT, "SKkey", "secret")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with running() as everything:
        yield everything


@pytest.fixture
def rest(world: World) -> TwilioRest:
    return TwilioRest(by_key, base_url=world.standin)


def script(world: World, **failure: Any) -> None:
    requests.post(f"{world.standin}/standin/fail", json=failure, timeout=5)


def failing(rest: TwilioRest, sending: Sending = HELLO) -> SendFailed:
    with pytest.raises(SendFailed) as failed:
        rest.send(sending)
    assert PERSON not in str(failed.value)
    return failed.value


def test_message_is_sent_and_called_back(world: World, rest: TwilioRest) -> None:
    sending = Sending(PERSON, SMS, "Hello again", status_url(world.web, 42))

    sent = rest.send(sending)

    assert (sent.sid[:2], sent.status, sent.segments) == ("SM", "queued", 1)
    assert "theirs: Hello again" in world.thread()
    assert eventually(lambda: [u.status for u in world.bot.updates] == ["sent", "delivered"])
    assert {u.message_id for u in world.bot.updates} == {"42"}


def test_rotated_credentials_need_no_restart(world: World) -> None:
    known = [Credentials(ACCOUNT, ACCOUNT, "wrong"), Credentials(ACCOUNT, ACCOUNT, "newest")]
    rest = TwilioRest(lambda: known.pop(0), base_url=world.standin)

    failure = failing(rest)
    assert (failure.code, failure.permanent, failure.ambiguous) == (20003, False, False)

    assert rest.send(HELLO).sid


def test_bad_number_is_permanent(rest: TwilioRest) -> None:
    failure = failing(rest, Sending("12345", SMS, "x"))

    assert (failure.code, failure.permanent) == (21211, True)


def test_opted_out_person_is_permanent(world: World, rest: TwilioRest) -> None:
    world.send("STOP", **{"from": "+447700900199"})

    failure = failing(rest, Sending("+447700900199", SMS, "x"))

    assert (failure.code, failure.permanent) == (21610, True)


def test_too_many_requests_waits_as_told(world: World, rest: TwilioRest) -> None:
    script(world, kind="429", retry_after=7)

    failure = failing(rest)

    assert (failure.code, failure.permanent, failure.ambiguous) == (20429, False, False)
    assert failure.retry_after == 7


def test_server_error_may_have_sent_and_is_looked_up(world: World, rest: TwilioRest) -> None:
    lost = Sending(PERSON, SMS, "Taken, but the answer was lost")
    since = datetime.now(UTC) - timedelta(minutes=1)
    script(world, kind="500", after_taking=True)

    failure = failing(rest, lost)

    assert (failure.ambiguous, failure.permanent) == (True, False)
    found = rest.find_sent(lost, since)
    assert found is not None
    assert found.sid.startswith("SM")
    assert rest.find_sent(Sending(PERSON, SMS, "Never sent"), since) is None
    assert rest.find_sent(Sending(PERSON, "+12025550199", lost.body), since) is None


def test_twilio_out_of_reach_was_certainly_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        failure = failing(TwilioRest(by_key, base_url=nobody))

    assert (failure.permanent, failure.ambiguous, failure.code) == (False, False, None)


def test_silence_ends_in_time_and_is_ambiguous(world: World) -> None:
    script(world, kind="hang", seconds=2)

    failure = failing(TwilioRest(by_key, base_url=world.standin, timeout=0.3))

    assert (failure.permanent, failure.ambiguous) == (False, True)


@responses.activate
def test_without_another_address_it_is_twilios_own() -> None:
    taken = {"sid": "SM" + "1" * 32, "status": "accepted", "num_segments": "0"}
    call = responses.post(API, json=taken, status=201)

    sent = TwilioRest(by_key).send(Sending(PERSON, "MG" + "2c" * 16, "x"))

    assert (sent.status, sent.segments, call.call_count) == ("accepted", 0, 1)


@responses.activate
@pytest.mark.parametrize(
    ("answer", "status", "code", "permanent", "ambiguous"),
    [
        ({"code": 63016, "message": f"{PERSON} is outside"}, 400, 63016, True, False),
        ({"code": 99999, "message": "new"}, 400, 99999, True, False),
        ({"code": 30008, "message": "?"}, 500, 30008, False, True),
        ({"code": 21211, "message": "?"}, 503, 21211, False, True),
        ({"type": "t", "title": "t", "status": 400, "code": 21610}, 400, 21610, True, False),
        ({"nothing": "known"}, 404, None, True, False),
    ],
)
def test_every_refusal_is_put_into_our_words(
    answer: dict[str, object], status: int, code: int | None, permanent: bool, ambiguous: bool
) -> None:
    responses.post(API, json=answer, status=status)

    failure = failing(TwilioRest(by_key))

    assert (failure.code, failure.permanent, failure.ambiguous) == (code, permanent, ambiguous)


@responses.activate
@pytest.mark.parametrize(("status", "ambiguous"), [(201, True), (502, True), (403, False)])
def test_answer_that_is_not_json_is_no_crash(status: int, ambiguous: bool) -> None:
    responses.post(API, body="<html>", status=status)

    failure = failing(TwilioRest(by_key))

    assert (failure.permanent, failure.ambiguous) == (False, ambiguous)


def test_nothing_of_a_message_is_logged(rest: TwilioRest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    rest.send(HELLO)
    rest.find_sent(HELLO, datetime.now(UTC))

    assert not [line for line in caplog.messages if PERSON in line or HELLO.body in line]


def test_secrets_are_not_shown() -> None:
    assert "secret" not in repr(by_key())
