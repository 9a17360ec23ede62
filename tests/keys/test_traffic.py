"""Keys are changed while several processes take messages in: one person an address, always."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Barrier, Event, Thread

import pytest

from models import address, message, person
from tests.builders import arrival, only, rows
from tests.keys.changing import NEW, OLD, Keys, left, move_all, numbers, rewrap_all, start
from triage.services.credentials import data_key, index_key
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.vault import key_id

_KNOWN, _FRESH, _ROUNDS = 12, 12, 3


def _number(n: int) -> str:
    return f"+120255501{n:02d}"


def _at_once(*works: Callable[[], None]) -> None:
    """Do these at the same time; raises what one of them raised."""
    failed: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as problem:
            failed.append(problem)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


@pytest.fixture
def known(house: House) -> House:
    """Some have written before, by SMS and some by WhatsApp as well."""
    ours = Keys().house(house)
    start(ours)
    for n in range(_KNOWN):
        receive(ours, arrival("hi", sender=_number(n)))
        if n % 3 == 0:
            receive(ours, arrival("hi", sender=f"whatsapp:{_number(n)}"))
    return ours


def test_one_person_an_address_through_a_change_of_the_index_key(known: House) -> None:
    """One process still uses the old key first, one the new, and a third moves what is there."""
    ahead, behind = (Keys(index=order).house(known) for order in ([NEW, OLD], [OLD, NEW]))
    barrier, over = Barrier(3), Event()

    def write(house: House, channel: str) -> None:
        barrier.wait()
        for _ in range(_ROUNDS):
            for n in range(_KNOWN + _FRESH):
                receive(house, arrival("menu", sender=f"{channel}{_number(n)}"))

    def writes(house: House, channel: str) -> Callable[[], None]:
        return lambda: write(house, channel)

    def move() -> None:
        barrier.wait()
        while not over.is_set() and index_key.move_some(ahead, 3):
            pass

    _at_once(writes(ahead, ""), writes(behind, "whatsapp:"), move)
    over.set()
    move_all(ahead)
    index_key.look_again(ahead)
    move_all(ahead)

    assert left(ahead)[0] == 0
    both = [f"{way}{_number(n)}" for n in range(_KNOWN + _FRESH) for way in ("", "whatsapp:")]
    assert [one.split()[1] for one in numbers(ahead)] == sorted(
        both, key=lambda wire: f"{'whatsapp' if ':' in wire else 'sms'} {wire}"
    )
    assert len(rows(ahead.store, person)) == _KNOWN + _FRESH
    written = Counter(row.address_id for row in rows(ahead.store, message, direction="in"))
    assert set(written) == {row.id for row in rows(ahead.store, address)}
    assert min(written.values()) >= _ROUNDS
    alone = Keys(index=[NEW]).house(known)
    start(alone)
    receive(alone, arrival("hi", sender=_number(0)))
    assert len(rows(ahead.store, person)) == _KNOWN + _FRESH


def test_two_first_messages_at_once_make_one_person(house: House) -> None:
    ahead, behind = (Keys(index=order).house(house) for order in ([NEW, OLD], [OLD, NEW]))
    for n in range(20):
        barrier = Barrier(2)

        def write(house: House, wire: str, barrier: Barrier = barrier) -> None:
            barrier.wait()
            receive(house, arrival("hi", sender=wire))

        other = f"whatsapp:{_number(n)}" if n % 2 else _number(n)
        _at_once(partial(write, ahead, _number(n)), partial(write, behind, other))

    assert len(rows(house.store, person)) == 20
    assert len(rows(house.store, address)) == 30


def test_messages_are_taken_in_while_data_keys_are_wrapped_anew(known: House) -> None:
    keys = Keys(data=[b"D" * 32, b"d" * 32])
    changing = keys.house(known)
    barrier = Barrier(3)

    def write(channel: str) -> None:
        barrier.wait()
        for _ in range(_ROUNDS):
            for n in range(_KNOWN):
                answer = receive(changing, arrival("menu", sender=f"{channel}{_number(n)}"))
                assert answer.body

    def move() -> None:
        barrier.wait()
        rewrap_all(changing, limit=2)

    _at_once(lambda: write(""), lambda: write("whatsapp:"), move)

    assert left(changing)[1] == 0
    assert {row.key_id for row in rows(known.store, person)} == {key_id(b"D" * 32)}
    keys.data[:] = [b"D" * 32]
    data_key.check(changing)
    assert receive(changing, arrival("menu", sender=_number(0))).body
    assert only(known.store, address, lookup=changing.vault.lookup(_number(1)), channel="sms")
