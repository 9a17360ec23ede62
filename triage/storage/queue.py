"""The queue: leads in the order in which they want eyes, a page at a time.

A lead stands at its rank (`triage.ranks`) by how long it has been there, and a lead with a promised
call that is due stands between concern and waiting, by when the call begins. The first comes from
an index in order, the second are few: a page takes the same time whatever is behind it, and
a place on it stays good when leads before it move.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from models import UtcTime, address, callback, coordinator, lead, lead_fact, person
from triage.ranks import Rank
from triage.storage.queue_filters import Wanted, conditions
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the queue: that of one lead. `at` is since when it waits, aware UTC."""

    rank: Rank
    at: datetime
    public_id: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A lead in the queue, with what one statement reads; sealed parts open with its person's key.

    `call_*` are of the open promise, `phone_*` of the first number that the person wrote from.
    """

    id: int
    public_id: str
    rank: Rank
    at: datetime
    status: str
    flags: tuple[str, ...]
    service: int | None
    owner_id: int | None
    owner: str | None
    updated_at: datetime
    wrapped_key: str | None
    language: str
    country: str | None
    call_start: datetime | None
    call_end: datetime | None
    call_zone: str | None
    phone_lookup: str | None
    phone_sealed: str | None

    @property
    def spot(self) -> Spot:
        """Its place."""
        return Spot(self.rank, self.at, self.public_id)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many leads there are of each sort, whatever is filtered."""

    due: int
    red_flags: int
    concerns: int
    unassigned: int
    mine: int


_FACTS = (
    select(lead_fact.c.lead_id, lead_fact.c.field, lead_fact.c.value_sealed)
    .where(
        lead_fact.c.lead_id.in_(bindparam("ids", expanding=True)),
        lead_fact.c.field.in_(bindparam("fields", expanding=True)),
        lead_fact.c.replaced_at.is_(None),
        lead_fact.c.value_sealed.is_not(None),
    )
    .order_by(lead_fact.c.id)
)
_DUE = (
    select(callback.c.lead_id, func.min(callback.c.start).label("at"))
    .where(callback.c.state == "open", callback.c.start <= bindparam("horizon"))
    .group_by(callback.c.lead_id)
    .subquery("due")
)
_IS_OPEN = lead.c.rank < int(Rank.DONE)
_first_phone = address.alias("first_phone")
_first_call = callback.alias("first_call")
_PHONE = (
    select(func.min(_first_phone.c.id))
    .where(_first_phone.c.person_id == lead.c.person_id, _first_phone.c.kind == "phone")
    .scalar_subquery()
)
_CALL = (
    select(func.min(_first_call.c.id))
    .where(_first_call.c.lead_id == lead.c.id, _first_call.c.state == "open")
    .scalar_subquery()
)
_COUNTS = select(
    select(func.count()).select_from(_DUE).scalar_subquery(),
    *(
        select(func.count()).where(condition).scalar_subquery()
        for condition in (
            lead.c.rank == int(Rank.RED_FLAG),
            lead.c.rank == int(Rank.CONCERN),
            and_(_IS_OPEN, lead.c.owner_id.is_(None)),
            and_(_IS_OPEN, lead.c.owner_id == bindparam("me")),
        )
    ),
)


_SHOWN = (
    lead.c.status,
    lead.c.flags,
    lead.c.service,
    lead.c.owner_id,
    coordinator.c.name,
    lead.c.updated_at,
    person.c.wrapped_key,
    person.c.language,
    person.c.country,
    callback.c.start,
    callback.c.end,
    callback.c.zone,
    address.c.lookup,
    address.c.sealed,
)


