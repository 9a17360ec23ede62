"""A change that is cut off, between two batches or within one, goes on where it was."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import update

from models import address, person
from tests.builders import arrival, rows
from tests.keys.changing import NEW, OLD, Keys, left, move_all, numbers, rewrap_all, start
from triage.errors import Damaged
from triage.services.credentials import data_key, index_key
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.storage import index_moves, keys_in_use, meta


class KilledError(BaseException):
    """As if the process ended here."""


@pytest.fixture
def ours(ours: House) -> House:
    """It has ten people."""
    for n in range(10):
        receive(ours, arrival("hi", sender=f"+120255501{n:02d}"))
    return ours


def _killed(*_: object, **__: object) -> None:
    raise KilledError


@pytest.mark.parametrize(
    "where", [(index_moves, "move"), (meta, "put"), (index_moves, "words_due")]
)
@pytest.mark.parametrize("after", [0, 1, 2])
def test_an_index_move_that_is_killed_within_a_batch(
    ours: House, keys: Keys, monkeypatch: pytest.MonkeyPatch, where: tuple[object, str], after: int
) -> None:
    keys.index[:] = [NEW, OLD]
    for _ in range(after * 2):
        index_key.move_some(ours, 4)
    with monkeypatch.context() as broken:
        broken.setattr(*where, _killed)
        with suppress(KilledError):  # or it was past that place
            move_all(ours, limit=4)
    receive(ours, arrival("menu", sender="+12025550103"))
    assert len(rows(ours.store, person)) == 10

    move_all(Keys(keys.data, [NEW, OLD]).house(ours), limit=3)

    assert left(ours)[0] == 0
    assert len(numbers(ours)) == 10
    keys.index[:] = [NEW]
    start(ours)


def test_it_goes_on_behind_the_last_batch(ours: House, keys: Keys) -> None:
    keys.index[:] = [NEW, OLD]
    at_first = left(Keys(keys.data, [NEW, OLD]).house(ours))[0]
    index_key.move_some(ours, 4)
    moved = ours.vault.lookup("+12025550103")

    again = Keys(keys.data, [NEW, OLD]).house(ours)

    assert left(again)[0] < at_first + 4
    assert [row.lookup for row in rows(ours.store, person)][3] == moved
    assert index_key.move_some(again, 4) == 4


def test_rewrapping_that_is_killed_within_a_batch(
    ours: House, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.data.insert(0, b"D" * 32)
    data_key.move_some(ours, 4)
    with monkeypatch.context() as broken:
        broken.setattr(keys_in_use, "rewrap_exports", _killed)
        with pytest.raises(KilledError):
            rewrap_all(ours, limit=4)
    assert 0 < left(ours)[1] <= 7

    rewrap_all(Keys([b"D" * 32, b"d" * 32], keys.index).house(ours))

    assert left(ours)[1] == 0
    keys.data[:] = [b"D" * 32]
    start(ours)
    assert receive(ours, arrival("menu", sender="+12025550103")).body


def test_a_start_with_the_old_key_in_front_has_it_done_once_more(ours: House, keys: Keys) -> None:
    keys.index[:] = [NEW, OLD]
    move_all(ours)
    keys.index[:] = [OLD, NEW]  # a host that got the change late
    start(ours)
    receive(ours, arrival("hi", sender="+12025550150"))

    keys.index[:] = [NEW, OLD]
    assert left(ours)[0] > 0
    move_all(ours)

    assert left(ours)[0] == 0
    assert len(numbers(ours)) == 11
    keys.index[:] = [NEW]
    start(ours)


def test_an_address_that_does_not_open_keeps_the_old_key_in_use(ours: House, keys: Keys) -> None:
    lookup = ours.vault.lookup("+12025550103")
    whole = rows(ours.store, address, lookup=lookup)[0].sealed
    keys.index[:] = [NEW, OLD]
    _seal(ours, lookup, "s1.AAAA")

    move_all(ours)

    assert left(ours)[0] == 1
    receive(ours, arrival("menu", sender="+12025550103"))
    assert len(rows(ours.store, person)) == 10
    keys.index[:] = [NEW]
    with pytest.raises(Damaged):
        start(ours)
    keys.index[:] = [NEW, OLD]
    _seal(ours, lookup, whole)
    index_key.look_again(ours)
    move_all(ours)
    assert left(ours)[0] == 0
    assert len(numbers(ours)) == 10


def _seal(house: House, lookup: str, sealed: str) -> None:
    with house.store.transaction() as tx:
        tx.execute(update(address).where(address.c.lookup == lookup).values(sealed=sealed))
