"""The password at PostgreSQL is changed while everything runs, and no connection is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.conftest import clear_text, postgresql_url
from tests.credentials.conftest import AT_ONCE, World, source_of
from triage.errors import Conflict
from triage.storage import open_store
from triage.storage.logins import works

ROLE, NAME = "triage_tested_role", "database-password"


def owner_of(url: str) -> str:
    """The address of the one who may make roles, on the same database."""
    server = postgresql_url()
    assert server is not None
    return clear_text(server.set(database=make_url(url).database, drivername="postgresql"))


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """The test's database, for a role with a password of its own."""
    owner = owner_of(postgres_url)
    with psycopg.connect(owner, autocommit=True) as line:
        line.execute(f"DROP ROLE IF EXISTS {ROLE}")
        line.execute(f"CREATE ROLE {ROLE} LOGIN SUPERUSER PASSWORD 'the-old-password'")
    yield clear_text(make_url(postgres_url).set(username=ROLE, password="the-old-password"))
    with psycopg.connect(owner, autocommit=True) as line:
        line.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [ROLE]
        )
        line.execute(f"DROP ROLE {ROLE}")


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: object) -> dict[str, str]:
    """The address lies in a file: only there it can be replaced."""
    url = environ.pop("DATABASE_URL")
    source_of({**environ, "DATABASE_URL": url})
    path = f"{environ['TRIAGE_SECRETS_DIR']}/DATABASE_URL"
    with open(path, "w", encoding="utf-8") as file:
        file.write(url)
    return environ


def test_new_and_open_connections_work_all_the_time(world: World) -> None:
    before = world.file("DATABASE_URL")
    failed: list[str] = []
    done = threading.Event()

    settings = world.web.settings

    def connect_again_and_again() -> None:
        while not done.is_set():
            store = open_store(
                settings.current().database,
                deadline=4.0,
                logins=lambda: settings.current().databases,
            )
            try:
                with store.reading():
                    pass
            except Exception as problem:
                failed.append(repr(problem))
            finally:
                store.close()

    thread = threading.Thread(target=connect_again_and_again)
    with world.house.store.reading():  # an open one lives on
        thread.start()
        try:
            for step in ("add", "verify", "promote"):
                world.rotate(NAME, step=step)
                assert world.webhook(world.file("TWILIO_AUTH_TOKEN"), len(world.said)) == 200
            assert world.rotate(NAME)
        finally:
            done.set()
            thread.join()

    after = world.file("DATABASE_URL")
    assert failed == []
    assert works(make_url(after).set(drivername="postgresql+psycopg").render_as_string(False))
    assert make_url(after).password not in ("the-old-password", None)
    assert not works(before)
    assert str(make_url(after).password) not in "\n".join(world.said)


def test_a_kill_after_the_role_was_changed(world: World) -> None:
    """Whoever starts meanwhile comes in too, and the same command goes on."""
    for step in ("add", "verify"):
        world.rotate(NAME, step=step)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("triage.services.credentials.job.Job.write", _die)
        with pytest.raises(KeyboardInterrupt):
            world.rotate(NAME, step="promote")
    assert not works(
        "postgresql+psycopg://" + world.file("DATABASE_URL").split()[0].partition("://")[2]
    )
    assert world.webhook(world.file("TWILIO_AUTH_TOKEN"), 77) == 200

    assert world.rotate(NAME)


def test_a_role_that_may_not_change_it_changes_nothing(world: World) -> None:
    asked = replace(AT_ONCE, supplied=world.folder / "none")

    with pytest.raises(Conflict, match="cannot be read"):
        world.rotate(NAME, asked)


def _die(*_: object) -> None:
    raise KeyboardInterrupt
