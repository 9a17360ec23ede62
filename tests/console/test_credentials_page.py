"""The page of secrets: operators look at ids and ages; nobody sees a secret or changes one."""

from __future__ import annotations

from flask import Flask

from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from triage.services.credentials import attendance, uses
from triage.services.credentials.status import look
from triage.services.house import House
from triage.services.staff.coordinators import Coordinator
from triage.storage import credential_keys

PAGE = "/console/system/credentials/"


def test_an_operator_sees_ids_ages_and_uses(
    house: House, console: Flask, omar: Coordinator
) -> None:
    token = house.settings.current().auth_tokens[0]
    uses.note("twilio-auth-token", token)
    attendance.Reporter(house, "worker").tick()
    key = look(house)[0].keys[0].key_id
    house.clock.tick(days=200)  # type: ignore[attr-defined]  # the tests' clock

    as_omar = signed_in(console, omar)
    text = as_omar.get(PAGE)

    assert key in text
    assert "200 days" in text
    assert "./run credentials rotate twilio-auth-token" in text
    settings = house.settings.current()
    for secret in (*settings.auth_tokens, *settings.secret_keys):
        assert secret not in text
    assert PAGE in as_omar.get("/console/system/")


def test_looking_writes_nothing(house: House, as_omar: Visitor) -> None:
    as_omar.get(PAGE)

    with house.store.reading() as tx:
        assert credential_keys.all_of_them(tx) == {}


def test_coordinators_do_not_see_it(as_chen: Visitor, as_bina: Visitor) -> None:
    as_bina.get(PAGE, status=404)
    as_chen.get(PAGE)
