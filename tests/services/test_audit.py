"""The audit chain: whole however many write at once, and it shows whatever is done to it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace

import pytest
from sqlalchemy import delete, insert, update

from models import audit_event
from tests.builders import rows
from triage.services import audit
from triage.services.house import House
from triage.storage import Tx
from triage.storage import audit as chain


def look_at(house: House, lead: int) -> None:
    with house.store.transaction() as tx:
        now = house.clock.now()
        audit.record(tx, at=now, actor="coordinator:1", action="lead.seen", subject=f"lead:{lead}")


@pytest.fixture
def watched(house: House) -> House:
    """Twelve events."""
    for lead in range(12):
        look_at(house, lead)
    return house


def test_many_who_begin_the_chain_at_once_make_one(house: House) -> None:
    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda lead: look_at(house, lead), range(40)))

    assert audit.first_bad_row(house) is None
    assert [row.seq for row in rows(house.store, audit_event)] == list(range(1, 41))


def change(tx: Tx) -> None:
    tx.execute(update(audit_event).where(audit_event.c.seq == 5).values(subject="lead:other"))


def remove(tx: Tx) -> None:
    tx.execute(delete(audit_event).where(audit_event.c.seq == 5))


def remove_the_newest(tx: Tx) -> None:
    tx.execute(delete(audit_event).where(audit_event.c.seq >= 11))


def put_in(tx: Tx) -> None:
    """An event behind the newest, with a hash of its own that is right."""
    newest = chain.last(tx)
    assert newest
    new = replace(newest, seq=13, prev_hash=newest.hash)
    tx.execute(insert(audit_event), asdict(replace(new, hash=chain.hash_of(new))))


@pytest.mark.parametrize(
    ("tamper", "first"), [(change, 5), (remove, 5), (remove_the_newest, 11), (put_in, 13)]
)
def test_whatever_is_done_to_it_the_first_bad_row_is_named(
    watched: House, tamper: Callable[[Tx], None], first: int
) -> None:
    assert audit.first_bad_row(watched) is None

    with watched.store.transaction() as tx:
        tamper(tx)

    assert audit.first_bad_row(watched) == first
