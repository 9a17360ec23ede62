"""Notes of the staff: private, sealed with the key of the person they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from models import note
from triage.storage import leads
from triage.storage.statements import columns_of
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class NewNote:
    """What one of the staff wrote about a lead."""

    lead_id: int
    coordinator_id: int
    text_sealed: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note; `text_sealed` is None once the person is erased."""

    id: int
    coordinator_id: int
    text_sealed: str | None
    created_at: datetime


def add(tx: Tx, new: NewNote) -> None:
    """Keep a note; the lead is found by its words soon."""
    tx.execute(insert(note), columns_of(new))
    leads.words_changed(tx, new.lead_id)
