"""A PostgreSQL that stopped answering is given up in time, whatever its own time-outs say."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import text
from sqlalchemy.engine import make_url

from triage.errors import StorageDown
from triage.storage import Store, open_store
from triage.storage.deadline import Watchdog


class Wire:
    """A line to PostgreSQL that can be frozen: bytes go in and nothing comes out; or be long:
    each way takes `seconds`."""

    def __init__(self, host: str, port: int) -> None:
        self.goes = threading.Event()
        self.goes.set()
        self.seconds = 0.0
        self._to = (host, port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._ends: list[socket.socket] = [self._door]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Hang up on everybody."""
        self.goes.set()
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                server = socket.create_connection(self._to)
                self._ends += [caller, server]
                for pair in ((caller, server), (server, caller)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self.goes.wait()
                time.sleep(self.seconds)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def wire(postgres_url: str) -> Iterator[tuple[Wire, str]]:
    """A line that can be frozen, and the URL that goes through it."""
    url = make_url(postgres_url)
    line = Wire(url.host or "127.0.0.1", url.port or 5432)
    through = url.set(host="127.0.0.1", port=line.port).update_query_dict({"sslmode": "disable"})
    yield line, through.render_as_string(hide_password=False)
    line.close()


def _resting(url: str, deadline: float) -> Store:
    """With a connection that was used and given back."""
    store = open_store(url, deadline=deadline)
    with store.reading() as tx:
        tx.execute(text("SELECT 1"))
    return store


def _freeze_within(store: Store, line: Wire) -> None:
    """A transaction in whose middle the line freezes."""
    with store.transaction() as tx:
        tx.execute(text("SELECT 1"))
        line.goes.clear()
        tx.execute(text("SELECT 2"))


def test_a_frozen_database_is_given_up_at_the_deadline(wire: tuple[Wire, str]) -> None:
    line, url = wire
    store = open_store(url, deadline=1.0)
    started = time.monotonic()

    with pytest.raises(StorageDown):
        _freeze_within(store, line)

    assert 0.3 < time.monotonic() - started < 3
    store.close()


def test_a_frozen_database_is_noticed_on_a_rested_connection(wire: tuple[Wire, str]) -> None:
    line, url = wire
    store = _resting(url, 1.0)
    time.sleep(1.1)
    line.goes.clear()
    started = time.monotonic()

    with pytest.raises(StorageDown), store.transaction() as tx:
        tx.execute(text("SELECT 2"))

    assert time.monotonic() - started < 8
    store.close()


def test_after_a_thaw_the_next_transaction_works(wire: tuple[Wire, str]) -> None:
    line, url = wire
    store = open_store(url, deadline=1.0)
    with pytest.raises(StorageDown):
        _freeze_within(store, line)
    line.goes.set()

    with store.transaction() as tx:
        assert tx.execute(text("SELECT 3")).scalar() == 3
    store.close()


def test_a_server_that_cut_all_lines_costs_no_message(postgres_url: str) -> None:
    store = open_store(postgres_url, deadline=2.0)
    with store.reading() as tx:
        pid = tx.execute(text("SELECT pg_backend_pid()")).scalar()
    other = open_store(postgres_url, deadline=2.0)
    with other.transaction() as tx:
        tx.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    time.sleep(1.1)

    with store.transaction() as tx:
        assert tx.execute(text("SELECT 1")).scalar() == 1
    store.close()
    other.close()


def test_the_watchdog_cuts_what_is_late_and_leaves_the_rest() -> None:
    watchdog = Watchdog(0.2)
    (late, far_late), (early, far_early) = socket.socketpair(), socket.socketpair()
    watchdog.release(watchdog.watch(early.fileno()))
    token = watchdog.watch(late.fileno())

    far_late.settimeout(3)
    assert far_late.recv(1) == b""
    early.sendall(b"x")
    assert far_early.recv(1) == b"x"

    watchdog.release(token)
    watchdog.close()
    for end in (late, far_late, early, far_early):
        end.close()


def test_how_far_the_database_is_can_be_told(wire: tuple[Wire, str]) -> None:
    line, url = wire
    store = open_store(url, deadline=2.0)
    near = store.trip_seconds()
    line.seconds = 0.02

    assert 0 < near < 0.04 <= store.trip_seconds()
    with store.glance() as tx:
        driver: Any = tx.connection.dbapi_connection
        assert driver.info.transaction_status == TransactionStatus.IDLE
    store.close()


def test_a_database_that_is_very_far_is_asked_less_often(wire: tuple[Wire, str]) -> None:
    line, url = wire
    store = _resting(url, 1.0)
    line.seconds = 0.06

    assert store.trip_seconds() > 0.1
    store.close()


def test_a_database_that_is_gone_cannot_be_measured(wire: tuple[Wire, str]) -> None:
    line, url = wire
    store = _resting(url, 0.5)
    line.goes.clear()

    with pytest.raises(StorageDown):
        store.trip_seconds()
    store.close()
