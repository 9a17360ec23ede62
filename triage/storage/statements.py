"""What every noun needs: a row as a mapping, and the insert that gives way to an earlier one."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from triage.storage.store import Tx


def columns_of(new: Any) -> dict[str, Any]:
    """A slotted dataclass as column -> value; `dataclasses.asdict` copies deeply and is slow."""
    return {name: getattr(new, name) for name in type(new).__slots__}


def insert_new(
    tx: Tx, table: Table, conflict: tuple[str, ...], values: dict[str, Any]
) -> int | None:
    """Insert unless a row with the same `conflict` columns is there; the new id, or None."""
    found: int | None = tx.execute(_insert_new(tx.dialect.name, table, conflict), values).scalar()
    return found


@cache
def _insert_new(dialect: str, table: Table, conflict: tuple[str, ...]) -> Any:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing(index_elements=conflict).returning(table.c.id)
