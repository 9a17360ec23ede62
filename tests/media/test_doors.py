"""Only Twilio's media of our account is asked for, and nobody else ever hears from us."""

from __future__ import annotations

import socket
import time

import pytest

from tests.builders import ACCOUNT
from tests.media.canary import Canary, listening
from triage.errors import FetchFailed
from triage.media.doors import Doors, Place
from triage.media.fetching import fetch, is_public
from triage.settings.values import MEDIA_HOSTS

MESSAGE, MEDIUM = "MM" + "1" * 32, "ME" + "2" * 32
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media/{MEDIUM}"
OTHER = PATH.replace(ACCOUNT, "AC" + "9" * 32)
DOORS = Doors(ACCOUNT, hosts=MEDIA_HOSTS)

FORBIDDEN = [
    "http://127.0.0.1:{port}" + PATH,
    "http://[::1]:{port}" + PATH,
    "http://[::ffff:127.0.0.1]:{port}" + PATH,
    "http://0x7f.1:{port}" + PATH,
    "http://2130706433:{port}" + PATH,
    "http://localhost.:{port}" + PATH,
    "https://localhost:{port}" + PATH,
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254" + PATH,
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x",
    "https://api.twilio.com@127.0.0.1:{port}" + PATH,
    "https://user:word@api.twilio.com" + PATH,
    "https://127.0.0.1:{port}/api.twilio.com" + PATH,
    "https://api.twilio.com.evil.example" + PATH,
    "https://evil.example/?https://api.twilio.com" + PATH,
    "https://api.twilio.com:8443" + PATH,
    "http://api.twilio.com" + PATH,
    "https://api.twilio.com" + OTHER,
    "https://api.twilio.com" + PATH + "/../../../../x",
    "https://api.twilio.com" + PATH + "?x=1",
    "https://api.twilio.com" + PATH + "#x",
    "https://api.twilio.com\\@127.0.0.1:{port}" + PATH,
    "https://api.twilio.com\r\nHost: evil.example" + PATH,
    "https://api.twilio.com/2010-04-01/Accounts.json",
    "//api.twilio.com" + PATH,
    "",
]


@pytest.mark.parametrize("url", FORBIDDEN)
def test_nothing_is_asked_at_a_forbidden_address(url: str) -> None:
    with listening() as four, listening(socket.AF_INET6) as six:
        for canary in (four, six):
            with pytest.raises(FetchFailed) as refused:
                fetch(url.replace("{port}", str(canary.port)), DOORS, ("AC", "secret"))
            assert (refused.value.reason, refused.value.permanent) == ("address", True)
            assert canary.touched == 0


@pytest.mark.parametrize(
    "host", ["api.twilio.com", "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"]
)
def test_our_own_media_is_asked_for_at_twilio(host: str) -> None:
    assert DOORS.first(f"https://{host}{PATH}") == Place(True, host, 443, PATH)


def test_a_gateway_of_ours_takes_twilios_place() -> None:
    doors = Doors(ACCOUNT, hosts=MEDIA_HOSTS, base_url="http://127.0.0.1:8765/twilio")

    place = Place(False, "127.0.0.1", 8765, "/twilio" + PATH, trusted=True)
    assert doors.first("https://api.twilio.com" + PATH) == place
    assert doors.first("http://127.0.0.1:8765/twilio" + PATH) == place


@pytest.mark.parametrize(
    "place",
    [
        "https://mms.twiliocdn.com/AC1/abc?Expires=1&Signature=x",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/abc",
    ],
)
def test_a_redirect_leads_to_twilios_store(place: str) -> None:
    first = DOORS.first("https://api.twilio.com" + PATH)

    found = DOORS.second(first, place)

    assert (found.secure, found.port, found.trusted) == (True, 443, False)
    assert place.endswith(found.target)


@pytest.mark.parametrize(
    "place",
    [
        *(url for url in FORBIDDEN if url),
        "http://mms.twiliocdn.com/AC1/abc",
        "https://mms.twiliocdn.com:8443/AC1/abc",
        "https://mms.twiliocdn.com.evil.example/abc",
        "https://evil.example/mms.twiliocdn.com",
        "https://s3-external-1.amazonaws.com/another-bucket/abc",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/../another-bucket/abc",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/%2e%2e/another-bucket/abc",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.commerce/abc",
        "https://[::1/abc",
        "missing",
    ],
)
def test_a_redirect_elsewhere_is_refused(place: str) -> None:
    first = DOORS.first("https://api.twilio.com" + PATH)

    with pytest.raises(FetchFailed) as refused:
        DOORS.second(first, place.replace("{port}", "9"))

    assert refused.value.permanent


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::5db8:d822", True),
        *((address, False) for address in ("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1")),
        *((address, False) for address in ("169.254.169.254", "100.64.0.1", "0.1.2.3")),
        *((address, False) for address in ("::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1")),
        *((address, False) for address in ("2002:7f00:1::", "64:ff9b::7f00:1", "224.0.0.1")),
    ],
)
def test_private_addresses_are_known_in_every_form(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_that_leads_home_is_not_followed() -> None:
    with listening() as canary:

        def home(_host: str, _port: int) -> list[str]:
            return ["127.0.0.1"]

        with pytest.raises(FetchFailed) as refused:
            fetch("https://api.twilio.com" + PATH, DOORS, ("AC", "secret"), resolve=home)

    assert (refused.value.reason, canary.touched) == ("private_address", 0)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    def mixed(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", "127.0.0.1"]

    with pytest.raises(FetchFailed) as refused:
        fetch("https://api.twilio.com" + PATH, DOORS, ("AC", "secret"), resolve=mixed)

    assert refused.value.reason == "private_address"


def test_the_canary_would_be_touched_by_an_ordinary_request() -> None:
    with listening() as canary:
        socket.create_connection(("127.0.0.1", canary.port)).close()
        _settle(canary)

    assert canary.touched == 1


def _settle(canary: Canary) -> None:
    until = time.monotonic() + 3
    while not canary.touched and time.monotonic() < until:
        time.sleep(0.01)
