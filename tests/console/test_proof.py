"""Proof in between: what needs it, what gives it, and how long it holds."""

from __future__ import annotations

import pytest
from flask import Flask

from models import audit_event
from tests.builders import rows
from tests.console.access import (
    PASSWORD,
    QUICK,
    code_of,
    give_app,
    give_password,
    is_in,
    session_cookie,
    stranger,
)
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator

GUARDED = "/console/me/password"


@pytest.fixture
def later(console: Flask, house: House, clock: FakeClock, bina: Coordinator) -> Visitor:
    """Bina, who logged in eleven minutes ago."""
    console.extensions["console_hasher"] = QUICK
    give_password(house, bina)
    visitor = signed_in(console, bina)
    clock.tick(minutes=11)
    return visitor


def prove(visitor: Visitor, status: int = 303, to: str = GUARDED, **given: str) -> str:
    """Fill in the page that asks."""
    visitor.get(f"/console/proof?next={to}")
    return visitor.post("/console/proof", {"next": to, **given}, status=status)


def test_a_log_in_is_proof_for_ten_minutes(clock: FakeClock, as_bina: Visitor) -> None:
    clock.tick(minutes=9, seconds=59)
    as_bina.get(GUARDED)
    clock.tick(seconds=2)

    answer = as_bina.client.get(GUARDED)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/console/proof?next=/console/me/password"


def test_the_password_is_proof_and_makes_a_new_session(
    console: Flask, house: House, clock: FakeClock, bina: Coordinator, later: Visitor
) -> None:
    before = session_cookie(later)

    assert prove(later, password=PASSWORD) == GUARDED

    assert "Change password" in later.get(GUARDED)
    thief = stranger(console)
    thief.client.set_cookie("triage-console", str(before))
    assert not is_in(thief)
    clock.tick(minutes=11)
    assert later.client.get(GUARDED).status_code == 303
    assert rows(house.store, audit_event, action="prove")


def test_a_wrong_password_is_none_and_too_many_are_refused(later: Visitor) -> None:
    for _ in range(5):
        assert "did not fit" in prove(later, status=200, password="wrong")

    prove(later, status=429, password=PASSWORD)

    assert later.client.get(GUARDED).status_code == 303


def test_an_empty_form_is_no_proof(later: Visitor) -> None:
    prove(later, status=200)


def test_a_code_is_proof_once(
    console: Flask, house: House, clock: FakeClock, bina: Coordinator
) -> None:
    secret, _ = give_app(house, bina)
    now_is = coordinators.get_by_email(house, bina.email)
    visitor = signed_in(console, now_is)
    clock.tick(minutes=11)
    code = code_of(house, secret)

    assert prove(visitor, code=code) == GUARDED
    clock.tick(minutes=11)
    prove(visitor, status=200, code=code)


def test_proof_does_not_make_a_session_last_longer(
    console: Flask, house: House, clock: FakeClock, bina: Coordinator, later: Visitor
) -> None:
    for _ in range(11 * 6 + 4):
        clock.tick(minutes=10)
        prove(later, password=PASSWORD)
    clock.tick(minutes=10)

    assert not is_in(later)


def test_a_clock_that_was_put_back_gives_no_proof(clock: FakeClock, as_bina: Visitor) -> None:
    clock.tick(seconds=-59)
    as_bina.get(GUARDED)
    clock.tick(minutes=-5)

    assert as_bina.client.get(GUARDED).status_code == 302  # not even logged in


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/simulator/"])
def test_proof_leads_nowhere_else(later: Visitor, to: str) -> None:
    assert prove(later, to=to, password=PASSWORD) == "/console/"


def test_the_demos_coordinator_has_nothing_to_prove_with(
    console: Flask, house: House, clock: FakeClock
) -> None:
    visitor = stranger(console)
    path = coordinators.demo_link(house).removeprefix("http://127.0.0.1:8080")
    visitor.post(path, status=303)
    clock.tick(minutes=11)

    assert "a press will do" in visitor.get(visitor.client.get(GUARDED).headers["Location"])
    assert prove(visitor) == GUARDED


def test_a_form_that_needs_proof_changes_nothing_without(
    console: Flask, house: House, clock: FakeClock, chen: Coordinator, bina: Coordinator
) -> None:
    visitor = signed_in(console, chen)
    clock.tick(minutes=11)

    onward = visitor.post(f"/console/staff/{bina.id}/disable", status=303)

    assert onward == "/console/proof?next=/console/staff/"
    found = coordinators.get_by_email(house, bina.email)
    assert found.active
