"""What was done to a lead, by whom and when: rows that are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from models import lead_event
from triage.storage.statements import columns_of
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class NewLeadEvent:
    """One change; `coordinator_id` None is the program, `detail_sealed` None of an erased person.

    The detail is sealed JSON, for `sealing.for_lead_event`.
    """

    lead_id: int
    coordinator_id: int | None
    kind: str
    detail_sealed: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadEventRow:
    """One change as it was written down."""

    id: int
    coordinator_id: int | None
    kind: str
    detail_sealed: str | None
    at: datetime


def add(tx: Tx, new: NewLeadEvent) -> None:
    """Write a change down."""
    tx.execute(insert(lead_event), columns_of(new))
