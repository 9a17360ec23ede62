"""Several small looks in one statement: a page that shows much of one person asks once.

Each look is a SELECT of its own; they go to the database as one UNION ALL, every column in a slot
of its kind (number, text, time, yes or no), and come back apart again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

from models import UtcTime
from triage.storage.statements import Prepared
from triage.storage.store import Tx

_KINDS: tuple[tuple[str, type[Any], Callable[[], Any]], ...] = (
    ("flag", sa.Boolean, sa.Boolean),
    ("number", sa.Integer, sa.BigInteger),
    ("time", UtcTime, UtcTime),
    ("text", sa.String, sa.Text),
)


class Gathered:
    """Looks by name, asked together. The first column of each is a number that orders its rows."""

    def __init__(self, **looks: sa.Select[Any]) -> None:
        self._names = tuple(looks)
        kinds = [[_kind(c.type) for c in look.selected_columns] for look in looks.values()]
        most = {name: max(k.count(name) for k in kinds) for name, *_ in _KINDS}
        slots = [(name, n) for name, *_ in _KINDS for n in range(most[name])]
        self._places = [_places(k, slots) for k in kinds]
        parts = [
            _part(number, look, dict(zip(_taken(k), range(len(k)), strict=True)), slots)
            for number, (look, k) in enumerate(zip(looks.values(), kinds, strict=True))
        ]
        self._prepared = Prepared(sa.union_all(*parts))

    def rows(self, tx: Tx, values: Mapping[str, Any]) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of every look, by its first column; `values` are for the parameters of all."""
        found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in self._names}
        for number, *columns in self._prepared.rows(tx, values):
            found[self._names[number]].append(tuple(columns[n] for n in self._places[number]))
        for rows in found.values():
            rows.sort(key=lambda row: row[0])
        return found


@cache
def _maker(kind: str) -> Callable[[], Any]:
    return next(make for name, _, make in _KINDS if name == kind)


def _kind(of: Any) -> str:
    return next(name for name, cls, _ in _KINDS if isinstance(of, cls))


def _taken(kinds: list[str]) -> list[tuple[str, int]]:
    """For each column its slot: the n-th of its kind."""
    return [(kind, kinds[:place].count(kind)) for place, kind in enumerate(kinds)]


def _places(kinds: list[str], slots: list[tuple[str, int]]) -> tuple[int, ...]:
    return tuple(slots.index(slot) for slot in _taken(kinds))


def _part(
    number: int, look: sa.Select[Any], taken: Mapping[tuple[str, int], int], slots: list[Any]
) -> sa.Select[Any]:
    inner = look.subquery()
    columns = list(inner.c)
    filled = [
        columns[taken[slot]] if slot in taken else sa.cast(sa.null(), _maker(slot[0])())
        for slot in slots
    ]
    named = [column.label(f"slot_{n}") for n, column in enumerate(filled)]
    return sa.select(sa.literal_column(str(number), sa.Integer).label("look"), *named)
