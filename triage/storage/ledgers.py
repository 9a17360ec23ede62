"""The ledgers of erasures, carried into another database: nobody comes back by a restore."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from models import erasure, tombstone
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class Ledgers:
    """Who was erased, and what is left of their addresses; rows as they are, without their ids."""

    erasures: tuple[dict[str, Any], ...]
    tombstones: tuple[dict[str, Any], ...]


def read(tx: Tx) -> Ledgers:
    """Everything in both ledgers."""
    return Ledgers(_rows(tx, erasure), _rows(tx, tombstone))


def add(tx: Tx, known: Ledgers) -> None:
    """Add what is not there; an erasure that is new here has to be done once more."""
    there = set(tx.execute(select(erasure.c.public_id)).scalars())
    fresh = [
        {**row, "state": "asked", "finished_at": None}
        for row in known.erasures
        if row["public_id"] not in there
    ]
    if fresh:
        tx.execute(insert(erasure), fresh)
    for row in known.tombstones:
        same = (tombstone.c.channel == row["channel"], tombstone.c.lookup == row["lookup"])
        if tx.execute(update(tombstone).where(*same).values(**row)).rowcount == 0:
            tx.execute(insert(tombstone), row)


def _rows(tx: Tx, table: Any) -> tuple[dict[str, Any], ...]:
    columns = [column for column in table.c if column.name != "id"]
    return tuple(dict(row) for row in tx.execute(select(*columns)).mappings())
