"""A disk that is full is an outage: nothing is half written, and room is all that is needed."""

from __future__ import annotations

import pytest

from models import message
from tests.builders import arrival, rows
from triage.errors import StorageDown
from triage.services.house import House
from triage.services.messages.inbox import receive

_NO_LIMIT = 1_073_741_823


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_is_an_outage_and_goes_on_when_there_is_room(house: House) -> None:
    receive(house, arrival("hi"))
    pages = _pragma(house, "page_count")

    _pragma(house, f"max_page_count={pages}")  # SQLite may not let its file grow: a full disk
    stuck, before = None, -1
    for _ in range(50):
        before = len(rows(house.store, message))
        words = arrival("a long story " * 100)
        try:
            receive(house, words)
        except StorageDown:
            stuck = words
            break
    during = len(rows(house.store, message))
    _pragma(house, f"max_page_count={_NO_LIMIT}")

    assert stuck is not None
    assert during == before
    assert receive(house, stuck).body
    assert len(rows(house.store, message)) > during
    assert _pragma(house, "integrity_check") == "ok"


def _pragma(house: House, words: str) -> object:
    with house.store.transaction() as tx:
        found: object = tx.exec_driver_sql(f"PRAGMA {words}").scalar()
        return found
