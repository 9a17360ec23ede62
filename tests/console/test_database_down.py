"""When the database does not answer: every page says so, nobody is let in, nobody is logged out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from tests.console.access import PASSWORD, is_in, session_cookie, stranger
from tests.console.conftest import signed_in
from triage.services.house import House
from triage.services.staff.coordinators import Coordinator


@contextmanager
def without_database(house: House) -> Iterator[None]:
    """The file is away for the block; SQLite then finds nothing to open."""
    path = Path(str(house.store.engine.url.database))
    house.store.close()
    shutil.move(path, path.with_suffix(".away"))
    path.mkdir()
    try:
        yield
    finally:
        path.rmdir()
        shutil.move(path.with_suffix(".away"), path)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: what is tested lies above it."""
    return sqlite_url


def test_it_is_said_and_the_session_goes_on_afterwards(
    console: Flask, house: House, bina: Coordinator
) -> None:
    visitor = signed_in(console, bina)
    token = session_cookie(visitor)
    with without_database(house):
        answer = visitor.client.get("/console/me/")
        assert (answer.status_code, "does not answer" in answer.text) == (503, True)

    assert session_cookie(visitor) == token
    assert is_in(visitor)


def test_a_log_in_says_so_too(console: Flask, house: House, bina: Coordinator) -> None:
    visitor = stranger(console)
    visitor.get("/console/log-in")
    with without_database(house):
        given = {"email": bina.email, "password": PASSWORD}
        assert "does not answer" in visitor.post("/console/log-in", given, status=503)

    assert not is_in(visitor)
