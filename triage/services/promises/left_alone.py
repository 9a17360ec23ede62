"""A bereaved family is left alone: no reminder, no call, no question, at no address of theirs.

It is about the person, so it holds for all their leads and addresses. One of the staff says so or
takes it back; the family's own words do it in the conversation.
"""

from __future__ import annotations

from triage.errors import Conflict, NotFound
from triage.services.house import House
from triage.services.leads.lead_books import ERASED, NO_SUCH_LEAD, tell_audit, the_lead, write_down
from triage.services.staff.coordinators import Coordinator
from triage.storage import Tx, callbacks, lead_pages, leads, reach
from triage.storage.lead_pages import LeadPage
from triage.vocabulary import Flag, Priority


def leave_alone(house: House, public_id: str, by: Coordinator) -> None:
    """The patient has died: end reminders, take promised calls back. Raises NotFound, Conflict."""
    with house.store.transaction() as tx:
        now = house.clock.now()
        page = _locked_person(tx, public_id)
        if not reach.leave_alone(tx, page.person_id, now):
            raise Conflict("They are left in peace already.")
        lead = the_lead(tx, public_id)
        taken_back = callbacks.withdraw_all(tx, page.person_id, now=now)
        write_down(house, tx, lead, by, now, kind="left_in_peace")
        tell_audit(tx, lead, by, now, "leave_alone", withdrawn=taken_back)


def end_leaving_alone(house: House, public_id: str, by: Coordinator) -> None:
    """It was a mistake: reminders are possible again, and somebody has to look what to do about
    calls that were taken back. Raises NotFound, and Conflict where nobody was left alone."""
    with house.store.transaction() as tx:
        now = house.clock.now()
        page = _locked_person(tx, public_id)
        if not reach.leave_alone(tx, page.person_id, None):
            raise Conflict("Nobody is left in peace here.")
        lead = the_lead(tx, public_id)
        leads.raise_flag(tx, lead.id, Flag.ASKED_FOR_PERSON, Priority.HIGH, now=now)
        write_down(house, tx, lead, by, now, kind="left_in_peace_no_more")
        tell_audit(tx, lead, by, now, "end_leaving_alone")


def _locked_person(tx: Tx, public_id: str) -> LeadPage:
    """The lead's person, before the lead: the order in which a message of theirs is taken."""
    page = lead_pages.find(tx, public_id)
    if page is None:
        raise NotFound(NO_SUCH_LEAD)
    if page.wrapped_key is None:
        raise Conflict(ERASED)
    reach.lock(tx, page.person_id)
    return page
