"""A house with people in it, and an empty place on either database to bring its backup back to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import ACCOUNT, arrival
from tests.conftest import DEADLINE, NO_POSTGRESQL, clear_text, new_database, postgresql_url
from triage.media.shelf import Shelf
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import queue
from triage.services.recovery.backup import media_folder
from triage.settings import load
from triage.storage import open_store

MakeHouse = Callable[[str], House]


@pytest.fixture
def full(house: House) -> House:
    """Three people with leads, an unanswered question, a photo and a message that waits."""
    for n, texts in enumerate((["hi", "2", "yes"], ["chest pain"], ["delete my data"])):
        for text in texts:
            receive(house, arrival(text, sender=f"whatsapp:+4477009001{n}0", profile_name="Asha"))
    shelf = Shelf(media_folder(house))
    for name in ("abcdefgh23", "bcdefghj34"):
        shelf.put(name, "original", name.encode() * 1000)
    queue(house, address_id=1, body="Dear Asha")
    return house


@pytest.fixture
def empty(house: House, tmp_path: Path) -> Iterator[MakeHouse]:
    """Makes a house with nothing in it, not even tables: on "sqlite" or on "postgresql"."""
    places = ExitStack()
    secrets = house.settings.current().triage_data_dir / "secrets"

    def make(kind: str) -> House:
        data = tmp_path / f"elsewhere-{kind}"
        shutil.copytree(secrets, data / "secrets", dirs_exist_ok=True)
        source = load(
            {"TRIAGE_ENV": "demo", "TRIAGE_DATA_DIR": str(data), "TWILIO_ACCOUNT_SID": ACCOUNT},
            env_file=None,
        )
        store = open_store(_url(kind, data, places), deadline=DEADLINE)
        places.callback(store.close)
        return replace(house, settings=source, store=store)

    with places:
        yield make


def _url(kind: str, data: Path, places: ExitStack) -> str:
    if kind == "sqlite":
        return f"sqlite:///{data}/triage.db"
    server = postgresql_url()
    if server is None:
        pytest.skip(NO_POSTGRESQL)
    return clear_text(places.enter_context(new_database(server, f"triage_empty_{os.getpid()}")))
