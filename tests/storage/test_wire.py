"""Writes by the wire of a PostgreSQL connection: in order, all or nothing, never silently lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, MetaData, Table, Text, bindparam, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from models import throttle
from triage.errors import StorageDown
from triage.storage import Store, Tx
from triage.storage.statements import Prepared

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ADD = Prepared(insert(throttle).inline(), ("lookup", "count", "since"))
COUNT = Prepared(select(func.count()).select_from(throttle))


def add(tx: Tx, lookup: str, times: int = 1) -> None:
    ADD.run(tx, {"lookup": lookup, "count": times, "since": AT})


def adding(lookup: str, times: int = 1) -> Callable[[Tx], None]:
    return lambda tx: add(tx, lookup, times)


def attempt(store: Store, *steps: Callable[[Tx], object]) -> None:
    """All of it in one transaction."""
    with store.transaction() as tx:
        for step in steps:
            step(tx)


def count(store: Store) -> object:
    with store.transaction() as tx:
        return COUNT.value(tx, {})


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


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_statement_that_could_not_be_prepared_is_prepared_again(store: Store) -> None:
    look = Prepared(select(text("count(*)")).select_from(text("later")))
    with pytest.raises(ProgrammingError):
        attempt(store, lambda tx: look.value(tx, {}))

    with store.transaction() as tx:
        tx.execute(text("CREATE TABLE later (id int)"))
        assert look.value(tx, {}) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_line_that_is_cut_before_the_commit_is_storage_down_and_nothing_stored(
    store: Store,
) -> None:
    def cut(tx: Tx) -> None:
        me = tx.execute(text("SELECT pg_backend_pid()")).scalar()
        with store.reading() as other:
            other.execute(text("SELECT pg_terminate_backend(:who)"), {"who": me})

    def told_after(tx: Tx) -> None:
        cut(tx)
        add(tx, "b")

    with pytest.raises(StorageDown):
        attempt(store, adding("a"), told_after)

    assert count(store) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_transaction_that_failed_before_cannot_be_committed(store: Store) -> None:
    def fail(tx: Tx) -> None:
        with pytest.raises(DBAPIError):
            Prepared(select(text("1/0"))).value(tx, {})

    with pytest.raises(StorageDown):
        attempt(store, fail, adding("a"))

    assert count(store) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_more_than_the_line_takes_at_once_arrives(store: Store) -> None:
    big = Table("big", MetaData(), Column("body", Text))
    put = Prepared(insert(big).inline(), ("body",))
    with store.transaction() as tx:
        big.create(tx)
        for letter in "abcdefgh" * 4:
            put.run(tx, {"body": letter * 1_000_000})

    with store.reading() as tx:
        whole = tx.execute(select(func.count(), func.sum(func.length(big.c.body)))).one()
    assert tuple(whole) == (32, 32_000_000)


def test_a_look_takes_values_of_every_kind(store: Store) -> None:
    with store.transaction() as tx:
        add(tx, "a", 3)
        of = select(throttle.c.since, throttle.c.count).where(
            throttle.c.since <= bindparam("now"), throttle.c.count > bindparam("least")
        )
        assert Prepared(of).rows(tx, {"now": AT, "least": 2}) == [(AT, 3)]
        assert Prepared(of).rows(tx, {"now": AT, "least": 3}) == []
