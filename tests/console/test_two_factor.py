"""The second factor: asked at every log-in, each code good once."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.console.access import (
    code_of,
    give_app,
    give_code,
    give_password,
    is_in,
    log_in,
    session_cookie,
    stranger,
)
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.staff.coordinators import Coordinator


@pytest.fixture
def visitor(console: Flask, house: House, bina: Coordinator) -> Visitor:
    """Somebody who knows Bina's password."""
    give_password(house, bina)
    return stranger(console)


def test_the_password_alone_lets_nobody_in(
    house: House, bina: Coordinator, visitor: Visitor
) -> None:
    give_app(house, bina)

    onward = log_in(visitor, bina, to="/console/me/")

    assert onward == "/console/log-in/code?next=/console/me/"
    for path in ("/console/", "/console/me/", "/console/me/two-factor/", "/console/proof"):
        answer = visitor.client.get(path)
        assert (answer.status_code, path) == (302, path)
        assert "/console/log-in" in answer.headers["Location"]


def test_the_code_lets_in_and_makes_a_new_session(
    house: House, bina: Coordinator, visitor: Visitor
) -> None:
    secret, _ = give_app(house, bina)
    log_in(visitor, bina)
    waiting = session_cookie(visitor)
    code = code_of(house, secret)

    onward = give_code(visitor, f" {code[:3]} {code[3:]} ", to="/console/me/")

    assert onward == "/console/me/"
    assert is_in(visitor)
    assert session_cookie(visitor) != waiting


def test_a_code_works_once(
    console: Flask, house: House, bina: Coordinator, visitor: Visitor
) -> None:
    secret, _ = give_app(house, bina)
    code = code_of(house, secret)
    log_in(visitor, bina)
    give_code(visitor, code)

    other = stranger(console, "198.51.100.4")
    log_in(other, bina)
    for again in (code, f"{code[:3]} {code[3:]}", code_of(house, secret, -1)):
        give_code(other, again, status=200)

    assert not is_in(other)


@pytest.mark.parametrize("steps", [-2, 1, 2])
def test_codes_of_other_times_are_refused(
    house: House, bina: Coordinator, visitor: Visitor, clock: FakeClock, steps: int
) -> None:
    secret, _ = give_app(house, bina)
    clock.tick(minutes=5)
    log_in(visitor, bina)

    give_code(visitor, code_of(house, secret, steps), status=200)

    assert not is_in(visitor)


def test_a_recovery_code_works_once(
    console: Flask, house: House, bina: Coordinator, visitor: Visitor
) -> None:
    _, codes = give_app(house, bina)
    log_in(visitor, bina)
    onward = give_code(visitor, codes[3].upper().replace("-", " "))
    assert "used up" in visitor.get(onward)
    assert "9 recovery codes left" in visitor.get("/console/me/")

    other = stranger(console, "198.51.100.4")
    log_in(other, bina)
    give_code(other, codes[3], status=200)
    give_code(other, codes[4])

    assert is_in(other)


def test_waiting_for_a_code_ends_after_ten_minutes(
    house: House, bina: Coordinator, visitor: Visitor, clock: FakeClock
) -> None:
    give_app(house, bina)
    log_in(visitor, bina)
    clock.tick(minutes=11)

    answer = visitor.client.get("/console/log-in/code")

    assert answer.headers["Location"] == "/console/log-in"
