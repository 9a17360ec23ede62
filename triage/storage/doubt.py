"""After a restore nobody knows what of the waiting messages was sent since the backup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update

from models import due_work, message
from triage.storage.store import Tx
from triage.vocabulary import STATUS_RANK, MessageStatus

_IS_WAITING = (due_work.c.kind == "send_message", due_work.c.state == "due")
_DOUBT = (
    update(message)
    .where(
        message.c.status == MessageStatus.QUEUED,
        message.c.id.in_(select(due_work.c.subject_id).where(*_IS_WAITING)),
    )
    .values(status=MessageStatus.SENDING, status_rank=STATUS_RANK["sending"])
)
_LATER = update(due_work).where(*_IS_WAITING).values(run_at=bindparam("later"), lease_until=None)


def about_waiting(tx: Tx, *, due_at: datetime) -> None:
    """Each waiting message may have been sent: from `due_at` on it is looked for, then sent."""
    tx.execute(_DOUBT)
    tx.execute(_LATER, {"later": due_at})
