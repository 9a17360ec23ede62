"""Sessions: what the browser holds, how long it works, and what ends it."""

from __future__ import annotations

import pytest
from flask import Flask

from models import console_session, coordinator
from tests.builders import only, rows, statements
from tests.console.access import give_password, is_in, log_in, session_cookie, stranger
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.staff.coordinators import Coordinator


def test_the_browser_gets_a_random_token_and_we_keep_only_its_hash(
    console: Flask, house: House, bina: Coordinator
) -> None:
    give_password(house, bina)
    visitor = stranger(console)
    log_in(visitor, bina)

    token = session_cookie(visitor)
    kept = only(house.store, console_session)

    assert token is not None
    assert len(token) == 43
    assert token not in f"{kept}"
    assert "csrf" not in kept.data


def test_the_cookie_before_the_log_in_is_dead_after_it(
    console: Flask, house: House, bina: Coordinator
) -> None:
    give_password(house, bina)
    visitor = stranger(console)
    visitor.get("/console/log-in")
    before = session_cookie(visitor)
    log_in(visitor, bina)
    after = session_cookie(visitor)

    other = stranger(console)
    other.client.set_cookie("triage-console", str(before))

    assert before != after
    assert is_in(visitor)
    assert not is_in(other)


def test_a_session_that_somebody_planted_is_not_taken_over(
    console: Flask, house: House, bina: Coordinator, chen: Coordinator
) -> None:
    give_password(house, bina)
    planted = session_cookie(signed_in(console, chen))
    victim = stranger(console)
    victim.client.set_cookie("triage-console", str(planted))

    victim.client.delete_cookie("triage-device")
    victim.post("/console/log-out", status=303)
    log_in(victim, bina)

    assert session_cookie(victim) != planted
    assert "Bina" in victim.get("/console/me/")


@pytest.mark.parametrize("value", ["x", "a.b.c", "A" * 43, "é", "A" * 4000, ""])
def test_a_made_up_cookie_is_a_stranger(console: Flask, value: str) -> None:
    visitor = stranger(console)
    visitor.client.set_cookie("triage-console", value)

    assert not is_in(visitor)
    visitor.get("/console/log-in")


def test_strangers_fill_no_table(console: Flask, house: House) -> None:
    for _ in range(3):
        stranger(console).get("/console/log-in")

    assert rows(house.store, console_session) == []


def test_a_session_that_is_not_used_ends(house: House, clock: FakeClock, as_bina: Visitor) -> None:
    clock.tick(minutes=29)
    assert is_in(as_bina)
    clock.tick(minutes=29)
    assert is_in(as_bina)
    clock.tick(minutes=31)

    assert not is_in(as_bina)
    assert rows(house.store, console_session) == []


def test_no_session_lasts_longer_than_twelve_hours(clock: FakeClock, as_bina: Visitor) -> None:
    for _ in range(12 * 3):
        clock.tick(minutes=20)
        assert is_in(as_bina)
    clock.tick(minutes=1)

    assert not is_in(as_bina)


@pytest.mark.parametrize("jump", [-400 * 24, -1, 1, 400 * 24])
def test_a_clock_that_jumps_ends_a_session_and_never_lengthens_it(
    clock: FakeClock, as_bina: Visitor, jump: int
) -> None:
    assert is_in(as_bina)
    clock.tick(hours=jump)
    assert not is_in(as_bina)
    clock.tick(hours=-jump)

    assert not is_in(as_bina)


def test_a_dead_cookie_is_taken_back(console: Flask, clock: FakeClock, as_bina: Visitor) -> None:
    clock.tick(hours=1)

    as_bina.client.get("/console/")

    assert session_cookie(as_bina) is None


def test_a_session_costs_one_statement_and_one_more_a_minute(
    house: House, clock: FakeClock, as_bina: Visitor
) -> None:
    as_bina.get("/console/log-in", follow_redirects=True)
    with statements(house.store) as seen:
        as_bina.get("/console/nothing", status=404)
    clock.tick(seconds=61)
    with statements(house.store) as later:
        as_bina.get("/console/nothing", status=404)

    assert len(seen) == 1
    assert "console_session" in seen[0]
    assert [word.split()[0] for word in later] == ["SELECT", "UPDATE"]


def test_old_rows_go_when_somebody_logs_in(
    console: Flask, house: House, clock: FakeClock, bina: Coordinator, as_chen: Visitor
) -> None:
    give_password(house, bina)
    clock.tick(hours=1)

    log_in(stranger(console), bina)

    whose = [row.coordinator_id for row in rows(house.store, console_session)]
    assert whose == [bina.id]
    assert only(house.store, coordinator, id=bina.id).active
