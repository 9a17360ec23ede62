"""The way back to an older program: the schema as that program knows it, and what that costs.

Decided here: nothing is taken away before somebody saw what it would be, and while web or
worker is alive nothing is taken away at all. What is lost is in the backup that was made before.
"""

from __future__ import annotations

from triage.services import audit
from triage.services.house import House
from triage.services.recovery import presence
from triage.storage import schema


def losses(house: House, revision: str) -> list[str]:
    """A line for each table with its rows, and for each column, that this revision has not.

    Looking takes the locks that going back takes, so it too wants nobody at work. Raises Conflict
    where somebody is, SchemaUnknown for a revision that is unknown, or newer than the database.
    """
    presence.refuse_while_at_work(house)
    schema.refuse_way_back(house.store.engine, revision)
    return schema.losses(house.store.engine, revision)


def go_back(house: House, revision: str) -> None:
    """Take the schema back. Raises Conflict while anybody is at work, SchemaUnknown as above."""
    engine = house.store.engine
    found = schema.refuse_way_back(engine, revision)
    presence.refuse_while_at_work(house)
    with house.store.transaction() as tx:
        audit.record(
            tx,
            at=house.clock.now(),
            actor=audit.OPERATOR,
            action="schema.going_back",
            subject="database",
            of=found,
            to=revision,
        )
    schema.downgrade(engine, revision)
