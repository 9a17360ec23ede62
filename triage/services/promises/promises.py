"""Call-backs are promises: what came of a call, in one click; the next one; who makes it.

Each change is one transaction under the lead's lock: the promise, a call attempt, the lead's
status, a line in its history, an audit event. Errors are NotFound and Conflict, in plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.errors import Conflict, NotFound
from triage.services.house import House
from triage.services.leads.lead_books import ERASED, NO_SUCH_LEAD, tell_audit, the_lead, write_down
from triage.services.leads.lead_work import answered
from triage.services.messages import reaching
from triage.services.promises.promise_times import Planned, in_words
from triage.services.sealing import for_callback
from triage.services.staff.coordinators import Coordinator
from triage.storage import (
    Tx,
    call_attempts,
    callbacks,
    coordinators,
    lead_changes,
    lead_pages,
    leads,
)
from triage.storage.call_attempts import NewAttempt
from triage.storage.callbacks import NewCallback
from triage.storage.lead_changes import LockedLead
from triage.storage.lead_pages import LeadPage
from triage.vocabulary import Flag, Priority, Role

#: After so many calls without an answer a message is the better way.
MANY = 3
_GONE = "Somebody has recorded this call already. Look at what they wrote before you record more."


class Outcome(StrEnum):
    """What came of a call."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    AGAIN = "again"  # they were reached and want to be called another time


