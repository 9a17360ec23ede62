"""One file is brought in over the wire: who hears our log-in, and when we give up."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.builders import ACCOUNT
from tests.media.canary import Canary, body, endless, listening, to
from tests.media.test_doors import OTHER, PATH
from triage.errors import FetchFailed
from triage.media.doors import Doors
from triage.media.fetching import fetch

MEDIA_URL = "https://api.twilio.com" + PATH
LOGIN = ("SK" + "1" * 32, "made-up-secret")
BASIC = "Basic U0sxMTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTptYWRlLXVwLXNlY3JldA=="


@pytest.fixture
def twilio() -> Iterator[Canary]:
    """Twilio's API, where TWILIO_API_BASE_URL points."""
    with listening() as canary:
        yield canary


def _doors(twilio: Canary, *hosts: str) -> Doors:
    return Doors(ACCOUNT, hosts=hosts, base_url=twilio.url)


def _reason(twilio: Canary, *hosts: str) -> tuple[str, bool]:
    with pytest.raises(FetchFailed) as refused:
        fetch(MEDIA_URL, _doors(twilio, *hosts), LOGIN)
    return refused.value.reason, refused.value.permanent


def test_the_first_request_carries_the_login(twilio: Canary) -> None:
    twilio.answers[PATH] = body(b"bytes of a photo")

    assert fetch(MEDIA_URL, _doors(twilio), LOGIN) == b"bytes of a photo"
    assert twilio.heard == [(PATH, BASIC)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_store_that_we_are_sent_on_to_hears_no_login(twilio: Canary, status: int) -> None:
    with listening() as store:
        twilio.answers[PATH] = to(f"{store.url}/file?Signature=x", status)
        store.answers["/file"] = body(b"bytes of a photo")

        got = fetch(MEDIA_URL, _doors(twilio, f"127.0.0.1:{store.port}"), LOGIN)

    assert got == b"bytes of a photo"
    assert store.heard == [("/file?Signature=x", None)]


def test_a_redirect_at_the_same_place_carries_no_login_either(twilio: Canary) -> None:
    twilio.answers[PATH] = to("/cdn/file")
    twilio.answers["/cdn/file"] = body(b"bytes of a photo")

    fetch(MEDIA_URL, _doors(twilio), LOGIN)

    assert twilio.heard == [(PATH, BASIC), ("/cdn/file", None)]


def test_a_place_that_is_not_listed_is_never_touched(twilio: Canary) -> None:
    with listening() as stranger:
        twilio.answers[PATH] = to(f"{stranger.url}/file")

        assert _reason(twilio) == ("redirect", True)
        assert stranger.touched == 0


def test_a_second_redirect_is_not_followed(twilio: Canary) -> None:
    twilio.answers[PATH] = to("/one")
    twilio.answers["/one"] = to("/two")
    twilio.answers["/two"] = body(b"bytes of a photo")

    assert _reason(twilio) == ("redirect", True)
    assert [path for path, _ in twilio.heard] == [PATH, "/one"]


def test_a_gateway_that_is_not_here_opens_no_door_to_this_machine() -> None:
    with listening() as stranger:
        doors = Doors(
            ACCOUNT, hosts=(f"127.0.0.1:{stranger.port}",), base_url="https://gateway.example"
        )
        first = doors.first(MEDIA_URL)

        with pytest.raises(FetchFailed):
            doors.second(first, f"{stranger.url}/file")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (404, ("not_there", False)),
        (401, ("credentials", False)),
        (403, ("credentials", False)),
        (410, ("gone", True)),
        (429, ("unreachable", False)),
        (500, ("unreachable", False)),
    ],
)
def test_a_refusal_says_whether_to_try_again(
    twilio: Canary, status: int, told: tuple[str, bool]
) -> None:
    twilio.answers[PATH] = body(b"", status=status)

    assert _reason(twilio) == told


def test_more_than_16_mebibytes_are_refused_quickly(twilio: Canary) -> None:
    started = time.monotonic()
    twilio.answers[PATH] = body(b"x" * (17 * 1024 * 1024))
    assert _reason(twilio) == ("too_large", True)

    twilio.answers[PATH] = endless(b"x" * 65536)
    assert _reason(twilio) == ("too_large", True)
    assert time.monotonic() - started < 10


def test_16_mebibytes_are_taken(twilio: Canary) -> None:
    twilio.answers[PATH] = body(b"x" * (16 * 1024 * 1024))

    assert len(fetch(MEDIA_URL, _doors(twilio), LOGIN)) == 16 * 1024 * 1024


def test_a_trickle_is_given_up(twilio: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.media.fetching.USUAL_SECONDS", 0.5)
    twilio.answers[PATH] = endless(b"x", pause=0.05)
    started = time.monotonic()

    assert _reason(twilio) == ("slow", False)
    assert time.monotonic() - started < 3


def test_a_trickle_of_headers_is_given_up(twilio: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.media.fetching.USUAL_SECONDS", 0.5)

    def trickle(request: object) -> None:
        for number in range(100):
            request.wfile.write(b"HTTP/1.1 200 OK\r\n" if not number else b"X-A: b\r\n")  # type: ignore[attr-defined]
            request.wfile.flush()  # type: ignore[attr-defined]
            time.sleep(0.05)

    twilio.answers[PATH] = trickle
    started = time.monotonic()

    assert _reason(twilio) == ("slow", False)
    assert time.monotonic() - started < 3


def test_a_body_that_breaks_off_is_asked_for_again(twilio: Canary) -> None:
    def broken(request: object) -> None:
        request.send_response(200)  # type: ignore[attr-defined]
        request.send_header("Content-Length", "1000")  # type: ignore[attr-defined]
        request.end_headers()  # type: ignore[attr-defined]
        request.wfile.write(b"half")  # type: ignore[attr-defined]

    twilio.answers[PATH] = broken

    assert _reason(twilio) == ("unreachable", False)


def test_somebody_elses_account_is_not_asked_for_at_the_gateway(twilio: Canary) -> None:
    with pytest.raises(FetchFailed):
        fetch(twilio.url + OTHER, _doors(twilio), LOGIN)

    assert twilio.touched == 0
