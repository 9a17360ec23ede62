"""Leads by the thousand, for benchmarks of the console: `fill(house)` on a migrated database.

Decided here: everything is written in bulk and indexed for search by the worker's own code, so that
a page costs what it costs in a house that has worked for a year.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

import models
from bench.lead_rows import LeadRows
from triage.services.house import House
from triage.services.leads import search
from triage.storage import Tx, new_public_id
from triage.storage.engine import unhurried
from triage.vocabulary import Role

_BATCH = 250  # people in one transaction
#: A person's own rows of these have the same id.
_BY_ID = (models.person, models.address, models.lead, models.conversation)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is written."""

    leads: int = 10_000
    messages: int = 200_000
    coordinators: int = 8


def fill(house: House, size: Size | None = None, *, seed: int = 1) -> list[int]:
    """Write leads with all that hangs on them and index them; the coordinators' ids."""
    size, chance = size or Size(), random.Random(seed)
    with house.store.transaction() as tx:
        staff = _staff(tx, size.coordinators, house.clock.now())
        first = max(
            tx.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0 for table in _BY_ID
        )
    each = max(1, size.messages // max(1, size.leads))
    for start in range(0, size.leads, _BATCH):
        people = range(first + start, first + min(start + _BATCH, size.leads))
        with house.store.transaction() as tx:
            unhurried(tx)  # thousands of rows at once take longer than a page may
            LeadRows(house, tx, chance, staff, each).write(people)
    with house.store.transaction() as tx:
        if tx.dialect.name == "postgresql":
            _set_sequences(tx)
    while search.index_words(house):
        pass
    with house.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        line.exec_driver_sql("ANALYZE")
    return staff


def _staff(tx: Tx, many: int, now: datetime) -> list[int]:
    rows = [
        {
            "name": f"Coordinator {n}",
            "email": f"c{n}-{new_public_id(6)}@clinic.example",
            "role": Role.LEAD_COORDINATOR if n == 0 else Role.COORDINATOR,
            "active": True,
            "uniquifier": new_public_id(32),
            "created_at": now,
        }
        for n in range(many)
    ]
    made = sa.insert(models.coordinator).returning(models.coordinator.c.id)
    return [int(tx.execute(made, row).scalar_one()) for row in rows]


def _set_sequences(tx: Tx) -> None:
    """Our own ids went round the sequences that the next rows take theirs from."""
    for table in _BY_ID:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        tx.execute(sa.select(sa.func.setval(sequence, sa.func.max(table.c.id))))
