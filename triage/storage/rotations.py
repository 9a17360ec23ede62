"""Where each rotation stands: at most one that is open for each secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from models import rotation
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class RotationRow:
    """`step` was done last ("begun" before the first); `detail` holds key ids, counts and times."""

    id: int
    name: str
    step: str
    detail: Mapping[str, Any]
    started_at: datetime


_OPEN = (
    select(rotation)
    .where(rotation.c.finished_at.is_(None))
    .order_by(rotation.c.name, rotation.c.id)
)
_SAVE = (
    update(rotation)
    .where(rotation.c.id == bindparam("this"))
    .values(
        step=bindparam("done"),
        detail=bindparam("told"),
        updated_at=bindparam("now"),
        finished_at=bindparam("end"),
    )
)


def open_ones(tx: Tx) -> dict[str, RotationRow]:
    """Name of a secret -> its rotation that is under way."""
    rows = tx.execute(_OPEN).all()
    return {
        row.name: RotationRow(row.id, row.name, row.step, json.loads(row.detail), row.started_at)
        for row in rows
    }


def begin(tx: Tx, name: str, step: str, detail: Mapping[str, Any], now: datetime) -> int:
    """A new rotation; its id."""
    values = {
        "name": name,
        "step": step,
        "detail": json.dumps(detail, sort_keys=True),
        "started_at": now,
        "updated_at": now,
    }
    made = tx.execute(insert(rotation).values(values).returning(rotation.c.id))
    return int(made.scalar_one())


def save(
    tx: Tx, rotation_id: int, step: str, detail: Mapping[str, Any], now: datetime, *, over: bool
) -> None:
    """Where it stands now; `over` closes it."""
    told = json.dumps(detail, sort_keys=True)
    end = now if over else None
    tx.execute(_SAVE, {"this": rotation_id, "done": step, "told": told, "now": now, "end": end})
