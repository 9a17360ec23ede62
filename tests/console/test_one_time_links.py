"""One-time links: shown to whoever looks, used by the one press, and only once."""

from __future__ import annotations

import pytest
from flask import Flask

from models import audit_event, coordinator, one_time_link
from tests.builders import only, rows
from tests.console.access import PASSWORD, give_app, is_in, log_in, stranger
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.staff import coordinators, links
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role

BASE = "http://127.0.0.1:8080"


def path_of(address: str) -> str:
    """The path of a link."""
    assert address.startswith(f"{BASE}/console/link/")
    return address.removeprefix(BASE)


@pytest.fixture
def visitor(console: Flask) -> Visitor:
    """Somebody we do not know yet."""
    return stranger(console)


@pytest.fixture
def invited(house: House, bina: Coordinator) -> str:
    """The path of Bina's first link."""
    return path_of(links.make(house, bina, "invite", by="operator"))


def choose(visitor: Visitor, path: str, password: str = PASSWORD, status: int = 303) -> str:
    """Choose a password on the page of a link."""
    return visitor.post(path, {"password": password, "again": password}, status=status)


def test_a_link_asks_for_a_password_and_lets_in(
    house: House, console: Flask, visitor: Visitor, bina: Coordinator, invited: str
) -> None:
    page = visitor.get(invited)
    assert "Choose a password" in page
    assert bina.email in page

    assert choose(visitor, invited) == "/console/"

    assert is_in(visitor)
    assert only(house.store, coordinator, id=bina.id).password_hash.startswith("$argon2id$")
    log_in(stranger(console), bina)
    actions = [row.action for row in rows(house.store, audit_event)]
    assert {"make_link", "use_link", "log_in"} <= set(actions)


def test_looking_at_a_link_does_not_use_it_up(visitor: Visitor, invited: str) -> None:
    for _ in range(3):
        visitor.get(invited)
        assert visitor.client.head(invited).status_code == 200

    assert choose(visitor, invited) == "/console/"


def test_a_link_works_once(console: Flask, visitor: Visitor, invited: str) -> None:
    choose(visitor, invited)
    other = stranger(console)

    assert "does not work" in other.get(invited, status=404)
    choose(other, invited, "another long and odd password", status=404)

    assert not is_in(other)


def test_a_link_works_for_a_day(clock: FakeClock, visitor: Visitor, invited: str) -> None:
    clock.tick(hours=23, minutes=59)
    visitor.get(invited)
    clock.tick(minutes=1)

    visitor.get(invited, status=404)
    choose(visitor, invited, status=404)


def test_a_clock_that_was_put_back_does_not_make_a_link_last_longer(
    clock: FakeClock, visitor: Visitor, invited: str
) -> None:
    clock.tick(days=-3)

    visitor.get(invited, status=404)


def test_a_newer_link_ends_the_one_before(
    house: House, visitor: Visitor, bina: Coordinator, invited: str
) -> None:
    newer = path_of(links.make(house, bina, "invite", by="operator"))

    visitor.get(invited, status=404)
    visitor.get(newer)


def test_what_is_kept_of_a_link_does_not_open_it(house: House, invited: str) -> None:
    kept = only(house.store, one_time_link)

    assert invited.rpartition("/")[2] not in f"{kept}"
    assert not any(invited.rpartition("/")[2] in f"{row}" for row in rows(house.store, audit_event))


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "short", "At least 14"),
        ("passwordpassword1", "passwordpassword1", "Too easy"),
        ("Bina Bina Clinic 1", "Bina Bina Clinic 1", "Too easy"),
        ("the blue kettle sings", "the blue kettle sang!", "not the same"),
        ("x" * 1001, "x" * 1001, "At most"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays(
    visitor: Visitor, invited: str, password: str, again: str, words: str
) -> None:
    visitor.get(invited)

    page = visitor.post(invited, {"password": password, "again": again}, status=200)

    assert words in page
    assert password not in page
    assert choose(visitor, invited) == "/console/"


def test_a_link_of_somebody_who_was_disabled_is_dead(
    house: House, visitor: Visitor, bina: Coordinator, invited: str
) -> None:
    coordinators.disable(house, bina.id, by="operator")
    coordinators.enable(house, bina.id, by="operator")

    visitor.get(invited, status=404)


def test_a_reset_takes_everything_away_until_its_link_is_used(
    house: House, console: Flask, visitor: Visitor, bina: Coordinator, invited: str
) -> None:
    choose(visitor, invited)
    give_app(house, bina)

    again = path_of(coordinators.reset(house, bina.id, by="operator"))

    row = only(house.store, coordinator, id=bina.id)
    assert (row.password_hash, row.totp_sealed, row.recovery_sealed) == (None, None, None)
    assert not is_in(visitor)
    log_in(stranger(console), bina, status=200)
    other = stranger(console)
    choose(other, again, "a tin of odd green beans")
    assert is_in(other)


def test_the_demo_link_lets_in_with_one_press(house: House, visitor: Visitor) -> None:
    path = path_of(coordinators.demo_link(house))
    page = visitor.get(path)
    assert "Come in" in page
    assert 'type="password"' not in page
    assert visitor.client.get("/console/").status_code == 302

    assert visitor.post(path, status=303) == "/console/"

    assert "Demo Coordinator" in visitor.get("/console/me/")
    visitor.get(path, status=404)


def test_each_start_of_the_demo_makes_a_fresh_link_for_the_same_coordinator(
    house: House, visitor: Visitor
) -> None:
    first, second = (path_of(coordinators.demo_link(house)) for _ in range(2))

    assert first != second
    visitor.get(first, status=404)
    visitor.get(second)
    assert only(house.store, coordinator).role == Role.LEAD_COORDINATOR


def test_a_made_up_link_is_no_link(visitor: Visitor) -> None:
    visitor.get("/console/link/" + "A" * 43, status=404)
    visitor.post("/console/link/é%00", {"password": PASSWORD, "again": PASSWORD}, status=404)
