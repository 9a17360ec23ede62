"""Several looks in one statement come back apart, each value of its own kind."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, insert, select

from models import meta, person, throttle
from tests.builders import statements
from triage.storage import Store
from triage.storage.gathered import Gathered

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def fill(store: Store) -> None:
    """A person, and three counters."""
    one = {"key_id": "k", "wrapped_key": "w", "language": "en", "created_at": AT}
    with store.transaction() as tx:
        tx.execute(insert(person).values(public_id="p1", lookup="l1", **one, zone="Asia/Kolkata"))
        for number in (3, 1, 2):
            tx.execute(insert(throttle).values(lookup=f"t{number}", count=number, since=AT))
        tx.execute(insert(meta).values(key="a", value="b"))


def test_each_look_has_its_rows_in_order_and_its_types(store: Store) -> None:
    fill(store)
    gathered = Gathered(
        people=select(
            person.c.id,
            person.c.public_id,
            person.c.wrapped_key.is_not(None).label("has_key"),
            person.c.erased_at,
            person.c.created_at,
            person.c.zone,
        ),
        counters=select(throttle.c.count, throttle.c.since).where(
            throttle.c.count <= bindparam("most")
        ),
        nobody=select(person.c.id).where(person.c.public_id == bindparam("its_id")),
    )

    with store.reading() as tx, statements(store) as seen:
        found = gathered.rows(tx, {"most": 2, "its_id": "p2"})

    assert found["people"] == [(1, "p1", True, None, AT, "Asia/Kolkata")]
    assert found["counters"] == [(1, AT), (2, AT)]
    assert found["nobody"] == []
    assert len(seen) == 1


def test_a_look_keeps_its_own_limit(store: Store) -> None:
    fill(store)
    newest = select(throttle.c.count).order_by(throttle.c.count.desc()).limit(bindparam("most"))
    gathered = Gathered(newest=newest, all=select(throttle.c.count))

    with store.reading() as tx:
        found = gathered.rows(tx, {"most": 2})

    assert found == {"newest": [(2,), (3,)], "all": [(1,), (2,), (3,)]}
