"""Several programs migrate at once, or one is killed in the middle: one schema, all or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import inspect

from tests.cli.conftest import ROOT, spawn
from triage.storage import schema
from triage.storage.engine import make_engine

#: Migrates, and is killed as by `kill -9` before its n-th statement.
KILLED = """
import os, signal, sys
from sqlalchemy import event
from triage.storage import schema
from triage.storage.engine import make_engine
engine = make_engine(sys.argv[1], deadline=60.0)
left = [int(sys.argv[2])]
@event.listens_for(engine, "before_cursor_execute")
def count(*_):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
schema.upgrade(engine)
"""


def test_two_starters_at_once_migrate_once(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("TRIAGE_ENV", "demo")
    monkeypatch.setenv("TRIAGE_DATA_DIR", f"{tmp_path}/data")
    monkeypatch.setenv("DATABASE_URL", empty_url)

    started = [spawn("db", "upgrade") for _ in range(2)]
    said = [process.communicate(timeout=60)[1] for process in started]

    assert [process.returncode for process in started] == [0, 0], said
    engine = make_engine(empty_url, deadline=60.0)
    assert schema.check(engine) == schema.head()
    engine.dispose()


@pytest.mark.parametrize("statements", [15, 60, 110])
def test_a_migration_that_is_killed_leaves_nothing_and_the_next_one_does_it_all(
    empty_url: str, statements: int
) -> None:
    words = [sys.executable, "-c", KILLED, empty_url, str(statements)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run(words, env=environ, capture_output=True, timeout=60, check=False)  # noqa: S603 - our own words
    engine = make_engine(empty_url, deadline=60.0)
    with engine.connect() as connection:
        left = inspect(connection).get_table_names()

    assert (killed.returncode, left) == (-signal.SIGKILL, []), killed.stderr
    assert schema.upgrade(engine) == schema.head()
    engine.dispose()
