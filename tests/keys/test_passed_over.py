"""A move of the index key passes over whoever is held, and waits for nobody who was erased then."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select, update

from models import person
from tests.builders import arrival, rows
from tests.keys.changing import NEW, OLD, Keys, left, move_all, start
from triage.services.credentials import index_key
from triage.services.house import House
from triage.services.messages.inbox import receive


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """SQLite has one writer: nobody is passed over there."""
    return postgres_url


@pytest.fixture
def ours(house: House) -> House:
    """Five people, and an index key that was changed."""
    keys = Keys()
    made = keys.house(house)
    start(made)
    for n in range(5):
        receive(made, arrival("hi", sender=f"+120255501{n:02d}"))
    keys.index[:] = [NEW, OLD]
    return made


def test_whoever_is_erased_while_they_are_passed_over(ours: House) -> None:
    gone = person.c.id == rows(ours.store, person)[2].id
    with ours.store.transaction() as erasing:
        erasing.execute(select(person.c.id).where(gone).with_for_update())
        index_key.move_some(ours, 20)
        erasing.execute(update(person).where(gone).values(wrapped_key=None, key_id=""))

    move_all(ours)

    assert left(ours)[0] == 0


def test_whoever_is_held_is_asked_for_in_peace_and_moved_later(
    ours: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_key, "_PAUSE", 0.3)
    held = rows(ours.store, person)[2]
    with ours.store.transaction() as writing:
        writing.execute(select(person.c.id).where(person.c.id == held.id).with_for_update())
        index_key.move_some(ours, 20)
        began = time.monotonic()
        assert index_key.move_some(ours, 20) > 0
        assert time.monotonic() - began >= 0.3
    monkeypatch.setattr(index_key, "_PAUSE", 0.0)

    move_all(ours)

    assert left(ours)[0] == 0
    assert rows(ours.store, person)[2].lookup != held.lookup
