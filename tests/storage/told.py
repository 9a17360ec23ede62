"""Writes to a small table, as statements of a message go: prepared, and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from models import throttle
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
