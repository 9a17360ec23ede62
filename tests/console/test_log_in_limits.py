"""Guessing is slowed down, and nobody can use that to lock somebody else out."""

from __future__ import annotations

from flask import Flask

from models import throttle
from tests.builders import rows
from tests.console.access import give_app, give_code, give_password, is_in, log_in, stranger
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.console.app import create_console
from triage.services.house import House
from triage.services.staff import throttling
from triage.services.staff.coordinators import Coordinator


def guess(visitor: Visitor, who: Coordinator, times: int) -> None:
    """Try wrong passwords."""
    for _ in range(times):
        log_in(visitor, who, "wrong", status=200)


def test_the_sixth_wrong_try_in_a_minute_is_refused(
    console: Flask, house: House, bina: Coordinator
) -> None:
    give_password(house, bina)
    visitor = stranger(console)
    guess(visitor, bina, 5)

    page = log_in(visitor, bina, status=429)

    assert "Too many tries" in page
    assert "bina" not in page
    assert not is_in(visitor)


def test_after_the_minute_it_works_again(
    console: Flask, house: House, clock: FakeClock, bina: Coordinator
) -> None:
    give_password(house, bina)
    visitor = stranger(console)
    guess(visitor, bina, 5)
    log_in(visitor, bina, status=429)

    clock.tick(seconds=61)
    log_in(visitor, bina)

    assert is_in(visitor)


def test_others_and_other_places_still_get_in(
    console: Flask, house: House, bina: Coordinator, chen: Coordinator
) -> None:
    give_password(house, bina)
    give_password(house, chen)
    guesser = stranger(console)
    guess(guesser, bina, 5)
    log_in(guesser, bina, status=429)

    log_in(guesser, chen)
    elsewhere = stranger(console, "198.51.100.4")
    log_in(elsewhere, bina)

    assert is_in(guesser)
    assert is_in(elsewhere)


def test_the_owner_gets_in_from_a_known_device_through_the_same_address(
    console: Flask, house: House, bina: Coordinator
) -> None:
    give_password(house, bina)
    owner = stranger(console)
    log_in(owner, bina)
    owner.post("/console/log-out", status=303)
    guess(stranger(console), bina, 5)
    log_in(stranger(console), bina, status=429)

    log_in(owner, bina)

    assert is_in(owner)


def test_a_device_is_known_only_for_who_logged_in_there(
    house: House, bina: Coordinator, chen: Coordinator
) -> None:
    mark = throttling.new_device(house, bina.email)

    assert throttling.is_known_device(house, mark, bina.email)
    assert not throttling.is_known_device(house, mark, chen.email)
    assert not throttling.is_known_device(house, mark + "0", bina.email)
    assert not throttling.is_known_device(house, "x.\u00e9", bina.email)


def test_one_address_cannot_try_everybody(console: Flask, house: House, bina: Coordinator) -> None:
    visitor = stranger(console)
    for number in range(30):
        somebody = Coordinator(0, "", f"user{number}@clinic.example", bina.role, True, None, "")
        log_in(visitor, somebody, "wrong", status=200)

    log_in(visitor, bina, "wrong", status=429)


def test_the_count_is_kept_for_all_processes_and_names_nobody(
    console: Flask, house: House, bina: Coordinator
) -> None:
    give_password(house, bina)
    guess(stranger(console), bina, 5)

    log_in(stranger(create_console(house)), bina, status=429)

    kept = rows(house.store, throttle)
    assert len(kept) == 3
    assert all(len(row.lookup) == 64 for row in kept)


def test_right_passwords_do_not_count(console: Flask, house: House, bina: Coordinator) -> None:
    give_password(house, bina)
    for _ in range(7):
        log_in(stranger(console), bina)

    assert {row.count for row in rows(house.store, throttle)} == {0}


def test_a_clock_that_is_put_back_does_not_make_the_wait_longer(
    console: Flask, house: House, clock: FakeClock, bina: Coordinator
) -> None:
    give_password(house, bina)
    visitor = stranger(console)
    guess(visitor, bina, 5)
    clock.tick(days=-400)
    log_in(visitor, bina, status=429)

    clock.tick(seconds=61)
    log_in(visitor, bina)

    assert is_in(visitor)


def test_wrong_codes_are_slowed_down_too(console: Flask, house: House, bina: Coordinator) -> None:
    give_password(house, bina)
    give_app(house, bina)
    visitor = stranger(console)
    log_in(visitor, bina)
    for _ in range(5):
        give_code(visitor, "000000", status=200)

    give_code(visitor, "000000", status=429)
    elsewhere = stranger(console, "198.51.100.4")
    log_in(elsewhere, bina)
    give_code(elsewhere, "000000", status=429)

    assert not is_in(visitor)
