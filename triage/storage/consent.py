"""Consent and opt-outs: events that are only ever added, with the exact words of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from models import consent_event
from triage.storage.statements import Prepared, columns_of
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class NewConsentEvent:
    """One decision of a person; `text_key` and `text_version` name what they answered to."""

    person_id: int
    address_id: int
    lead_id: int | None
    kind: str
    action: str
    words_sealed: str
    channel: str
    by: str
    message_id: int | None
    at: datetime
    text_key: str | None = None
    text_version: str | None = None


_INSERT = Prepared(insert(consent_event).inline(), NewConsentEvent.__slots__)
_LATEST = Prepared(
    select(consent_event.c.action, consent_event.c.at)
    .where(consent_event.c.person_id == bindparam("who"), consent_event.c.kind == "health")
    .order_by(consent_event.c.id.desc())
    .limit(1)
)


def add(tx: Tx, new: NewConsentEvent) -> None:
    """Write an event down."""
    _INSERT.run(tx, columns_of(new))


def find_health_consent(tx: Tx, person_id: int) -> datetime | None:
    """When the person agreed to health questions, unless they declined since."""
    for action, at in _LATEST.rows(tx, {"who": person_id}):
        if action == "given":
            agreed: datetime = at
            return agreed
    return None