_SPOKE = frozenset({Outcome.REACHED, Outcome.AGAIN})


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is being written down: for which promise (None: nobody had promised one), and
    how many calls its form had seen: a second press of the same button finds one more."""

    promise_id: int | None
    seen: int
    outcome: Outcome


def record(
    house: House, public_id: str, call: Call, by: Coordinator, then: Planned | None = None
) -> bool:
    """Write down what came of a call; whether the person was written to about it.

    `then` is when to call again, needed for AGAIN and for nothing else. Raises NotFound for an
    unknown lead; Conflict when somebody was quicker, or the person was erased.
    """
    if (call.outcome is Outcome.AGAIN) is not (then is not None):
        raise Conflict("Choose a day and a time for the next call.")
    asks = call.outcome is Outcome.WRONG_NUMBER
    with house.store.transaction() as tx:
        now = house.clock.now()
        page = _page(tx, public_id)
        hearer = reaching.lock_hearer(house, tx, page.person_id, now) if asks else None
        lead = the_lead(tx, public_id)
        promise_id = _settle(house, tx, page, call, by, now)
        call_attempts.add(tx, NewAttempt(promise_id, lead.id, by.id, call.outcome, now))
        if then is not None:
            _promise(house, tx, page, then, by, now)
        if hearer is not None:
            reaching.tell(house, tx, hearer, "callback.wrong_number", lead_id=lead.id)
        _mark_lead(house, tx, lead, call.outcome, by, now)
        write_down(house, tx, lead, by, now, kind="call", new=call.outcome.replace("_", " "))
        tell_audit(tx, lead, by, now, "record_call", outcome=call.outcome.value)
    return hearer is not None


def plan(
    house: House, public_id: str, planned: Planned, by: Coordinator, *, tell: bool = False
) -> bool:
    """Promise a call by hand in place of what stands open; whether the person was told of it.

    Raises NotFound for an unknown lead and Conflict for an erased person.
    """
    with house.store.transaction() as tx:
        now = house.clock.now()
        page = _page(tx, public_id)
        hearer = reaching.lock_hearer(house, tx, page.person_id, now) if tell else None
        lead = the_lead(tx, public_id)
        _promise(house, tx, page, planned, by, now)
        if hearer is not None:
            said = reaching.time_words(house, hearer, planned.start, planned.end, planned.zone)
            reaching.tell(house, tx, hearer, "callback.planned", lead_id=lead.id, said=said)
        write_down(house, tx, lead, by, now, kind="promised_call", new=in_words(planned, now))
        tell_audit(tx, lead, by, now, "plan_call", told=hearer is not None)
    return hearer is not None


def write_instead(house: House, public_id: str, by: Coordinator) -> bool:
    """After calls without an answer: ask in writing when to call; False where that is not allowed.

    Raises NotFound for an unknown lead and Conflict for an erased person.
    """
    with house.store.transaction() as tx:
        now = house.clock.now()
        page = _page(tx, public_id)
        hearer = reaching.lock_hearer(house, tx, page.person_id, now)
        if hearer is None:
            return False
        lead = the_lead(tx, public_id)
        reaching.tell(house, tx, hearer, "callback.no_answer", lead_id=lead.id)
        write_down(house, tx, lead, by, now, kind="asked_in_writing_when_to_call")
        tell_audit(tx, lead, by, now, "ask_when_to_call")
    return True


def assign(house: House, public_id: str, to: int | None, by: Coordinator) -> None:
    """Who makes the promised call; None is whoever has the lead. Raises NotFound, and Conflict for
    somebody who cannot, or where nothing is promised."""
    with house.store.transaction() as tx:
        now = house.clock.now()
        who = coordinators.find(tx, to) if to is not None else None
        if to is not None and (who is None or not who.active or who.role is Role.OPERATOR):
            raise Conflict("That person cannot make calls. Choose somebody else.")
        lead = the_lead(tx, public_id)
        open_one = callbacks.open_of_lead(tx, lead.id)
        if open_one is None:
            raise Conflict("No call is promised for this lead any more.")
        callbacks.assign(tx, open_one.id, to)
        write_down(
            house, tx, lead, by, now, kind="caller", new=who.name if who else "whoever has the lead"
        )
        tell_audit(tx, lead, by, now, "assign_call", to=to)


def _page(tx: Tx, public_id: str) -> LeadPage:
    page = lead_pages.find(tx, public_id)
    if page is None:
        raise NotFound(NO_SUCH_LEAD)
    if page.wrapped_key is None:
        raise Conflict(ERASED)
    return page


def _settle(
    house: House, tx: Tx, page: LeadPage, call: Call, by: Coordinator, now: datetime
) -> int:
    """End or keep open the promise that the call was made for; its id."""
    open_one = callbacks.open_of_lead(tx, page.id)
    is_same = (open_one.id if open_one else None) == call.promise_id
    if not is_same or call_attempts.count(tx, page.id) != call.seen:
        raise Conflict(_GONE)
    if open_one is not None and call.outcome is Outcome.NO_ANSWER:
        callbacks.tried(tx, open_one.id, call.outcome)
        return open_one.id
    promise_id = open_one.id if open_one else _unasked(house, tx, page, now)
    callbacks.close(
        tx, promise_id, state="kept", outcome=call.outcome, called=True, by=by.id, now=now
    )
    return promise_id


def _unasked(house: House, tx: Tx, page: LeadPage, now: datetime) -> int:
    """The row for a call that nobody had promised: it ends as it starts."""
    zone = page.zone or house.settings.current().office.zone
    new = NewCallback(page.id, page.person_id, now, now, zone, said_sealed=None, created_at=now)
    return callbacks.promise(tx, new)


def _promise(
    house: House, tx: Tx, page: LeadPage, planned: Planned, by: Coordinator, now: datetime
) -> None:
    key = house.vault.open_key(page.wrapped_key or "")
    new = NewCallback(
        lead_id=page.id,
        person_id=page.person_id,
        start=planned.start,
        end=planned.end,
        zone=planned.zone,
        said_sealed=key.seal(in_words(planned, now), for_callback(page.public_id)),
        created_at=now,
        coordinator_id=None if page.owner_id else by.id,
    )
    callbacks.promise(tx, new)


def _mark_lead(
    house: House, tx: Tx, lead: LockedLead, outcome: Outcome, by: Coordinator, now: datetime
) -> None:
    """Where the lead stands after the call."""
    if outcome is Outcome.WRONG_NUMBER:
        leads.raise_flag(tx, lead.id, Flag.WRONG_NUMBER, Priority.HIGH, now=now)
    if outcome not in _SPOKE:
        return
    answered(house, tx, lead.public_id, by, now)
    if Flag.WRONG_NUMBER in lead.flags:
        left = [Flag(name) for name in lead.flags if name != Flag.WRONG_NUMBER]
        lead_changes.set_flags(tx, lead, left, lead.priority, now=now)
