"""What ends a session at once: logging out, and whatever changes the account."""

from __future__ import annotations

import pytest
from flask import Flask, session

from models import console_session
from tests.builders import rows
from tests.console.access import is_in, session_cookie, stranger
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from triage.services.house import House
from triage.services.staff import coordinators
from triage.services.staff import log_in as service
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role


def test_logging_out_ends_the_session_for_good(console: Flask, bina: Coordinator) -> None:
    visitor = signed_in(console, bina)
    thief = stranger(console)
    thief.client.set_cookie("triage-console", str(session_cookie(visitor)))
    assert is_in(thief)

    visitor.post("/console/log-out", status=303)

    assert not is_in(visitor)
    assert not is_in(thief)


def test_logging_out_everywhere_ends_every_session_of_mine(
    console: Flask, bina: Coordinator, as_chen: Visitor
) -> None:
    one, two = signed_in(console, bina), signed_in(console, bina)

    one.post("/console/log-out", {"everywhere": "1"}, status=303)

    assert not is_in(one)
    assert not is_in(two)
    assert is_in(as_chen)


@pytest.mark.parametrize("change", ["password", "role", "disable", "reset"])
def test_whatever_changes_an_account_ends_its_sessions_at_once(
    house: House, bina: Coordinator, as_bina: Visitor, as_chen: Visitor, change: str
) -> None:
    assert is_in(as_bina)
    if change == "password":
        service.change_password(house, bina, "$argon2id$new")
    elif change == "role":
        coordinators.set_role(house, bina.id, Role.OPERATOR, by="operator")
    else:
        getattr(coordinators, change)(house, bina.id, by="operator")

    assert not is_in(as_bina)
    assert is_in(as_chen)


def test_a_request_that_runs_while_the_account_is_changed_brings_nothing_back(
    console: Flask, house: House, bina: Coordinator
) -> None:
    visitor = signed_in(console, bina)
    name = str(console.session_interface.get_cookie_name(console))
    with console.test_request_context("/console/", headers={"Cookie": _cookie(visitor, name)}):
        coordinators.set_role(house, bina.id, Role.OPERATOR, by="operator")
        session["late"] = "words"
        console.process_response(console.make_response(""))

    assert rows(house.store, console_session) == []
    assert not is_in(visitor)


def _cookie(visitor: Visitor, name: str) -> str:
    return f"{name}={session_cookie(visitor)}"
