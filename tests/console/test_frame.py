"""The frame of the console: who may see which page, and what every page carries."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask

from tests.console.visitor import Visitor
from triage.console import who
from triage.vocabulary import Role

VENDOR = Path("triage/console/static/vendor")


def test_every_page_says_who_may_see_it(console: Flask) -> None:
    with console.app_context():
        silent = [
            rule.endpoint
            for rule in console.url_map.iter_rules()
            if rule.endpoint not in who.OPEN and not who.roles_of(rule.endpoint)
        ]

    assert silent == []


def test_a_stranger_is_asked_to_log_in_everywhere(console: Flask) -> None:
    client = console.test_client()
    for rule in console.url_map.iter_rules():
        if rule.endpoint in who.OPEN or "GET" not in (rule.methods or ()):
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)
        assert path is not None
        response = client.get(path[1])
        assert (response.status_code, path[1]) == (302, path[1])
        assert response.headers["Location"].startswith("/console/log-in?next=")


def test_an_operator_sees_no_patient(as_omar: Visitor) -> None:
    as_omar.get("/console/", status=404)


def test_a_coordinator_sees_the_leads(as_bina: Visitor) -> None:
    assert "Leads" in as_bina.get("/console/")


def test_an_unknown_page_says_so(as_bina: Visitor) -> None:
    assert "no such page" in as_bina.get("/console/nothing", status=404)


def test_what_we_carry_of_others_is_what_it_says() -> None:
    listed = dict(
        line.split()
        for line in (VENDOR / "vendor.txt").read_text().splitlines()
        if not line.startswith("#")
    )
    scripts = sorted(path.name for path in VENDOR.glob("*.js"))

    assert scripts == sorted(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_the_roles_of_the_patients_pages_leave_operators_out() -> None:
    assert Role.OPERATOR not in who.PATIENTS
