"""How many messages a web process works on at once: by how far its database is, or as told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from triage.cli import serve as command
from triage.cli.ports import free_port
from triage.doors import PLACES
from triage.errors import StorageDown
from triage.storage import Store


class Server:
    """Notes what its workers would be told."""

    told: str | None = None

    def serve(self) -> None:
        self.told = os.environ.get(PLACES)


@pytest.mark.parametrize(
    ("trip", "words", "places"),
    [(0.0001, [], "1"), (0.001, [], "3"), (0.0001, ["--threads", "2"], "2"), (None, [], "3")],
)
def test_a_database_that_is_further_away_gets_more_places(
    demo_env: Path,
    triage: Run,
    monkeypatch: pytest.MonkeyPatch,
    trip: float | None,
    words: list[str],
    places: str,
) -> None:
    server = Server()

    def server_for(_target: str, **_: Any) -> Server:
        return server

    def trip_seconds(_store: Store) -> float:
        if trip is None:
            raise StorageDown("not now")
        return trip

    assert triage("db", "upgrade").code == 0
    monkeypatch.setenv(PLACES, "9")
    monkeypatch.setattr(command, "server_for", server_for)
    monkeypatch.setattr(Store, "trip_seconds", trip_seconds)

    ran = triage("serve", "--port", str(free_port()), *words)

    assert (ran.code, server.told) == (0, places), ran.err
