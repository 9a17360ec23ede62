"""The wire of a PostgreSQL connection where something breaks: no message is lost or half stored."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, MetaData, Table, Text, func, insert, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from models import throttle
from tests.storage.told import COUNT, add, adding, attempt, count
from triage.errors import StorageDown
from triage.storage import Store, Tx
from triage.storage.statements import Prepared

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def fail(tx: Tx) -> None:
    """A statement fails, and whoever asked goes on."""
    with pytest.raises(DBAPIError):
        Prepared(select(text("1/0"))).value(tx, {})


def test_a_statement_that_could_not_be_prepared_is_prepared_again(store: Store) -> None:
    look = Prepared(select(text("count(*)")).select_from(text("later")))
    with pytest.raises(ProgrammingError):
        attempt(store, lambda tx: look.value(tx, {}))

    with store.transaction() as tx:
        tx.execute(text("CREATE TABLE later (id int)"))
        assert look.value(tx, {}) == 0


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


def test_a_transaction_that_failed_before_cannot_be_committed(store: Store) -> None:
    with pytest.raises(StorageDown):
        attempt(store, fail, adding("a"))

    assert count(store) == 0


def test_a_failed_transaction_is_not_taken_for_a_stored_one(store: Store) -> None:
    with pytest.raises(StorageDown):
        attempt(store, adding("a"), lambda tx: COUNT.value(tx, {}), fail)

    assert count(store) == 0


def test_what_sqlalchemy_and_looks_do_leaves_prepared_statements_alone(store: Store) -> None:
    same = select(throttle.c.lookup).where(throttle.c.count == 1)

    def often(tx: Tx) -> None:
        for _ in range(8):
            tx.execute(same).all()

    attempt(store, adding("a"), often)
    with store.glance() as tx:
        assert COUNT.value(tx, {}) == 1
        assert not tx.in_transaction()
    with pytest.raises(ZeroDivisionError):
        attempt(store, often, lambda _: 1 / 0)

    assert count(store) == 1


@pytest.mark.parametrize(
    "spoil", ["DEALLOCATE ALL", "ALTER TABLE throttle ALTER COLUMN count TYPE numeric"]
)
def test_statements_that_are_not_valid_any_more_cost_one_connection(
    store: Store, spoil: str
) -> None:
    look = Prepared(select(throttle.c.count))
    attempt(store, adding("a", 3), lambda tx: look.rows(tx, {}))
    attempt(store, lambda tx: tx.execute(text(spoil)))

    with pytest.raises(StorageDown):
        attempt(store, lambda tx: look.rows(tx, {}))

    with store.transaction() as tx:
        assert look.rows(tx, {}) == [(3,)]


def test_a_transaction_begins_as_the_connection_was_told(store: Store) -> None:
    level = Prepared(select(text("current_setting('transaction_isolation')")))
    with store.engine.connect() as fresh:
        tx = fresh.execution_options(isolation_level="REPEATABLE READ")
        with tx.begin():
            assert level.value(tx, {}) == "repeatable read"
    with store.transaction() as tx:
        assert level.value(tx, {}) == "read committed"


def test_a_write_outside_of_a_transaction_is_refused(store: Store) -> None:
    with store.glance() as tx, pytest.raises(RuntimeError, match="transaction"):
        add(tx, "a")

    assert count(store) == 0


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
