"""What the overview counts: rows without anybody's words, and the sealed country of a lead.

Each statement looks at a window of days and reads columns that an index or one pass gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select

from models import call_attempt, conversation, lead, lead_fact, message, person
from triage.storage.statements import Prepared
from triage.storage.store import Tx
from triage.vocabulary import Field


@dataclass(frozen=True, slots=True)
class Arrived:
    """A lead as it is counted; `country` is that of the person's number."""

    id: int
    created_at: datetime
    service: int | None
    complete: bool
    country: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many people stand at a step: all of them, and those silent since the given time."""

    step: str
    complete: bool
    people: int
    silent: int


@dataclass(frozen=True, slots=True)
class SealedFact:
    """A fact with what opens it; `lead_public_id` is part of its purpose."""

    lead_id: int
    lead_public_id: str
    wrapped_key: str
    value_sealed: str
    created_at: datetime


_SINCE = lead.c.created_at >= bindparam("since")
_ARRIVED = Prepared(
    select(lead.c.id, lead.c.created_at, lead.c.service, lead.c.complete, person.c.country)
    .join(person, person.c.id == lead.c.person_id)
    .where(_SINCE)
)
_COMPLETE = func.coalesce(lead.c.complete, False).label("complete")
_STANDING = (
    select(
        conversation.c.step,
        _COMPLETE,
        func.count().label("people"),
        func.sum(
            case((conversation.c.last_inbound_at < bindparam("silent_since"), 1), else_=0)
        ).label("silent"),
    )
    .select_from(conversation)
    .join(lead, lead.c.id == conversation.c.current_lead_id, isouter=True)
    .where(conversation.c.last_inbound_at >= bindparam("since"))
    .group_by(conversation.c.step, _COMPLETE)
)
_WRITTEN = (
    select(message.c.lead_id, func.min(message.c.created_at))
    .join(lead, lead.c.id == message.c.lead_id)
    .where(message.c.coordinator_id.is_not(None), _SINCE)
    .group_by(message.c.lead_id)
)
_CALLED = (
    select(call_attempt.c.lead_id, func.min(call_attempt.c.at))
    .join(lead, lead.c.id == call_attempt.c.lead_id)
    .where(_SINCE)
    .group_by(call_attempt.c.lead_id)
)
_SEALED = (
    select(
        lead_fact.c.lead_id,
        lead.c.public_id,
        person.c.wrapped_key,
        lead_fact.c.value_sealed,
        lead_fact.c.created_at,
    )
    .join(lead, lead.c.id == lead_fact.c.lead_id)
    .join(person, person.c.id == lead.c.person_id)
    .where(
        lead_fact.c.field == bindparam("named"),
        lead_fact.c.replaced_at.is_(None),
        lead_fact.c.value_sealed.is_not(None),
        person.c.wrapped_key.is_not(None),
    )
)
_COUNTRIES = _SEALED.where(_SINCE)
_QUESTIONS = _SEALED.where(lead_fact.c.created_at >= bindparam("since")).order_by(
    lead_fact.c.created_at.desc(), lead_fact.c.id.desc()
)
_COUNT_QUESTIONS = select(func.count()).where(
    lead_fact.c.field == bindparam("named"), lead_fact.c.created_at >= bindparam("since")
)


def arrived(tx: Tx, since: datetime) -> list[Arrived]:
    """The leads created at `since` (aware) or later, in no order."""
    return [Arrived(*row) for row in _ARRIVED.rows(tx, {"since": since})]


def standing(tx: Tx, since: datetime, *, silent_since: datetime) -> list[Standing]:
    """Where the people stand who wrote at `since` or later, by step and whether they finished."""
    rows: Any = tx.execute(_STANDING, {"since": since, "silent_since": silent_since})
    return [Standing(row.step, bool(row.complete), row.people, row.silent) for row in rows]


def first_answers(tx: Tx, since: datetime) -> dict[int, datetime]:
    """When one of the staff first wrote or called, by the id of the lead created since then."""
    found: dict[int, datetime] = {}
    for statement in (_WRITTEN, _CALLED):
        rows: Any = tx.execute(statement, {"since": since})
        for lead_id, at in rows:
            found[lead_id] = min(at, found.get(lead_id, at))
    return found


def countries(tx: Tx, since: datetime, *, limit: int) -> list[SealedFact]:
    """The country that was told, of leads created since then; at most `limit` of them."""
    values = {"since": since, "named": Field.COUNTRY.value}
    rows: Any = tx.execute(_COUNTRIES.limit(limit), values)
    return [SealedFact(*row) for row in rows]


def questions(tx: Tx, since: datetime, field: str, *, limit: int) -> list[SealedFact]:
    """What was asked since then and handed to a person, newest first."""
    rows: Any = tx.execute(_QUESTIONS.limit(limit), {"since": since, "named": field})
    return [SealedFact(*row) for row in rows]


def count_questions(tx: Tx, since: datetime, field: str) -> int:
    """How many were asked."""
    return int(tx.execute(_COUNT_QUESTIONS, {"since": since, "named": field}).scalar_one())
