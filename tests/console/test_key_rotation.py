"""Keys are rotated while coordinators work: they stay logged in, and their apps go on working."""

from __future__ import annotations

import secrets
from dataclasses import replace

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
from tests.console.conftest import signed_in
from triage.console.app import create_console
from triage.errors import Damaged
from triage.services import house_seals
from triage.services.house import House
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.vault import Vault


def under(house: House, *keys: bytes) -> House:
    """The same house with these data keys, newest first."""
    index = house.settings.current().index_key
    return replace(house, vault=Vault(lambda: keys, lambda: index))


def test_a_new_data_key_changes_nothing_for_whoever_is_logged_in(
    console: Flask, house: House, bina: Coordinator
) -> None:
    old, new = house.settings.current().data_keys[0], secrets.token_bytes(32)
    give_password(house, bina)
    secret, _ = give_app(house, bina)
    now_is = coordinators.get_by_email(house, bina.email)
    coordinators.set_preferences(house, now_is, zone="", quiet_hours="", alerts="bina@post.example")
    token = str(session_cookie(signed_in(console, now_is)))

    assert house_seals.rewrap(under(house, new, old)) == 4
    assert house_seals.rewrap(under(house, new, old)) == 0

    alone = create_console(under(house, new))
    visitor = stranger(alone)
    visitor.client.set_cookie("triage-console", token)
    assert is_in(visitor)
    again = stranger(alone, "198.51.100.4")
    log_in(again, bina)
    give_code(again, code_of(house, secret))
    assert is_in(again)


def test_without_the_old_key_nothing_is_half_done(house: House, bina: Coordinator) -> None:
    give_app(house, bina)

    with pytest.raises(Damaged):
        house_seals.rewrap(under(house, secrets.token_bytes(32)))

    assert house_seals.rewrap(house) == 0


def test_the_note_before_a_log_in_is_taken_under_an_older_secret_key(
    console: Flask, house: House, bina: Coordinator
) -> None:
    give_password(house, bina)
    visitor = stranger(console)
    visitor.get("/console/log-in")
    folder = house.settings.current().triage_secrets_dir or (
        house.settings.current().triage_data_dir / "secrets"
    )
    path = folder / "SECRET_KEY"
    path.write_text(f"{secrets.token_urlsafe(48)},{path.read_text().strip()}\n")

    visitor.get("/console/log-in")

    log_in(visitor, bina)
    assert is_in(visitor)
