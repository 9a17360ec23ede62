"""Alerts to the staff: raised in the transaction of what happened, told later by the worker.

Decided here: what is raised, and how often. To whom and when is decided in `telling`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from triage.storage import Tx, alerts, due
from triage.storage.alerts import NewAlert

#: The kind of due work whose subject is an alert that nobody was given yet.
KIND = "alert"
#: A danger that goes on is one event: more messages of it within this time raise no new alert.
ONE_EVENT = timedelta(minutes=30)


class AlertKind(StrEnum):
    """What the staff is told of."""

    NEW_LEAD = "new_lead"
    RED_FLAG = "red_flag"
    DUE_PROMISE = "due_promise"
    MISSED_PROMISE = "missed_promise"


def raise_alert(
    tx: Tx, kind: AlertKind | str, lead_id: int, *, callback_id: int | None = None, now: datetime
) -> int:
    """Have the staff told of this, soon after the transaction commits; the alert's id.

    `lead_id` and `callback_id` are ids of rows, `now` is aware UTC. Raises ValueError for a kind
    that is none. Whoever calls it says once what happened once: nothing is deduplicated here.
    """
    alert_id = alerts.add(tx, NewAlert(AlertKind(kind).value, lead_id, callback_id, now))
    due.add(tx, KIND, alert_id, person_id=None, run_at=now)
    return alert_id


def raise_red_flag(tx: Tx, lead_id: int, *, is_new: bool, now: datetime) -> None:
    """Danger was seen in a message about this lead.

    `is_new` says that this sort of danger was not seen for this lead before: then it is told at
    once, else only when the last red flag of the lead is longer ago than one event.
    """
    if not is_new and alerts.was_raised(tx, AlertKind.RED_FLAG, lead_id, since=now - ONE_EVENT):
        return
    raise_alert(tx, AlertKind.RED_FLAG, lead_id, now=now)
