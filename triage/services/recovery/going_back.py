"""The way back to an older program: the schema as that program knows it, and what that costs.

Decided here: nothing is taken away before somebody saw what it would be, and while a worker is
alive nothing is taken away at all. What is lost is in the backup that was made before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from triage.errors import Conflict
from triage.services import audit
from triage.services.house import House
from triage.services.recovery.outage import HEARTBEAT
from triage.storage import meta, schema

_STILL_ALIVE = timedelta(seconds=60)


def losses(house: House, revision: str) -> list[str]:
    """A line for each table with its rows, and for each column, that this revision has not.

    Raises SchemaUnknown for a revision that is unknown, or newer than the database.
    """
    schema.refuse_way_back(house.store.engine, revision)
    return schema.losses(house.store.engine, revision)


def go_back(house: House, revision: str) -> None:
    """Take the schema back. Raises Conflict while a worker is alive, SchemaUnknown as above."""
    engine = house.store.engine
    found = schema.refuse_way_back(engine, revision)
    now = house.clock.now()
    with house.store.transaction() as tx:
        beat = meta.find(tx, HEARTBEAT)
        if beat and timedelta() <= now - datetime.fromisoformat(beat) < _STILL_ALIVE:
            raise Conflict("a worker is running on this database: stop web and worker first")
        audit.record(
            tx,
            at=now,
            actor=audit.OPERATOR,
            action="schema.going_back",
            subject="database",
            of=found,
            to=revision,
        )
    schema.downgrade(engine, revision)
