"""Alerts to the staff: one row for what happened, and due work that says it is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, or_, select, update

from models import callback, lead, staff_alert
from triage.storage.statements import columns_of
from triage.storage.store import Tx
from triage.vocabulary import LeadStatus


@dataclass(frozen=True, slots=True)
class NewAlert:
    """What happened to which lead; `created_at` is aware UTC."""

    kind: str
    lead_id: int
    callback_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert and the lead it is about.

    `coordinator_id` is who will call, or else the lead's owner; `callback_state` is None for what
    is about no call.
    """

    id: int
    kind: str
    lead_public_id: str
    coordinator_id: int | None
    callback_state: str | None
    created_at: datetime


_INSERT = insert(staff_alert).returning(staff_alert.c.id)
_SINCE = select(
    exists().where(
        staff_alert.c.lead_id == bindparam("about"),
        staff_alert.c.kind == bindparam("of_kind"),
        staff_alert.c.created_at > bindparam("since"),
    )
)
_GET = (
    select(
        staff_alert.c.id,
        staff_alert.c.kind,
        lead.c.public_id,
        func.coalesce(callback.c.coordinator_id, lead.c.owner_id),
        callback.c.state,
        staff_alert.c.created_at,
    )
    .join(lead, lead.c.id == staff_alert.c.lead_id)
    .outerjoin(callback, callback.c.id == staff_alert.c.callback_id)
    .where(staff_alert.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(staff_alert.c.id)
)
_UNTOLD_LEADS = (
    select(lead.c.id)
    .where(
        lead.c.created_at > bindparam("since"),
        lead.c.status == LeadStatus.NEW,
        or_(lead.c.complete, lead.c.last_message_at <= bindparam("silent_since")),
        ~exists().where(
            staff_alert.c.lead_id == lead.c.id,
            staff_alert.c.kind.in_(("new_lead", "red_flag")),
        ),
    )
    .order_by(lead.c.id)
    .limit(200)
)
_SENT = (
    update(staff_alert)
    .where(staff_alert.c.id.in_(bindparam("ids", expanding=True)), staff_alert.c.sent_at.is_(None))
    .values(sent_at=bindparam("now"))
)


def add(tx: Tx, new: NewAlert) -> int:
    """Note an alert down; its id."""
    return int(tx.execute(_INSERT, columns_of(new)).scalar_one())


def was_raised(tx: Tx, kind: str, lead_id: int, *, since: datetime) -> bool:
    """Whether such an alert about this lead was raised after that time (aware UTC)."""
    values = {"of_kind": kind, "about": lead_id, "since": since}
    return bool(tx.execute(_SINCE, values).scalar_one())


def get(tx: Tx, alert_ids: list[int]) -> list[AlertRow]:
    """These alerts, oldest first."""
    found: Any = tx.execute(_GET, {"ids": alert_ids})
    return [AlertRow(*row) for row in found]


def untold_leads(tx: Tx, *, since: datetime, silent_since: datetime) -> list[int]:
    """New leads made after `since` that nobody was told of: complete, or silent for so long."""
    values = {"since": since, "silent_since": silent_since}
    return [int(row.id) for row in tx.execute(_UNTOLD_LEADS, values)]


def mark_sent(tx: Tx, alert_ids: list[int], *, now: datetime) -> None:
    """Somebody was told of these, or there is nothing left to tell; an earlier time stays."""
    tx.execute(_SENT, {"ids": alert_ids, "now": now})
