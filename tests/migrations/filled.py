"""A database of any revision with rows in every table, and what is in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table

COUNT = 4
_START = datetime(2026, 11, 1, tzinfo=UTC)
_WORD = re.compile(r"'([^']*)'")
#: table -> rows as they came, in the order of the primary key
Rows = dict[str, list[dict[str, Any]]]


def fill(connection: Connection) -> None:
    """A few rows in every empty table, each referring to others; the last has every NULL it may."""
    there = _there(connection)
    for table in there.sorted_tables:
        if connection.execute(sa.select(table).limit(1)).first():
            continue
        words = _allowed(connection, table)
        connection.execute(
            sa.insert(table),
            [
                {column.name: _value(column, number, words) for column in table.columns}
                for number in range(1, COUNT + 1)
            ],
        )


def rows(connection: Connection) -> Rows:
    """Everything that is in it."""
    return {
        table.name: [
            dict(row._mapping)
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))
        ]
        for table in _there(connection).sorted_tables
    }


def shared(found: Rows, with_columns_of: Rows) -> Rows:
    """Of these rows only the tables and columns that others have too."""
    return {
        name: [{key: row[key] for key in row if key in others[0]} for row in found[name]]
        for name, others in with_columns_of.items()
        if name in found and others
    }


def lost_references(connection: Connection) -> list[Any]:
    """Rows that refer to nothing (PostgreSQL never lets it come to that)."""
    if connection.dialect.name != "sqlite":
        return []
    return list(connection.execute(sa.text("PRAGMA foreign_key_check")).all())


def _there(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    found.remove(found.tables["alembic_version"])
    return found


def _allowed(connection: Connection, table: Table) -> dict[str, list[str]]:
    """Column -> the words that its CHECK allows."""
    allowed = {}
    for rule in sa.inspect(connection).get_check_constraints(table.name):
        named = re.findall(r"\w+", str(rule["sqltext"]))
        column = next(word for word in named if word in table.columns)
        allowed[column] = _WORD.findall(str(rule["sqltext"]))
    return {column: words for column, words in allowed.items() if words}


def _value(column: Column[Any], number: int, words: dict[str, list[str]]) -> Any:
    if column.nullable and number == COUNT:
        return None
    if column.name in words:
        return words[column.name][number % len(words[column.name])]
    return _of_type(column, number)


def _of_type(column: Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return number % 2 == 0
    if isinstance(kind, sa.DateTime):
        at = _START + timedelta(days=number)
        return at if kind.timezone else at.replace(tzinfo=None)
    if isinstance(kind, sa.JSON):
        return ["concern"] * (number % 2)
    if isinstance(kind, sa.LargeBinary):
        return bytes([0, 255, number])
    if isinstance(kind, sa.Integer):
        return number
    text = f"{number}-{column.table.name}-{column.name}"
    length = getattr(kind, "length", None)
    return text[:length] if length else text
