"""Setting the second factor up, whether one has to or wants to, and what comes with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from models import audit_event, coordinator
from tests.builders import ACCOUNT, only, rows
from tests.console.access import (
    PASSWORD,
    code_of,
    give_code,
    give_password,
    is_in,
    log_in,
    session_cookie,
    stranger,
)
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.staff.coordinators import Coordinator
from triage.settings import SettingsSource, load


@pytest.fixture
def source(request: pytest.FixtureRequest, tmp_path: Path) -> SettingsSource:
    """A demo of its own, where a test says so one in which everybody needs a second factor."""
    must = "has_to" in request.node.name
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(tmp_path / "var"),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TRIAGE_CONSOLE_TWO_FACTOR": "required" if must else "optional",
    }
    return load(environ, env_file=None)


@pytest.fixture
def visitor(console: Flask, house: House, bina: Coordinator) -> Visitor:
    """Somebody who knows Bina's password."""
    give_password(house, bina)
    return stranger(console)


def set_up(visitor: Visitor, house: House, wrong_first: bool = False) -> list[str]:
    """Set an app up as a person would; the recovery codes."""
    page = visitor.get("/console/me/two-factor/")
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    if wrong_first:
        page = visitor.post("/console/me/two-factor/", {"code": "000000"}, status=200)
        assert "does not fit" in page
        assert found[1] in page
    code = code_of(house, secret)
    onward = visitor.post("/console/me/two-factor/", {"code": code}, status=303)
    return re.findall(r"<code>([a-z0-9-]{19})</code>", visitor.get(onward))


def test_an_app_is_set_up_with_a_picture_and_a_code(
    house: House, bina: Coordinator, as_bina: Visitor
) -> None:
    page = as_bina.get("/console/me/two-factor/")
    assert 'src="data:image/svg+xml' in page

    codes = set_up(as_bina, house, wrong_first=True)

    row = only(house.store, coordinator, id=bina.id)
    assert len(set(codes)) == 10
    assert row.totp_sealed
    assert not any(code in row.recovery_sealed for code in codes)
    assert rows(house.store, audit_event, action="set_up_two_factor")
    assert is_in(as_bina)


def test_recovery_codes_are_shown_once(house: House, as_bina: Visitor) -> None:
    assert len(set_up(as_bina, house)) == 10

    answer = as_bina.client.get("/console/me/two-factor/codes")

    assert answer.status_code == 302


def test_setting_it_up_ends_the_other_sessions(
    console: Flask, house: House, bina: Coordinator, as_bina: Visitor
) -> None:
    elsewhere = signed_in(console, bina)
    before = session_cookie(as_bina)
    set_up(as_bina, house)

    assert not is_in(elsewhere)
    assert is_in(as_bina)
    assert session_cookie(as_bina) != before


def test_everybody_has_to_set_it_up_where_it_is_required(
    house: House, visitor: Visitor, bina: Coordinator
) -> None:
    log_in(visitor, bina)

    for path in ("/console/", "/console/me/", "/console/me/password"):
        assert visitor.client.get(path).headers["Location"] == "/console/me/two-factor/"
    assert len(set_up(visitor, house)) == 10
    assert "Leads" in visitor.get("/console/")


def test_whoever_has_to_and_took_a_break_proves_it_and_goes_on(
    house: House, visitor: Visitor, bina: Coordinator, clock: FakeClock
) -> None:
    log_in(visitor, bina)
    clock.tick(minutes=11)
    asked = visitor.client.get("/console/me/two-factor/").headers["Location"]
    visitor.get(asked)

    proof = {"password": PASSWORD, "next": "/console/me/two-factor/"}
    assert visitor.post("/console/proof", proof, status=303) == "/console/me/two-factor/"

    assert len(set_up(visitor, house)) == 10
    assert is_in(visitor)


def test_nobody_who_has_to_have_it_can_remove_it(
    house: House, visitor: Visitor, bina: Coordinator
) -> None:
    log_in(visitor, bina)
    set_up(visitor, house)

    visitor.post("/console/me/two-factor/off", status=303)

    assert only(house.store, coordinator, id=bina.id).totp_sealed


def test_where_it_is_optional_it_can_be_removed(
    house: House, bina: Coordinator, as_bina: Visitor
) -> None:
    set_up(as_bina, house)

    as_bina.post("/console/me/two-factor/off", status=303)

    row = only(house.store, coordinator, id=bina.id)
    assert (row.totp_sealed, row.recovery_sealed) == (None, None)
    assert is_in(as_bina)


def test_new_recovery_codes_replace_the_old_ones(
    console: Flask, house: House, bina: Coordinator, as_bina: Visitor
) -> None:
    old = set_up(as_bina, house)
    page = as_bina.get(as_bina.post("/console/me/two-factor/codes", status=303))
    new = re.findall(r"<code>([a-z0-9-]{19})</code>", page)
    give_password(house, bina)
    visitor = stranger(console)
    log_in(visitor, bina)

    assert not set(old) & set(new)
    give_code(visitor, old[0], status=200)
    give_code(visitor, new[0])
    assert is_in(visitor)
