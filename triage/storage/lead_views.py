"""Leads as they are read: page by page, each page with all that hangs on its leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from models import address, attachment, callback, coordinator, lead, lead_fact, person
from triage.storage.store import Tx
from triage.vocabulary import LeadStatus


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One lead with its person and owner; `wrapped_key` is None once the person is erased."""

    id: int
    public_id: str
    person_id: int
    status: str
    priority: str
    flags: list[str]
    service: int | None
    complete: bool
    source: str | None
    created_at: datetime
    updated_at: datetime
    consent_at: datetime | None
    last_message_at: datetime | None
    owner: str | None
    wrapped_key: str | None
    language: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact that stands now."""

    field: str
    value_sealed: str


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address of the lead's person."""

    channel: str
    kind: str
    lookup: str
    sealed: str | None
    opted_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on one lead. `call_at` is when the open promise begins."""

    facts: tuple[FactRow, ...]
    addresses: tuple[AddressRow, ...]
    call_at: datetime | None
    call_count: int
    attachments: int


_COLUMNS = (
    lead.c.id,
    lead.c.public_id,
    lead.c.person_id,
    lead.c.status,
    lead.c.priority,
    lead.c.flags,
    lead.c.service,
    lead.c.complete,
    lead.c.source,
    lead.c.created_at,
    lead.c.updated_at,
    lead.c.consent_at,
    lead.c.last_message_at,
    coordinator.c.name,
    person.c.wrapped_key,
    person.c.language,
)
_LEADS = (
    select(*_COLUMNS)
    .select_from(lead)
    .join(person, person.c.id == lead.c.person_id)
    .join(coordinator, coordinator.c.id == lead.c.owner_id, isouter=True)
    .order_by(lead.c.created_at, lead.c.id)
)
_IDS: Any = bindparam("ids", expanding=True)
_FACTS = (
    select(lead_fact.c.lead_id, lead_fact.c.field, lead_fact.c.value_sealed)
    .where(
        lead_fact.c.lead_id.in_(_IDS),
        lead_fact.c.replaced_at.is_(None),
        lead_fact.c.value_sealed.is_not(None),
    )
    .order_by(lead_fact.c.id)
)
_ADDRESSES = (
    select(
        address.c.person_id,
        address.c.channel,
        address.c.kind,
        address.c.lookup,
        address.c.sealed,
        address.c.opted_out_at,
    )
    .where(address.c.person_id.in_(_IDS))
    .order_by(address.c.id)
)
_CALLS = select(callback.c.lead_id, callback.c.state, callback.c.start, callback.c.attempts).where(
    callback.c.lead_id.in_(_IDS)
)
_ATTACHMENTS = (
    select(attachment.c.lead_id, func.count())
    .where(attachment.c.lead_id.in_(_IDS))
    .group_by(attachment.c.lead_id)
)


def page(
    tx: Tx,
    *,
    since: datetime | None,
    status: LeadStatus | None,
    after: tuple[datetime, int] | None,
    limit: int,
    also: Iterable[ColumnElement[bool]] = (),
) -> list[LeadRow]:
    """The next leads by age, oldest first, created at `since` or later, of which `also` holds."""
    chosen = _LEADS.where(*also).limit(limit)
    if since is not None:
        chosen = chosen.where(lead.c.created_at >= since)
    if status is not None:
        chosen = chosen.where(lead.c.status == status)
    if after is not None:
        at, last_id = after
        later = and_(lead.c.created_at == at, lead.c.id > last_id)
        chosen = chosen.where(or_(lead.c.created_at > at, later))
    rows: Any = tx.execute(chosen)
    return [LeadRow(*row) for row in rows]


def find(tx: Tx, public_id: str) -> LeadRow | None:
    """One lead by the id that people use."""
    row: Any = tx.execute(_LEADS.where(lead.c.public_id == public_id)).first()
    return LeadRow(*row) if row else None


def hanging_on(tx: Tx, rows: list[LeadRow]) -> dict[int, Hanging]:
    """Everything that hangs on these leads, by the lead's id: four statements for any number."""
    leads, people = [row.id for row in rows], [row.person_id for row in rows]
    facts = _grouped(tx, _FACTS, leads, FactRow)
    addresses = _grouped(tx, _ADDRESSES, people, AddressRow)
    calls = _grouped(tx, _CALLS, leads, lambda *call: call)
    counted: Any = tx.execute(_ATTACHMENTS, {"ids": leads})
    counts: dict[int, int] = dict(counted.all())
    return {
        row.id: Hanging(
            facts=tuple(facts[row.id]),
            addresses=tuple(addresses[row.person_id]),
            call_at=min((at for state, at, _ in calls[row.id] if state == "open"), default=None),
            call_count=sum(attempts for _, _, attempts in calls[row.id]),
            attachments=counts.get(row.id, 0),
        )
        for row in rows
    }


def _grouped(tx: Tx, statement: Any, ids: list[int], make: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for owner, *rest in tx.execute(statement, {"ids": ids}):
        found[owner].append(make(*rest))
    return found
