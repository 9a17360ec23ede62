"""Leads taken out of the console: a few at once, many by the worker.

Decided here: what a coordinator has filtered in the queue is what is taken out, oldest first. Up to
SMALL leads are read while they are sent. More are opened by the worker (`export_work`) and kept
sealed under a key of their own for KEPT; the file is written from these parts when it is fetched:
nothing is ever held as a whole. Who, when, how many and why stands in the audit chain before the
first byte leaves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from triage.errors import Damaged, NotFound
from triage.services import audit
from triage.services.house import House
from triage.services.leads import queue_filters
from triage.services.leads.leads import row_of, views_of
from triage.services.leads.queue_filters import Filters
from triage.services.staff.coordinators import Coordinator
from triage.storage import due, lead_exports, new_public_id
from triage.storage.lead_exports import Cursor, Export, NewExport
from triage.storage.queue_filters import Wanted

SMALL = 2000
KEPT = timedelta(hours=24)
#: The kind of due work whose subject is an export.
KIND = "export_leads"
_PAGE = 200

Row = tuple[object, ...]


class Reason(StrEnum):
    """Why leads are taken out."""

    REPORT = "report"
    PARTNER = "partner"
    SYSTEM = "system"
    REQUEST = "request"
    OTHER = "other"


REASONS: dict[Reason, str] = {
    Reason.REPORT: "A report",
    Reason.PARTNER: "To hand over to a hospital or partner",
    Reason.SYSTEM: "To move to another system",
    Reason.REQUEST: "A request about somebody's own data",
    Reason.OTHER: "Another reason",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which leads somebody wants, as what kind of file, and why; `zone` (IANA) is theirs."""

    filters: Filters
    zone: str
    format: str
    reason: Reason


def count(house: House, filters: Filters, by: Coordinator, zone: str) -> int:
    """How many leads that would be."""
    wanted = queue_filters.wanted(house, filters, by, zone)
    horizon = house.clock.now() + queue_filters.DUE_BEFORE
    with house.store.reading() as tx:
        return lead_exports.count(tx, wanted, horizon=horizon)


def take_out(house: House, asked: Asked, by: Coordinator) -> Iterator[Row] | None:
    """The rows in the order of COLUMNS, read as they are asked for; None when there are so many
    that the worker makes them: see `made_for`. Either way it is written down."""
    wanted, now = queue_filters.wanted(house, asked.filters, by, asked.zone), house.clock.now()
    with house.store.transaction() as tx:
        total = lead_exports.count(tx, wanted, horizon=now + queue_filters.DUE_BEFORE)
        if total > SMALL:
            new = NewExport(
                public_id=new_public_id(),
                coordinator_id=by.id,
                format=asked.format,
                wrapped_key=house.vault.new_person_key().wrapped,
                query=asked.filters.query(),
                zone=asked.zone,
                total=total,
                created_at=now,
                expires_at=now + KEPT,
            )
            due.add(tx, KIND, lead_exports.add(tx, new), person_id=None, run_at=now)
        audit.record(
            tx,
            at=now,
            actor=audit.actor_of(by.id),
            action="export_leads",
            subject="leads",
            count=total,
            filters=asked.filters.names,
            format=asked.format,
            reason=asked.reason.value,
        )
    return None if total > SMALL else _rows(house, wanted)


def _rows(house: House, wanted: Wanted) -> Iterator[Row]:
    slice_ = Slice([], None, True)
    while slice_.more:
        slice_ = next_slice(house, wanted, slice_.cursor)
        yield from slice_.rows


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows, the last lead among them, and whether there may be more behind it."""

    rows: list[Row]
    cursor: Cursor | None
    more: bool


def next_slice(house: House, wanted: Wanted, after: Cursor | None) -> Slice:
    """The wanted leads behind that one, opened."""
    horizon = house.clock.now() + queue_filters.DUE_BEFORE
    with house.store.reading() as tx:
        found = lead_exports.page(tx, wanted, horizon=horizon, after=after, limit=_PAGE)
        views = views_of(house, tx, found)
    cursor = (found[-1].created_at, found[-1].id) if found else after
    return Slice([row_of(view) for view in views], cursor, len(found) == _PAGE)


def made_for(house: House, by: Coordinator) -> list[Export]:
    """What the worker makes or has made for somebody, newest first; nothing that has expired."""
    with house.store.reading() as tx:
        return lead_exports.of_coordinator(tx, by.id, now=house.clock.now())


def fetch(house: House, public_id: str, by: Coordinator) -> tuple[Export, Iterator[Row]]:
    """An export of theirs that is ready, and its rows. Raises NotFound; it is written down."""
    now = house.clock.now()
    with house.store.transaction() as tx:
        export = lead_exports.find(tx, by.id, public_id, now=now)
        if export is None or export.state != "ready":
            raise NotFound("there is no such export")
        audit.record(
            tx,
            at=now,
            actor=audit.actor_of(by.id),
            action="fetch_export",
            subject=f"export:{public_id}",
            count=export.done,
            format=export.format,
        )
    return export, _kept_rows(house, export)


def _kept_rows(house: House, export: Export) -> Iterator[Row]:
    """Raises Damaged when a part is missing: a file that ends early must not look whole."""
    key, index, seen = house.vault.open_key(export.wrapped_key), 0, 0
    while seen < export.done:
        with house.store.reading() as tx:
            part = lead_exports.part(tx, export.id, index)
        if part is None:
            raise Damaged("a part of an export is missing")
        rows = json.loads(key.unseal_bytes(part, purpose(export, index)))
        yield from (tuple(row) for row in rows)
        index, seen = index + 1, seen + len(rows)


def purpose(export: Export, index: int) -> str:
    """What a part of an export is sealed for."""
    return f"export:{export.public_id}:{index}"
