"""The lead's own books: a lead locked for a change, a line in its history, the chain's event."""

from __future__ import annotations

import json
from datetime import datetime

from triage.errors import NotFound
from triage.services import audit
from triage.services.house import House
from triage.services.sealing import for_lead_event
from triage.services.staff.coordinators import Coordinator
from triage.storage import Tx, lead_changes, lead_events
from triage.storage.lead_changes import LockedLead
from triage.storage.lead_events import NewLeadEvent

NO_SUCH_LEAD = "There is no such lead."
ERASED = "This person was erased: nothing more is written about them."


def the_lead(tx: Tx, public_id: str) -> LockedLead:
    """One lead, locked. Raises NotFound."""
    found = lead_changes.lock(tx, [public_id])
    if not found:
        raise NotFound(NO_SUCH_LEAD)
    return found[0]


def write_down(
    house: House,
    tx: Tx,
    lead: LockedLead,
    by: Coordinator | None,
    at: datetime,
    *,
    kind: str,
    **detail: object,
) -> None:
    """A line in the lead's history; `by` None is the program. The detail is sealed."""
    sealed = None
    if lead.wrapped_key:
        key = house.vault.open_key(lead.wrapped_key)
        sealed = key.seal(json.dumps(detail, ensure_ascii=False), for_lead_event(lead.public_id))
    lead_events.add(tx, NewLeadEvent(lead.id, by.id if by else None, kind, sealed, at))


def tell_audit(
    tx: Tx, lead: LockedLead, by: Coordinator, at: datetime, action: str, **detail: object
) -> None:
    """The chain's event. Give names of fields and ids as details, never a value that was told.

    Call it last: the chain is locked from here to the end of the transaction.
    """
    subject, actor = f"lead:{lead.public_id}", audit.actor_of(by.id)
    audit.record(tx, at=at, actor=actor, action=action, subject=subject, **detail)
