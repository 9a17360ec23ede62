"""REST at the stand-in: what is taken, what is refused, and the callbacks that follow."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.simulator.conftest import ACCOUNT, PERSON, SMS, WHATSAPP, World, eventually, running

HELLO = {"To": PERSON, "From": SMS, "Body": "Your call is at 10:00"}


def statuses(world: World) -> list[str]:
    return [update.status for update in world.bot.updates]


def test_message_is_taken_shown_and_called_back_in_order(world: World) -> None:
    form = {**HELLO, "StatusCallback": f"{world.web}/twilio/status?message=42"}

    taken = world.rest("POST", "/Messages.json", data=form)

    assert taken.status_code == 201
    assert (taken.json()["status"], taken.json()["num_segments"]) == ("queued", "1")
    assert world.thread() == ["theirs: Your call is at 10:00"]
    assert eventually(lambda: statuses(world) == ["sent", "delivered"])
    assert {update.message_id for update in world.bot.updates} == {"42"}
    assert (
        world.rest("GET", f"/Messages/{taken.json()['sid']}.json").json()["status"] == "delivered"
    )
    assert world.bot.refused == 0


def test_whatsapp_message_is_read_within_the_window(world: World) -> None:
    world.send("Hello", "whatsapp")
    form = {"To": f"whatsapp:{PERSON}", "From": WHATSAPP, "Body": "Hi"}
    callback = {"StatusCallback": f"{world.web}/twilio/status"}

    world.rest("POST", "/Messages.json", data={**form, **callback})

    assert eventually(lambda: statuses(world) == ["sent", "delivered", "read"])


def test_free_text_fails_a_day_after_the_last_whatsapp_message(world: World) -> None:
    world.send("Hello", "whatsapp")
    requests.post(f"{world.standin}/phone/clock", json={"hours": 25}, timeout=5)
    form = {"To": f"whatsapp:{PERSON}", "From": WHATSAPP, "Body": "Hi"}
    callback = {"StatusCallback": f"{world.web}/twilio/status"}

    world.rest("POST", "/Messages.json", data={**form, **callback})

    assert eventually(lambda: len(world.bot.updates) == 1)
    assert (world.bot.updates[0].status, world.bot.updates[0].error_code) == ("failed", 63016)


def test_messaging_service_sends_by_its_own_number() -> None:
    service = "MG" + "2c" * 16
    with running(messaging_service_sid=service) as world:
        form = {"To": PERSON, "MessagingServiceSid": service, "Body": "Hi"}
        callback = {"StatusCallback": f"{world.web}/twilio/status"}

        taken = world.rest("POST", "/Messages.json", data={**form, **callback}).json()

        assert (taken["status"], taken["from"]) == ("accepted", SMS)
        assert eventually(lambda: statuses(world) == ["queued", "sent", "delivered"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "12345"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "+12025550199"}, 21606),
        ({"To": f"whatsapp:{PERSON}"}, 21612),
        ({"To": f"whatsapp:{PERSON}", "From": "whatsapp:+12025550199"}, 63007),
        ({"MessagingServiceSid": "MG" + "9" * 32}, 21701),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
    ],
)
def test_wrong_message_is_refused_with_twilios_code(
    world: World, change: dict[str, str], code: int
) -> None:
    refused = world.rest("POST", "/Messages.json", data={**HELLO, **change})

    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert world.thread() == []


def test_person_who_stopped_gets_nothing_by_sms(world: World) -> None:
    world.send("STOP")

    assert world.rest("POST", "/Messages.json", data=HELLO).json()["code"] == 21610


@pytest.mark.parametrize(
    "auth", [None, (ACCOUNT, "wrong"), ("SKkey", "wrong"), ("SKother", ""), ("", "newest")]
)
def test_wrong_credentials_are_refused(world: World, auth: tuple[str, str] | None) -> None:
    refused = world.rest("GET", "/Messages.json", auth=auth)

    assert (refused.status_code, refused.json()["code"]) == (401, 20003)


@pytest.mark.parametrize("auth", [(ACCOUNT, "older"), ("SKkey", "secret")])
def test_older_token_and_api_key_are_accepted(world: World, auth: tuple[str, str]) -> None:
    assert world.rest("GET", "/Messages.json", auth=auth).status_code == 200


def test_list_holds_both_directions_newest_first_and_pages(world: World) -> None:
    world.send("Hello")
    world.rest("POST", "/Messages.json", data=HELLO)

    page = world.rest("GET", "/Messages.json?PageSize=2").json()

    assert [m["direction"] for m in page["messages"]] == ["outbound-api", "outbound-reply"]
    rest = world.rest("GET", page["next_page_uri"].partition(ACCOUNT)[2]).json()
    assert [m["direction"] for m in rest["messages"]] == ["inbound"]
    assert rest["next_page_uri"] is None


def test_list_is_filtered_by_address_and_date(world: World) -> None:
    world.send("Hello")

    def found(**query: str) -> list[str]:
        return [
            m["body"] for m in world.rest("GET", "/Messages.json", params=query).json()["messages"]
        ]

    assert found(From=PERSON) == ["Hello"]
    assert found(To=PERSON) == ["You said: Hello"]
    assert found(**{"DateSent>": "2001-01-01", "From": PERSON}) == ["Hello"]
    assert found(**{"DateSent<": "2001-01-01T00:00:00Z"}) == []
    assert found(DateSent="2001-01-01") == []
    assert world.rest("GET", "/Messages.json?DateSent=never").status_code == 400


def test_message_can_be_redacted_and_deleted(world: World) -> None:
    sid = world.rest("POST", "/Messages.json", data=HELLO).json()["sid"]
    path = f"/Messages/{sid}.json"

    assert world.rest("POST", path, data={"Body": "other"}).status_code == 400
    assert world.rest("POST", path, data={"Body": ""}).json()["body"] == ""
    assert world.rest("DELETE", path).status_code == 204
    assert world.rest("GET", path).status_code == 404
    assert world.rest("DELETE", path).status_code == 404


def test_media_can_be_deleted_once(world: World) -> None:
    world.send(channel="whatsapp", sample="voice")
    path = world.bot.arrivals[0].media[0].url.partition(ACCOUNT)[2]

    assert world.rest("GET", path, allow_redirects=False).status_code == 307
    assert world.rest("DELETE", f"{path}.json").status_code == 204
    assert (world.rest("GET", path).status_code, world.rest("DELETE", path).status_code) == (
        404,
        404,
    )


def test_a_file_lies_elsewhere_and_a_login_carried_there_is_refused(world: World) -> None:
    world.send(channel="whatsapp", sample="document")
    path = world.bot.arrivals[0].media[0].url.partition(ACCOUNT)[2]

    place = world.rest("GET", path, allow_redirects=False).headers["Location"]

    assert requests.get(place, timeout=5).content.startswith(b"%PDF-")
    assert requests.get(place, auth=(ACCOUNT, "newest"), timeout=5).status_code == 400
    assert requests.get(place.replace("Expires=1", "Expires=2"), timeout=5).status_code == 403


def test_scripted_failure_without_a_known_kind_is_refused(world: World) -> None:
    answer = requests.post(f"{world.standin}/standin/fail", json={"kind": "flood"}, timeout=5)

    assert answer.status_code == 400


def test_scripted_end_is_called_back(world: World) -> None:
    fail: dict[str, Any] = {"kind": "undelivered", "code": 30005}
    requests.post(f"{world.standin}/standin/fail", json=fail, timeout=5)

    world.rest(
        "POST", "/Messages.json", data={**HELLO, "StatusCallback": f"{world.web}/twilio/status"}
    )

    assert eventually(lambda: len(world.bot.updates) == 1)
    assert (world.bot.updates[0].status, world.bot.updates[0].error_code) == ("undelivered", 30005)
