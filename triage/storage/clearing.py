"""What was told, taken out of the rows that held it: the rows stay, for counts and for replays.

Erasure and retention share these statements. Each touches only what still holds something, so that
doing it again changes nothing. `message` rows keep Twilio's id for ever: it is no personal data
once Twilio has deleted the message, and it is what makes an old webhook a duplicate.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from models import (
    attachment,
    callback,
    consent_event,
    lead,
    lead_event,
    lead_fact,
    message,
    note,
    search_word,
)
from triage.ranks import Rank
from triage.storage.store import Tx
from triage.vocabulary import STATUS_RANK, LeadStatus, MessageStatus, Priority

Counts = dict[str, int]
_NOBODYS_ZONE = "UTC"


def leads(tx: Tx, which: ColumnElement[bool], *, now: datetime) -> Counts:
    """Empty the leads that `which` (a condition on `lead`) chooses; how much was there.

    They are locked first: who indexes, notes or promises at this moment has ended by then, and what
    they wrote is seen and taken too.
    """
    tx.execute(select(lead.c.id).where(which).order_by(lead.c.id).with_for_update()).all()
    ids = select(lead.c.id).where(which)
    counts = {
        "facts": _count(tx, facts_held(lead_fact.c.lead_id.in_(ids)), lead_fact),
        "notes": _set(tx, note, note.c.lead_id.in_(ids), text_sealed=None),
        "lead_events": _set(tx, lead_event, lead_event.c.lead_id.in_(ids), detail_sealed=None),
        "callbacks": _set(tx, callback, callback.c.lead_id.in_(ids), said_sealed=None),
        "search_words": tx.execute(
            delete(search_word).where(search_word.c.lead_id.in_(ids))
        ).rowcount,
    }
    of_these = callback.c.lead_id.in_(ids)
    open_ones = update(callback).where(of_these, callback.c.state == "open")
    tx.execute(open_ones.values(state="withdrawn", closed_at=now))
    tx.execute(
        update(callback)
        .where(of_these, callback.c.zone != _NOBODYS_ZONE)
        .values(zone=_NOBODYS_ZONE)
    )
    counts["leads"] = _close(tx, which, now)
    return counts


def facts_held(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """The facts of `which` that still say something."""
    return which & or_(lead_fact.c.value_sealed.is_not(None), lead_fact.c.said_sealed.is_not(None))


def messages(tx: Tx, which: ColumnElement[bool]) -> int:
    """Empty the messages that `which` chooses; how many had a text."""
    return _set(tx, message, which, body_sealed=None, once=None, template_sid=None)


def cancel_unsent(tx: Tx, conversation_id: int) -> int:
    """What no worker has begun to send is not sent any more; how many messages that were."""
    unsent = update(message).where(
        message.c.conversation_id == conversation_id, message.c.status == MessageStatus.QUEUED
    )
    canceled = STATUS_RANK["canceled"]
    return tx.execute(unsent.values(status=MessageStatus.CANCELED, status_rank=canceled)).rowcount


def attachments(tx: Tx, which: ColumnElement[bool]) -> int:
    """Forget where files lay and what was in them; how many. Take them off the disk after it."""
    chosen = update(attachment).where(which, attachment.c.state != "removed")
    return tx.execute(
        chosen.values(
            state="removed",
            url_sealed=None,
            content_type="",
            found_type=None,
            size=None,
            pages=None,
            digest=None,
            error=None,
        )
    ).rowcount


def consent_words(tx: Tx, person_id: int) -> int:
    """What was decided when and on which text stays; the words go."""
    return _set(tx, consent_event, consent_event.c.person_id == person_id, words_sealed=None)


def file_ids(tx: Tx, which: ColumnElement[bool]) -> list[str]:
    """The public ids of files that rows call removed: none may lie on the disk."""
    found = select(attachment.c.public_id).where(which, attachment.c.state == "removed")
    return list(tx.execute(found).scalars())


def of_ids(column: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    """The rows with these ids."""
    chosen: ColumnElement[bool] = column.in_(list(ids))
    return chosen


def _close(tx: Tx, which: ColumnElement[bool], now: datetime) -> int:
    """Nothing is left to do for them, and nothing tells where they came from."""
    values: dict[str, Any] = {
        "status": LeadStatus.CLOSED,
        "priority": Priority.NORMAL,
        "flags": [],
        "source": None,
        "rank": int(Rank.DONE),
        "waiting_since": now,
        "words_at": now,
    }
    return tx.execute(update(lead).where(which).values(values)).rowcount


def _set(tx: Tx, table: Any, which: ColumnElement[bool], **values: None) -> int:
    """Empty these columns where the first of them holds something; how many rows."""
    first = table.c[next(iter(values))]
    return tx.execute(update(table).where(which, first.is_not(None)).values(**values)).rowcount


def _count(tx: Tx, which: ColumnElement[bool], table: Any) -> int:
    emptied = update(table).where(which).values(value_sealed=None, said_sealed=None)
    return tx.execute(emptied).rowcount
