"""Many leads taken out by the worker: slice by slice beside its other work, each kept sealed.

A slice and how far it reached are one transaction: whoever takes the work up again goes on behind
the last one.
"""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from triage.errors import StorageDown
from triage.logs import get_logger
from triage.services.figures.lead_export import KIND, Slice, next_slice, purpose
from triage.services.house import House
from triage.services.leads import queue_filters
from triage.services.staff.coordinators import Coordinator
from triage.storage import coordinators, due, lead_exports
from triage.storage.due import Work
from triage.storage.lead_exports import Cursor, Export
from triage.vault import PersonKey

#: The worker goes on with its other work after so long.
_SLICE_SECONDS = 0.5
_LEASE = timedelta(minutes=5)

log = get_logger("triage.export_work")


def work(house: House) -> None:
    """Go on with the export that is due first, for a moment."""
    now = house.clock.now()
    with house.store.transaction() as tx:
        claimed = due.claim(tx, KIND, now=now, until=now + _LEASE)
        export = lead_exports.get(tx, claimed.subject_id) if claimed else None
        by = coordinators.find(tx, export.coordinator_id) if export else None
        parts = lead_exports.count_parts(tx, export.id) if export else 0
    if claimed is None:
        return
    if export is None or by is None or not by.active:
        _end(house, claimed, export, "failed")
        return
    try:
        is_whole = _go_on(house, export, by, parts)
    except StorageDown:
        raise
    except Exception:
        log.exception("export_failed", work_id=claimed.id)
        _end(house, claimed, export, "failed")
        return
    if is_whole:
        _end(house, claimed, export, "ready")
        return
    with house.store.transaction() as tx:
        due.try_again(tx, claimed.id, at=house.clock.now(), why="more")


def forget_expired(house: House) -> int:
    """Remove exports that nobody may fetch any more; how many."""
    with house.store.transaction() as tx:
        return lead_exports.forget(tx, KIND, expired_at=house.clock.now())


def _go_on(house: House, export: Export, by: Coordinator, parts: int) -> bool:
    """Slices until the time is over; whether that was all. `parts` are there already."""
    started = time.monotonic()
    filters, _ = queue_filters.read(house.script, dict(parse_qsl(export.query)))
    wanted = queue_filters.wanted(house, filters, by, export.zone)
    key, at = house.vault.open_key(export.wrapped_key), _read_cursor(export.cursor)
    while True:
        found = next_slice(house, wanted, at)
        if found.rows:
            _keep(house, export, key, found, parts)
            at, parts = found.cursor, parts + 1
        if not found.more or time.monotonic() - started > _SLICE_SECONDS:
            return not found.more


def _keep(house: House, export: Export, key: PersonKey, found: Slice, index: int) -> None:
    plain = json.dumps(found.rows, ensure_ascii=False).encode("utf-8", "replace")
    sealed = key.seal_bytes(plain, purpose(export, index))
    cursor = _written(found.cursor) if found.cursor else ""
    with house.store.transaction() as tx:
        count = len(found.rows)
        lead_exports.add_part(tx, export, sealed, index=index, cursor=cursor, count=count)


def _end(house: House, claimed: Work, export: Export | None, state: str) -> None:
    with house.store.transaction() as tx:
        if export is not None:
            lead_exports.end(tx, export.id, state, now=house.clock.now())
        due.finish(tx, claimed.id)


def _written(cursor: Cursor) -> str:
    return f"{cursor[0].isoformat()}/{cursor[1]}"


def _read_cursor(kept: str | None) -> Cursor | None:
    if not kept:
        return None
    at, _, last = kept.partition("/")
    return datetime.fromisoformat(at), int(last)
