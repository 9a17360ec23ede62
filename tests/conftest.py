"""A fresh database and a house around it for each test, on SQLite and on PostgreSQL.

Migrations run once a session on each; every test gets a copy (on PostgreSQL one that was emptied
since: `kept_database`). PostgreSQL is taken from
TEST_DATABASE_URL or from PGHOST and its like (`pg_virtualenv` sets them); without either its tests
are skipped, which CI does not let pass.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from tests.builders import ACCOUNT, NOW
from tests.conversation.talk import fake_script
from tests.fakes import FakeClock, FakeReader, FakeTwilio
from tests.kept_database import KeptDatabase, watch
from triage.services.house import House
from triage.services.recovery import outage
from triage.settings import SettingsSource, load
from triage.storage import Store, open_store
from triage.storage.engine import make_engine
from triage.storage.schema import upgrade
from triage.vault import Vault

DEADLINE = 5.0
NO_POSTGRESQL = "PostgreSQL not given (TEST_DATABASE_URL or PGHOST)"


def postgresql_url() -> URL | None:
    """The server that tests may make databases on."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return make_url(given).set(drivername="postgresql")
    if "PGHOST" not in os.environ:
        return None
    return URL.create(
        "postgresql",
        username=os.environ.get("PGUSER"),
        password=os.environ.get("PGPASSWORD"),
        host=os.environ["PGHOST"],
        port=int(os.environ.get("PGPORT", "5432")),
        database="postgres",
    )


def clear_text(url: URL) -> str:
    """A URL with its password."""
    return url.render_as_string(hide_password=False)


@contextmanager
def new_database(server: URL, name: str, template: str = "template1") -> Iterator[URL]:
    """A database on this server for as long as the block runs."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    try:
        yield server.set(database=name)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        engine.dispose()


def migrate(url: str) -> None:
    """Bring a database to the newest schema."""
    engine = make_engine(url, deadline=DEADLINE)
    upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy."""
    path = tmp_path_factory.mktemp("template") / "triage.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_template() -> Iterator[URL]:
    """A migrated PostgreSQL database to copy."""
    server = postgresql_url()
    if server is None:
        pytest.skip(NO_POSTGRESQL)
    with new_database(server, f"triage_template_{os.getpid()}") as url:
        migrate(clear_text(url))
        watch(url)
        yield url


@pytest.fixture(scope="session")
def kept_database(migrated_template: URL) -> Iterator[KeptDatabase]:
    """A PostgreSQL database that one test after the other gets, emptied."""
    server = postgresql_url()
    assert server is not None
    kept = KeptDatabase(server, migrated_template)
    yield kept
    kept.close()


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A fresh SQLite database of this test's own."""
    path = tmp_path / "triage.db"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(kept_database: KeptDatabase) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    with kept_database.lend() as url:
        yield clear_text(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a database to come back gives a test's up soon: the test is over."""
    monkeypatch.setattr(outage, "_LOOK_EVERY", 0.02)
    monkeypatch.setattr(outage, "_LOOKS", 50)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open store on a fresh database."""
    opened = open_store(database_url, deadline=DEADLINE)
    yield opened
    opened.close()


@pytest.fixture
def source(tmp_path: Path) -> SettingsSource:
    """Settings of a demo of its own."""
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(tmp_path / "var"),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
    }
    return load(environ, env_file=None)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands until it is moved."""
    return FakeClock(NOW)


@pytest.fixture
def twilio() -> FakeTwilio:
    """Twilio as the worker sees it."""
    return FakeTwilio()


@pytest.fixture
def house(store: Store, source: SettingsSource, clock: FakeClock, twilio: FakeTwilio) -> House:
    """Everything real but the clock, the reader, the texts and Twilio."""
    return House(
        settings=source,
        clock=clock,
        vault=Vault(lambda: source.current().data_keys, lambda: source.current().index_keys),
        store=store,
        script=fake_script(),
        reader=FakeReader(),
        send=twilio.send,
        find_sent=twilio.find_sent,
    )
