"""Logging in with a password: who is let in, and that nobody else learns anything."""

from __future__ import annotations

import time
from statistics import median

import pytest
from flask import Flask

from models import audit_event, coordinator
from tests.builders import only, rows
from tests.console.access import PASSWORD, give_password, is_in, log_in, stranger
from tests.console.visitor import Visitor
from triage.console.access.passwords import Argon2
from triage.services.house import House
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator


@pytest.fixture
def visitor(console: Flask) -> Visitor:
    """Somebody we do not know yet."""
    return stranger(console)


def test_the_right_password_lets_in(house: House, visitor: Visitor, bina: Coordinator) -> None:
    give_password(house, bina)

    onward = log_in(visitor, bina)

    assert onward == "/console/"
    assert "Leads" in visitor.get(onward)
    assert only(house.store, coordinator, id=bina.id).seen_at == house.clock.now()
    assert rows(house.store, audit_event, action="log_in", subject=f"coordinator:{bina.id}")


def test_the_address_may_be_typed_as_people_type_it(
    house: House, visitor: Visitor, bina: Coordinator
) -> None:
    give_password(house, bina)
    visitor.get("/console/log-in")

    given = {"email": "  BINA@Clinic.Example ", "password": PASSWORD}
    visitor.post("/console/log-in", given, status=303)

    assert is_in(visitor)


def test_an_accent_may_be_written_in_either_way(
    house: House, visitor: Visitor, bina: Coordinator
) -> None:
    give_password(house, bina, "caf\u00e9 on the Rhône at noon")

    log_in(visitor, bina, "cafe\u0301 on the Rhône at noon")

    assert is_in(visitor)


def test_a_long_password_is_not_cut(house: House, visitor: Visitor, bina: Coordinator) -> None:
    give_password(house, bina, "ü" * 500 + "x")

    log_in(visitor, bina, "ü" * 500 + "y", status=200)
    log_in(visitor, bina, "ü" * 500 + "x")

    assert is_in(visitor)


def test_every_failure_gets_the_same_answer(
    house: House, console: Flask, bina: Coordinator, chen: Coordinator, omar: Coordinator
) -> None:
    give_password(house, bina)
    give_password(house, chen)
    coordinators.disable(house, omar.id, by="operator")
    give_password(house, omar)
    unknown = Coordinator(0, "Nobody", "nobody@clinic.example", bina.role, True, None, "")
    tries = {(bina, "wrong"), (bina, ""), (omar, PASSWORD), (unknown, PASSWORD)}

    answers = {
        _without_tokens(log_in(stranger(console), who, password, status=200))
        for who, password in tries
    }

    assert len(answers) == 1
    assert "did not fit" in answers.pop()


def _without_tokens(page: str) -> str:
    lines = page.splitlines()
    return "\n".join(line for line in lines if "csrf" not in line.lower() and "nonce" not in line)


def test_whoever_has_no_password_yet_cannot_log_in(
    house: House, visitor: Visitor, bina: Coordinator
) -> None:
    for password in ("", "None", "wrong"):
        log_in(visitor, bina, password, status=200)

    assert not is_in(visitor)


def test_an_unknown_account_takes_as_long_as_a_known_one() -> None:
    hasher = Argon2()
    hashed = hasher.hash(PASSWORD)
    hasher.fits(None, "")  # makes what strangers are measured against

    def seconds(of: str | None) -> float:
        start = time.perf_counter()
        assert not hasher.fits(of, "wrong")
        return time.perf_counter() - start

    known, unknown = zip(*((seconds(hashed), seconds(None)) for _ in range(9)), strict=True)

    assert hashed.startswith("$argon2id$")
    assert median(unknown) == pytest.approx(median(known), rel=0.5)


def test_a_failed_log_in_is_written_down_without_what_was_typed(
    house: House, visitor: Visitor, bina: Coordinator
) -> None:
    nobody = Coordinator(0, "", "asha.iyer@clinic.example", bina.role, True, None, "")
    log_in(visitor, nobody, "my own secret words", status=200)
    log_in(visitor, bina, "my own secret words", status=200)

    unknown, known = rows(house.store, audit_event, action="log_in_failed")

    assert known.subject == f"coordinator:{bina.id}"
    assert unknown.subject.startswith("account:")
    assert "asha" not in f"{unknown}"
    assert "secret words" not in f"{unknown}{known}"


def test_a_hash_of_older_rules_is_renewed(console: Flask, house: House, bina: Coordinator) -> None:
    give_password(house, bina)
    before = only(house.store, coordinator, id=bina.id).password_hash
    visitor = stranger(console)
    console.extensions["console_hasher"] = Argon2()

    log_in(visitor, bina)

    after = only(house.store, coordinator, id=bina.id).password_hash
    assert after != before
    assert "m=65536" in after
    assert log_in(stranger(console), bina) == "/console/"


def test_an_operator_begins_on_their_own_page(
    house: House, visitor: Visitor, omar: Coordinator
) -> None:
    give_password(house, omar)

    assert log_in(visitor, omar) == "/console/me/"
