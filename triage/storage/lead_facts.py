"""The facts of one lead as they are read: those that stand, and those that stood before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from models import lead_fact, message
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact with where it came from; `replaced_at` None is one that stands.

    `message` is the public id of the message it came from and `seq` its place in the conversation;
    `coordinator_id` is who wrote it when one of the staff did. Sealed parts are None once the
    person is erased.
    """

    id: int
    field: str
    value_sealed: str | None
    said_sealed: str | None
    understood: bool
    by: str
    coordinator_id: int | None
    created_at: datetime
    replaced_at: datetime | None
    message: str | None
    seq: int | None


#: Takes `lead`, its id.
OF_LEAD = (
    select(
        lead_fact.c.id,
        lead_fact.c.field,
        lead_fact.c.value_sealed,
        lead_fact.c.said_sealed,
        lead_fact.c.understood,
        lead_fact.c.by,
        lead_fact.c.coordinator_id,
        lead_fact.c.created_at,
        lead_fact.c.replaced_at,
        message.c.public_id,
        message.c.seq,
    )
    .join(message, message.c.id == lead_fact.c.message_id, isouter=True)
    .where(lead_fact.c.lead_id == bindparam("lead"))
    .order_by(lead_fact.c.id)
)


def of_lead(tx: Tx, lead_id: int) -> list[FactRow]:
    """Every fact of a lead, oldest first, history among them."""
    rows: Any = tx.execute(OF_LEAD, {"lead": lead_id})
    return [FactRow(*row) for row in rows]