def page(
    tx: Tx,
    wanted: Wanted,
    *,
    horizon: datetime,
    limit: int,
    after: Spot | None = None,
    before: Spot | None = None,
) -> list[QueueRow]:
    """The next leads in order, behind or in front of a place; a call that begins at `horizon`
    (aware UTC) or earlier is due."""
    backwards, beyond = before is not None, before or after
    parts = (_by_rank(wanted, beyond, backwards), _by_call(wanted, beyond, backwards))
    first = [_first_of(part, backwards, limit).select() for part in parts if part is not None]
    spots = _first_of(select(union_all(*first).subquery()), backwards, limit)
    rows: Any = tx.execute(_in_order(_filled(spots), spots, backwards), {"horizon": horizon})
    found = [
        QueueRow(row[0], row[1], Rank(row[2]), row[3], row[4], tuple(row[5]), *row[6:])
        for row in rows
    ]
    return found[::-1] if backwards else found


def facts_of(tx: Tx, ids: list[int], fields: Iterable[str]) -> list[tuple[int, str, str]]:
    """Lead, field and sealed value of the facts that stand, oldest first."""
    if not ids:
        return []
    rows: Any = tx.execute(_FACTS, {"ids": ids, "fields": list(fields)})
    return [tuple(row) for row in rows]


def count(tx: Tx, *, me: int, horizon: datetime) -> Counts:
    """How many leads wait for what; `me` is a coordinator."""
    row: Any = tx.execute(_COUNTS, {"me": me, "horizon": horizon}).one()
    return Counts(*row)


def _by_rank(wanted: Wanted, beyond: Spot | None, backwards: bool) -> Select[Any]:
    """Leads at their own rank: those to whom no call is due, and those that are more urgent."""
    not_due = lead.c.id.not_in(select(_DUE.c.lead_id))
    chosen = select(
        lead.c.id, lead.c.public_id, lead.c.rank.label("place"), lead.c.waiting_since.label("at")
    ).where(or_(lead.c.rank <= int(Rank.CONCERN), not_due), *conditions(wanted))
    if wanted.open_only:
        chosen = chosen.where(_IS_OPEN)
    if beyond is None:
        return chosen
    here = tuple_(lead.c.rank, lead.c.waiting_since, lead.c.public_id)
    there = tuple_(literal(int(beyond.rank)), *_of(beyond))
    return chosen.where(here < there if backwards else here > there)


def _by_call(wanted: Wanted, beyond: Spot | None, backwards: bool) -> Select[Any] | None:
    """Leads to whom a call is due; None when all of them are on the other side of the place."""
    chosen = (
        select(
            lead.c.id,
            lead.c.public_id,
            literal(int(Rank.PROMISE)).label("place"),
            _DUE.c.at.label("at"),
        )
        .join(_DUE, _DUE.c.lead_id == lead.c.id)
        .where(lead.c.rank > int(Rank.CONCERN), *conditions(wanted))
    )
    if beyond is None:
        return chosen
    if beyond.rank is Rank.PROMISE:
        here, there = tuple_(_DUE.c.at, lead.c.public_id), tuple_(*_of(beyond))
        return chosen.where(here < there if backwards else here > there)
    is_behind = beyond.rank > Rank.PROMISE
    return chosen if is_behind is backwards else None


def _of(spot: Spot) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return literal(spot.at, UtcTime()), literal(spot.public_id)


def _in_order(chosen: Select[Any], spots: Any, backwards: bool) -> Select[Any]:
    columns = (spots.c.place, spots.c.at, spots.c.public_id)
    return chosen.order_by(*(column.desc() if backwards else column for column in columns))


def _first_of(chosen: Select[Any], backwards: bool, limit: int) -> Subquery:
    """The first leads of a list, the list turned round for the way back."""
    columns = chosen.selected_columns
    by = (columns.place, columns.at, columns.public_id)
    ordered = chosen.order_by(*(column.desc() if backwards else column for column in by))
    return ordered.limit(limit).subquery()


def _filled(spots: Subquery) -> Select[Any]:
    """All that a row shows, of these leads only."""
    return (
        select(spots.c.id, spots.c.public_id, spots.c.place, spots.c.at, *_SHOWN)
        .join(lead, lead.c.id == spots.c.id)
        .join(person, person.c.id == lead.c.person_id)
        .join(coordinator, coordinator.c.id == lead.c.owner_id, isouter=True)
        .join(callback, callback.c.id == _CALL, isouter=True)
        .join(address, address.c.id == _PHONE, isouter=True)
    )
