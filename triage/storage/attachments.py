"""What people sent along: kept as a sealed address at Twilio until the file is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from models import attachment
from triage.storage.statements import columns_of
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """The n-th medium of a message."""

    public_id: str
    message_id: int
    lead_id: int | None
    person_id: int
    idx: int
    kind: str
    content_type: str
    url_sealed: str | None
    created_at: datetime
    state: str = "pending"


_INSERT = insert(attachment)


def add(tx: Tx, new: NewAttachment) -> None:
    """Note a medium down."""
    tx.execute(_INSERT, columns_of(new))
