"""What leaves the phone reaches our webhook as Twilio would bring it, and the answer comes back."""

from __future__ import annotations

import base64
import socket
from typing import Any

import pytest
import requests
from flask import Response

from tests.simulator.conftest import PERSON, SMS, WHATSAPP, World, eventually, running
from triage.simulator.settings import OptOutMode
from triage.vocabulary import Channel, MediaKind


def test_sms_is_signed_delivered_and_answered(world: World) -> None:
    world.send("Hello & <hi>")

    (arrival,) = world.bot.arrivals
    assert (arrival.sender.wire, arrival.to, arrival.body) == (PERSON, SMS, "Hello & <hi>")
    assert world.thread() == ["mine: Hello & <hi>", "theirs: You said: Hello & <hi>"]
    assert world.bot.refused == 0


def test_whatsapp_brings_name_and_tap(world: World) -> None:
    tap = {"id": "menu:2", "label": "CAR T-Cell therapy"}

    world.send("2", "whatsapp", name="Asha Rao", tap=tap)

    (arrival,) = world.bot.arrivals
    assert (arrival.to, arrival.sender.channel) == (WHATSAPP, Channel.WHATSAPP)
    assert (arrival.profile_name, arrival.tap) == ("Asha Rao", "menu:2")
    assert arrival.body == arrival.tap_text == "CAR T-Cell therapy"


def test_every_message_has_an_id_of_its_own(world: World) -> None:
    for _ in range(3):
        world.send("yes")

    assert len({arrival.message_sid for arrival in world.bot.arrivals}) == 3


def test_person_without_a_number_writes_by_user_id(world: World) -> None:
    world.send("Hello", "whatsapp", **{"from": "GB.123abc"})

    assert world.bot.arrivals[0].sender.wire == "whatsapp:GB.123abc"
    assert world.thread("whatsapp", "GB.123abc")[1] == "theirs: You said: Hello"


@pytest.mark.parametrize(
    ("sample", "kind"),
    [
        ("voice", MediaKind.AUDIO),
        ("contact", MediaKind.CONTACT),
        ("sticker", MediaKind.STICKER),
        ("document", MediaKind.DOCUMENT),
        ("location", MediaKind.LOCATION),
    ],
)
def test_samples_arrive_for_what_they_are(world: World, sample: str, kind: MediaKind) -> None:
    world.send(channel="whatsapp", sample=sample)

    assert [medium.kind for medium in world.bot.arrivals[0].media] == [kind]


def test_photo_can_be_fetched_with_our_credentials_only(world: World) -> None:
    data = base64.b64encode(b"picture").decode()
    world.send("My scan", media=[{"content_type": "image/jpeg", "data": data}])
    (medium,) = world.bot.arrivals[0].media
    path = medium.url.partition("/2010-04-01")[2]
    assert medium.url.startswith("https://api.twilio.com/2010-04-01/Accounts/AC")

    url = f"{world.standin}/2010-04-01{path}"

    assert requests.get(url, timeout=5).status_code == 401
    sent_on = requests.get(url, auth=("SKkey", "secret"), timeout=5, allow_redirects=False)
    assert requests.get(sent_on.headers["Location"], timeout=5).content == b"picture"


@pytest.mark.parametrize(
    "data",
    [
        {"channel": "pigeon"},
        {"text": ""},
        {"from": ""},
        {"sample": "elephant"},
        {"sample": "location"},
        {"media": [{"content_type": "image/png", "data": "not base64!"}]},
    ],
)
def test_what_is_no_message_is_refused(world: World, data: dict[str, Any]) -> None:
    said = {"text": "x", **data}

    assert world.send(**said).status_code == 400
    assert world.bot.arrivals == []


def test_duplicate_keeps_its_id_and_is_shown_once(world: World) -> None:
    assert world.send(duplicate=True).status_code == 409
    world.send("Hello")

    world.send(duplicate=True)

    first, second = world.bot.arrivals
    assert first == second
    assert [line.partition(":")[0] for line in world.thread()] == ["mine", "theirs", "note"]


def test_other_answer_to_a_duplicate_is_shown(world: World) -> None:
    world.send("Hello")
    world.bot.reply = lambda arrival: "Something else"

    world.send(duplicate=True)

    assert world.thread()[-1] == "theirs: Something else"


def test_silence_is_no_message(world: World) -> None:
    world.bot.reply = lambda arrival: None

    world.send("Hello")

    assert world.thread() == ["mine: Hello"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response("<Response>", content_type="text/xml"), "12100"),
        (Response("<Answer/>", content_type="text/xml"), "12102"),
        (Response("<Response><Say/></Response>", content_type="text/xml"), "12200"),
        (Response("<Response/>", content_type="application/json"), "12300"),
        (Response(status=500), "11200"),
    ],
)
def test_useless_answer_earns_twilios_error(world: World, answer: Response, code: str) -> None:
    world.bot.answer = answer

    world.send("Hello")

    assert code in world.thread()[-1]


def test_bot_that_is_down_is_told_as_such() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with running(public_base_url=nobody) as world:
            world.send("Hello")

            assert "11205" in world.thread()[-1]


def test_phone_gets_its_answer_while_it_polls(world: World) -> None:
    world.send("Hello", wait=False)

    assert eventually(lambda: len(world.thread()) == 2)


def test_stop_on_sms_is_answered_by_twilio_and_holds_our_reply_back(world: World) -> None:
    world.send("stop")
    assert world.bot.arrivals[0].opt_out_type is None
    assert [line.partition(":")[0] for line in world.thread()] == [
        *("mine", "theirs", "theirs", "note")
    ]

    world.send("START")

    assert world.thread()[-1] == "theirs: You said: START"


def test_stop_on_whatsapp_is_the_bots_own(world: World) -> None:
    world.send("STOP", "whatsapp")

    assert world.thread("whatsapp") == ["mine: STOP", "theirs: You said: STOP"]


def test_advanced_opt_out_says_so() -> None:
    with running(opt_out=OptOutMode.ADVANCED) as world:
        world.send("STOP", "whatsapp")

        assert world.bot.arrivals[0].opt_out_type == "STOP"
