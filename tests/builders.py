"""Short ways to make what tests need: messages that arrive, and looks into the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any
from unittest.mock import patch

from sqlalchemy import Table, event, select

from triage.arrival import Arrival
from triage.phone import parse_address
from triage.storage import Store
from triage.storage.statements import Form

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # a Monday, 11:30 in India
ACCOUNT = "AC" + "0" * 32
ASHA = "whatsapp:+12025550123"
BINA = "whatsapp:+12025550145"
OURS = "whatsapp:+12025550101"
_numbers = count(1)


def arrival(body: str = "hi", *, sender: str = ASHA, to: str = OURS, **more: Any) -> Arrival:
    """A message from Asha, with an id of its own unless one is given."""
    sid = more.pop("message_sid", None) or f"SM{next(_numbers):032x}"
    address = parse_address(sender)
    return Arrival(account_sid=ACCOUNT, message_sid=sid, sender=address, to=to, body=body, **more)


def rows(store: Store, table: Table, **where: Any) -> list[Any]:
    """The rows of a table that have these values, by id."""
    chosen = select(table).filter_by(**where).order_by(*table.primary_key.columns)
    with store.reading() as tx:
        return list(tx.execute(chosen).all())


def only(store: Store, table: Table, **where: Any) -> Any:
    """The one row that has these values."""
    found = rows(store, table, **where)
    assert len(found) == 1, f"{len(found)} rows in {table.name}"
    return found[0]


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Every statement that reaches the database while the block runs, prepared ones among them."""
    seen: list[str] = []
    parameters = Form.parameters

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(" ".join(statement.split()))

    def noted(form: Form, values: Mapping[str, Any]) -> Any:
        note(None, None, form.sql)
        return parameters(form, values)

    event.listen(store.engine, "before_cursor_execute", note)
    with patch.object(Form, "parameters", noted):
        try:
            yield seen
        finally:
            event.remove(store.engine, "before_cursor_execute", note)
