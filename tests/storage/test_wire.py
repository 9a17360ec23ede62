"""Prepared writes: in order, all or nothing, never silently lost."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from models import throttle
from tests.storage.told import ADD, AT, COUNT, add, adding, attempt, count
from triage.errors import StorageDown
from triage.storage import Store, Tx
from triage.storage.sqlite_library import DBAPI
from triage.storage.statements import Prepared


def test_what_was_told_is_stored_with_the_commit(store: Store) -> None:
    with store.transaction() as tx:
        add(tx, "a")
        add(tx, "b", 2)

    with store.reading() as tx:
        assert tx.execute(select(throttle.c.lookup, throttle.c.count)).all() == [("a", 1), ("b", 2)]


def test_whoever_asks_next_sees_it_by_either_way(store: Store) -> None:
    with store.transaction() as tx:
        add(tx, "a")
        assert COUNT.value(tx, {}) == 1
        add(tx, "b")
        assert tx.execute(select(func.count()).select_from(throttle)).scalar() == 2
        add(tx, "c")
        assert COUNT.rows(tx, {}) == [(3,)]


def test_a_write_that_cannot_be_takes_all_others_with_it(store: Store) -> None:
    with pytest.raises(IntegrityError) as caught:
        attempt(store, adding("a"), adding("a", 7), adding("b"))

    assert "'a'" not in str(caught.value)
    attempt(store, adding("c"))
    with store.reading() as tx:
        assert tx.execute(select(throttle.c.lookup)).scalars().all() == ["c"]


def test_nothing_is_left_over_from_what_was_rolled_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        attempt(store, adding("a"), lambda _: 1 / 0)

    assert count(store) == 0


def test_a_value_that_cannot_be_sent_spoils_nothing_for_the_next(store: Store) -> None:
    odd = {"lookup": object(), "count": 1, "since": AT}
    with pytest.raises((StorageDown, DBAPIError)):
        attempt(store, adding("a"), lambda tx: ADD.run(tx, odd))

    assert count(store) == 0
    attempt(store, adding("a"))
    assert count(store) == 1


def test_a_caught_error_of_one_value_takes_no_other_write_with_it(store: Store) -> None:
    odd = {"lookup": "b\x00" if store.engine.name == "postgresql" else object()}

    def refused(tx: Tx) -> None:
        with pytest.raises((DBAPIError, DBAPI.Error)):
            ADD.run(tx, {**odd, "count": 1, "since": AT})

    attempt(store, adding("a"), refused, adding("c"))

    assert count(store) == 2


def test_a_look_takes_values_of_every_kind(store: Store) -> None:
    with store.transaction() as tx:
        add(tx, "a", 3)
        of = select(throttle.c.since, throttle.c.count).where(
            throttle.c.since <= bindparam("now"), throttle.c.count > bindparam("least")
        )
        assert Prepared(of).rows(tx, {"now": AT, "least": 2}) == [(AT, 3)]
        assert Prepared(of).rows(tx, {"now": AT, "least": 3}) == []
