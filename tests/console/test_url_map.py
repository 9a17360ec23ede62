"""Every address of the console, asked by everybody: a page that lets in whom it should not fails.

Roles stand beside each view; here they are asked over HTTP, with every method.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.console.access import stranger
from tests.console.visitor import Visitor
from triage.console import who
from triage.vocabulary import Role

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def addresses(console: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule but the static files, with made-up values."""
    for rule in console.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = {
            name: 999 if type(converter).__name__ == "IntegerConverter" else "nothing"
            for name, converter in rule._converters.items()
        }
        built = rule.build(values, append_unknown=False)
        assert built is not None
        yield rule, built[1]


def _ask(visitor: Visitor, path: str, method: str, token: str | None) -> int:
    data = {"csrf_token": token} if token else {}
    return visitor.client.open(path, method=method, data=data).status_code


def test_a_stranger_is_led_to_the_log_in_or_refused(console: Flask) -> None:
    visitor = stranger(console)
    visitor.get("/console/log-in")
    token = visitor._token()
    for rule, path in addresses(console):
        for method in METHODS:
            status = _ask(visitor, path, method, token)
            if rule.endpoint in who.OPEN:
                assert status in (200, 302, 303, 404, 405), (status, method, path)
            elif method in (rule.methods or ()):
                assert status == 302, (status, method, path)
            else:
                assert status in (302, 405), (status, method, path)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_only_what_it_may(
    role: Role, console: Flask, as_bina: Visitor, as_chen: Visitor, as_omar: Visitor
) -> None:
    visitor = dict(zip(Role, (as_bina, as_chen, as_omar), strict=True))[role]
    visitor.get("/console/me/")
    token = visitor._token()
    with console.app_context():
        forbidden = [
            (rule, path)
            for rule, path in addresses(console)
            if rule.endpoint not in who.OPEN and role not in who.roles_of(rule.endpoint)
        ]
    refused = {
        (method, path): _ask(visitor, path, method, token)
        for rule, path in forbidden
        for method in METHODS
        if method in (rule.methods or ())
    }

    assert bool(refused) == (role is not Role.LEAD_COORDINATOR)
    assert set(refused.values()) <= {404}


def test_what_changes_something_needs_a_token_from_everybody(
    console: Flask, as_chen: Visitor
) -> None:
    for rule, path in addresses(console):
        for method in set(METHODS[1:]) & (rule.methods or set()):
            assert _ask(as_chen, path, method, None) == 403, (method, path)


def test_a_method_that_a_page_does_not_know_changes_nothing(
    console: Flask, as_chen: Visitor
) -> None:
    as_chen.get("/console/me/")
    token = as_chen._token()
    for rule, path in addresses(console):
        others = set(METHODS) - (rule.methods or set())
        shared = {m for r, p in addresses(console) if p == path for m in (r.methods or set())}
        for method in others - shared:
            assert _ask(as_chen, path, method, token) in (404, 405), (method, path)


def test_the_list_of_open_doors_is_short_and_known() -> None:
    assert {
        "static",
        "diary.feed",
        *("access.log_in", "access.check_log_in", "access.code", "access.check_code"),
        *("access.link", "access.use_link"),
    } == who.OPEN
