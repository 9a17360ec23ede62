"""Cookies as browsers see them, requests from other sites, and where a log-in leads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from models import coordinator
from tests.builders import ACCOUNT, only
from tests.console.access import give_password, is_in, log_in, session_cookie, stranger
from tests.console.visitor import Visitor
from triage.services.house import House
from triage.services.staff.coordinators import Coordinator
from triage.settings import SettingsSource, load

HTTPS = "https://leads.example.org"


@pytest.fixture
def source(request: pytest.FixtureRequest, tmp_path: Path) -> SettingsSource:
    """A demo of its own, behind https where a test asks for it."""
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(tmp_path / "var"),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "PUBLIC_BASE_URL": HTTPS if "https" in request.node.name else "http://127.0.0.1:8080",
    }
    return load(environ, env_file=None)


def _set_cookies(console: Flask, house: House, who: Coordinator) -> list[str]:
    give_password(house, who)
    visitor = stranger(console)
    visitor.get("/console/log-in", base_url="https://localhost")
    token = visitor._token()
    answer = visitor.client.post(
        "/console/log-in",
        base_url="https://localhost",
        data={"email": who.email, "password": "the blue kettle sings at dawn", "csrf_token": token},
    )
    assert answer.status_code == 303
    return answer.headers.getlist("Set-Cookie")


def test_over_https_every_cookie_is_for_this_host_alone(
    console: Flask, house: House, bina: Coordinator
) -> None:
    cookies = _set_cookies(console, house, bina)

    assert {one.partition("=")[0] for one in cookies} == {
        "__Host-triage-console",
        "__Host-triage-device",
    }
    for one in cookies:
        parts = {part.strip() for part in one.split(";")}
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
        assert "Domain" not in one


def test_on_this_machine_alone_cookies_need_no_tls(
    console: Flask, house: House, bina: Coordinator
) -> None:
    for one in _set_cookies(console, house, bina):
        assert one.startswith("triage-")
        assert "HttpOnly" in one
        assert "SameSite=Lax" in one
        assert "Secure" not in one


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1.evil.example:8080"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
def test_another_site_changes_nothing(
    house: House, bina: Coordinator, as_bina: Visitor, headers: Mapping[str, str]
) -> None:
    as_bina.get("/console/me/")
    data = {"zone": "Europe/Paris", "csrf_token": as_bina._token()}

    answer = as_bina.client.post("/console/me/", data=data, headers=dict(headers))

    assert answer.status_code == 403
    assert only(house.store, coordinator, id=bina.id).zone is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://127.0.0.1:8080"},
        {"Origin": "http://localhost"},
    ],
)
def test_our_own_pages_may_change_things(
    house: House, bina: Coordinator, as_bina: Visitor, headers: Mapping[str, str]
) -> None:
    as_bina.get("/console/me/")
    data = {"zone": "Europe/Paris", "csrf_token": as_bina._token()}

    answer = as_bina.client.post("/console/me/", data=data, headers=dict(headers))

    assert answer.status_code == 303
    assert only(house.store, coordinator, id=bina.id).zone == "Europe/Paris"


@pytest.mark.parametrize("token", ["", "wrong", None])
def test_a_form_needs_the_token_of_this_session(
    house: House, bina: Coordinator, as_bina: Visitor, as_chen: Visitor, token: str | None
) -> None:
    as_chen.get("/console/me/")
    foreign = as_chen._token() if token is None else token

    answer = as_bina.client.post("/console/me/", data={"zone": "UTC", "csrf_token": foreign})

    assert answer.status_code == 403
    assert only(house.store, coordinator, id=bina.id).zone is None


@pytest.mark.parametrize(
    "to",
    [
        *("//evil.example", "https://evil.example/console/", "https:evil.example"),
        *("/\\evil.example", "\\\\evil.example", "/\t/evil.example", "%2f%2fevil.example"),
        *("javascript:alert(1)", "https:/console/", "//console/", "///console/"),
        *("/console/../../evil", "/console//evil.example", "/console/\u202eevil", "/consolevil"),
        *("http:///console/", "/", "/simulator/", "/console/" + "x" * 3000, "/console/\r\nX: y"),
    ],
)
def test_a_log_in_leads_nowhere_else(
    console: Flask, house: House, bina: Coordinator, to: str
) -> None:
    give_password(house, bina)

    assert log_in(stranger(console), bina, to=to) == "/console/"


def test_a_log_in_leads_back_to_the_page_that_was_asked_for(
    console: Flask, house: House, bina: Coordinator
) -> None:
    give_password(house, bina)
    visitor = stranger(console)
    asked = visitor.client.get("/console/me/?a=b").headers["Location"]

    visitor.get(asked)
    assert visitor.page is not None
    back = str(visitor.page.forms[-1]["names"]["next"])

    assert back == "/console/me/?a=b"
    assert log_in(visitor, bina, to=back) == back


def test_a_piece_of_a_page_sends_the_whole_page_to_the_log_in(console: Flask) -> None:
    answer = console.test_client().get("/console/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["HX-Redirect"] == "/console/log-in"


def test_whoever_is_in_is_not_asked_again(as_bina: Visitor) -> None:
    answer = as_bina.client.get("/console/log-in?next=/console/me/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/console/me/")
    assert is_in(as_bina)
    assert session_cookie(as_bina)
