"""The diary: promised calls of many leads by time and by who will call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from models import callback, lead, lead_fact, person
from triage.storage.callbacks import COLUMNS, CallbackRow
from triage.storage.store import Tx
from triage.vocabulary import Field

_MOST = 500


@dataclass(frozen=True, slots=True)
class DiaryRow:
    """A promise with the lead it belongs to; `wrapped_key` is None once the person is erased."""

    call: CallbackRow
    lead_public_id: str
    flags: tuple[str, ...]
    wrapped_key: str | None


_who = func.coalesce(callback.c.coordinator_id, lead.c.owner_id)
_ROWS = (
    select(*COLUMNS, lead.c.public_id, lead.c.flags, person.c.wrapped_key)
    .select_from(callback)
    .join(lead, lead.c.id == callback.c.lead_id)
    .join(person, person.c.id == callback.c.person_id)
    .order_by(callback.c.start, callback.c.id)
    .limit(_MOST)
)
_NAMES = (
    select(lead_fact.c.lead_id, lead_fact.c.field, lead_fact.c.value_sealed)
    .where(
        lead_fact.c.lead_id.in_(bindparam("ids", expanding=True)),
        lead_fact.c.field.in_((Field.NAME, Field.ENQUIRER_NAME)),
        lead_fact.c.replaced_at.is_(None),
        lead_fact.c.value_sealed.is_not(None),
    )
    .order_by(lead_fact.c.id)
)


def between(
    tx: Tx,
    since: datetime,
    until: datetime,
    *,
    overdue_at: datetime | None,
    whose: int | None,
    nobodys: bool = False,
) -> list[DiaryRow]:
    """What is promised from `since` to before `until`, and how it went; with `overdue_at` also
    what is open and was to be over by then. `whose` None is everybody's, `nobodys` what no
    coordinator has. At most 500 rows, by time.
    """
    promised = callback.c.end > callback.c.start
    within = and_(callback.c.start >= since, callback.c.start < until)
    wanted: ColumnElement[bool] = and_(within, callback.c.state != "withdrawn", promised)
    if overdue_at is not None:
        wanted = or_(wanted, and_(callback.c.state == "open", callback.c.end <= overdue_at))
    chosen = _ROWS.where(wanted)
    if nobodys:
        chosen = chosen.where(_who.is_(None))
    elif whose is not None:
        chosen = chosen.where(_who == whose)
    return [_row(row) for row in tx.execute(chosen)]


def open_of(tx: Tx, coordinator_id: int, *, since: datetime) -> list[DiaryRow]:
    """The open promises that a coordinator keeps, from `since` on."""
    chosen = _ROWS.where(
        _who == coordinator_id, callback.c.state == "open", callback.c.end >= since
    )
    return [_row(row) for row in tx.execute(chosen)]


def names_of(tx: Tx, lead_ids: list[int]) -> list[tuple[int, str, str]]:
    """Lead, field (name, enquirer_name) and sealed value of the names that stand."""
    if not lead_ids:
        return []
    rows: Any = tx.execute(_NAMES, {"ids": lead_ids})
    return [(row.lead_id, row.field, row.value_sealed) for row in rows]


def _row(row: Any) -> DiaryRow:
    *call, public_id, flags, wrapped_key = row
    return DiaryRow(CallbackRow(*call), public_id, tuple(flags), wrapped_key)
