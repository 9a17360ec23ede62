"""A coordinator has the talk with a person for a while, and the bot keeps quiet meanwhile.

Decided here: how long, who may take it from whom, and how it is given back. What the bot still does
is in `conversation/takeover.py`. Errors are NotFound and Conflict, in words for who asked.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from triage.conversation.stored import load_state
from triage.conversation.turn import language_of
from triage.errors import Conflict, NotFound
from triage.services.answers.ways import Kind, Way, ways_to
from triage.services.house import House
from triage.services.leads.lead_books import NO_SUCH_LEAD, tell_audit, the_lead, write_down
from triage.services.leads.opened import OpenedLead, open_lead
from triage.services.sealing import for_state
from triage.services.staff import letters
from triage.services.staff.coordinators import Coordinator
from triage.services.staff.letters import Letter
from triage.storage import Tx, addresses, holds
from triage.storage.holds import Hold
from triage.vocabulary import Channel

#: When a working day begins for who takes a talk over until tomorrow.
MORNING = time(9)
_AGAIN = "talk.bot_again"
ERASED = "This person was erased. There is nobody to talk to."


class Until(StrEnum):
    """For how long the bot keeps quiet."""

    AN_HOUR = "1h"
    FOUR_HOURS = "4h"
    TOMORROW = "tomorrow"


DEFAULT = Until.FOUR_HOURS


def ends_at(choice: Until, now: datetime, office_zone: str) -> datetime:
    """When a hold that begins at `now` (aware) is over; tomorrow is the office's, at nine."""
    if choice is not Until.TOMORROW:
        return now + timedelta(hours=1 if choice is Until.AN_HOUR else 4)
    zone = ZoneInfo(office_zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, MORNING, zone).astimezone(now.tzinfo)


def holder_of(lead: OpenedLead, now: datetime) -> int | None:
    """The id of the coordinator who has the talk at `now`, if one has."""
    until = lead.taken_over_until
    return lead.taken_over_by if until is not None and until > now else None


def take_over(
    house: House, public_id: str, choice: Until, by: Coordinator, *, seen: int | None
) -> datetime:
    """Have the talk, anew or for another while; when that ends.

    `seen` is who had it when `by` decided so: a colleague's talk is never taken unseen. Raises
    NotFound, and Conflict when somebody else has it by now or the person was erased.
    """
    with house.store.transaction() as tx:
        hold, now = _locked(tx, public_id), house.clock.now()
        holder = hold.held_by(now)
        if holder not in (None, by.id, seen):
            raise Conflict(f"{hold.holder} took this talk over a moment ago. Ask them first.")
        until = take_in(house, tx, hold, choice, by)
        lead = the_lead(tx, public_id)
        taken_from = hold.holder if holder not in (None, by.id) else None
        told = {"until": until.isoformat(timespec="minutes"), "from": taken_from}
        write_down(house, tx, lead, by, now, kind="taken_over", **told)
        tell_audit(tx, lead, by, now, "take_over", until=told["until"], before=holder)
    return until


def take_in(house: House, tx: Tx, hold: Hold, choice: Until, by: Coordinator) -> datetime:
    """The same in a transaction that has locked the talk, without a word in the books."""
    if hold.wrapped_key is None:
        raise Conflict(ERASED)
    until = ends_at(choice, house.clock.now(), house.settings.current().office.zone)
    holds.take(tx, hold.conversation_id, by=by.id, until=until)
    return until


def hand_back(house: House, public_id: str, by: Coordinator, *, tell: bool) -> bool:
    """The bot answers from now on; whether the person was told so at once, as `tell` asks.

    Who is not told now hears it with the bot's next answer. Raises NotFound, and Conflict when
    nobody has the talk any more.
    """
    with house.store.transaction() as tx:
        hold, now = _locked(tx, public_id), house.clock.now()
        if hold.held_by(now) is None:
            raise Conflict("The bot answers here already.")
        lead = the_lead(tx, public_id)
        told = tell and _say_so(house, tx, open_lead(house, tx, public_id), by)
        holds.end(tx, hold.conversation_id, untold=None if told else hold.taken_over_by, now=now)
        write_down(house, tx, lead, by, now, kind="handed_back", told=told)
        tell_audit(tx, lead, by, now, "hand_back", told=told, before=hold.taken_over_by)
    return told


def _say_so(house: House, tx: Tx, lead: OpenedLead, by: Coordinator) -> bool:
    """One line where they wrote last, if words may still be sent there."""
    rows = addresses.of_person(tx, lead.person_id)
    ways = ways_to(lead, rows, house.settings.current(), house.clock.now())
    may = [way for way in (ways.whatsapp, ways.sms) if way.is_open and _wrote_here(way)]
    way = max(may, key=_last_wrote, default=None)
    if way is None or way.to is None:
        return False
    channel = Channel.SMS if way.kind is Kind.SMS else Channel.WHATSAPP
    text = house.script.say(_AGAIN, _language(house, tx, lead), channel)
    more = {"keys": [_AGAIN]}
    letter = Letter(way.to.id, text, lead_id=lead.id, coordinator_id=None, more=more)
    return letters.put(house, tx, letter) is not None


def _language(house: House, tx: Tx, lead: OpenedLead) -> str:
    sealed = holds.state_of(tx, lead.conversation_id)
    plain = lead.key.unseal(sealed, for_state(lead.person_public_id)) if sealed and lead.key else ""
    return language_of(house.script, load_state(plain, lead.language), _AGAIN)


def _wrote_here(way: Way) -> bool:
    """An SMS only to who wrote by SMS: the line belongs where the talk was."""
    is_sms = way.to is not None and way.to.channel == Channel.SMS
    return is_sms if way.kind is Kind.SMS else True


def _last_wrote(way: Way) -> float:
    at = way.to.last_inbound_at if way.to else None
    return at.timestamp() if at else 0.0


def _locked(tx: Tx, public_id: str) -> Hold:
    hold = holds.lock(tx, public_id)
    if hold is None:
        raise NotFound(NO_SUCH_LEAD)
    return hold
