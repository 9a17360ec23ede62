"""A coordinator answers by free words, an approved template or SMS; the worker sends it.

Decided here: what may be written at all, that a form that is sent twice sends once, and what an
answer settles: nobody waits on this lead any more, and nobody is new after it. Errors are NotFound
and Conflict, in words for who asked; nothing is written then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from triage.errors import Conflict, NotFound
from triage.phone import parse_address
from triage.services.answers import take_over
from triage.services.answers.take_over import Until
from triage.services.answers.ways import Kind, Way, Ways, ways_to, wire_of
from triage.services.credentials import past_keys
from triage.services.house import House
from triage.services.leads.lead_books import NO_SUCH_LEAD, tell_audit, the_lead, write_down
from triage.services.leads.opened import OpenedLead, open_lead
from triage.services.messages.ledger import priority_of
from triage.services.sealing import for_address
from triage.services.staff import letters
from triage.services.staff.coordinators import Coordinator
from triage.services.staff.letters import Letter
from triage.settings import Template
from triage.storage import Tx, addresses, holds, lead_changes, messages
from triage.storage.holds import Hold
from triage.storage.lead_changes import LockedLead
from triage.twilio_gateway.wording import readable
from triage.vocabulary import Channel, Flag, LeadStatus, Priority

#: Twilio takes less than 1,600 characters everywhere; an SMS is kept below what networks cut.
LONGEST: dict[Kind, int] = {Kind.WHATSAPP: 1599, Kind.SMS: 1500}
LONGEST_VALUE = 200
LONGEST_ONCE = 48
#: What a coordinator's answer settles.
ANSWERED = frozenset({Flag.ASKED_FOR_PERSON, Flag.QUESTION, Flag.BOT_FAILED, Flag.NOT_DELIVERED})
_ORDER = (Priority.URGENT, Priority.HIGH, Priority.NORMAL)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a coordinator wants to send. `once` is the mark of their form.

    With `kind` TEMPLATE, `template` names it and `values` fill its variables in order. `quiet` has
    the bot keep quiet for that long, unless they have the talk already.
    """

    kind: Kind
    once: str
    text: str = field(default="", repr=False)
    template: str = ""
    values: tuple[str, ...] = field(default=(), repr=False)
    quiet: Until | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A message waits for the worker; `again` says that it did so before and nothing was added.

    `until` is when the bot answers again, where the talk was taken over with it.
    """

    again: bool = False
    until: datetime | None = None


def send(house: House, public_id: str, wish: Wish, by: Coordinator) -> Queued:
    """Have an answer sent. Raises NotFound for an unknown lead, Conflict where it may not go."""
    if not 0 < len(wish.once) <= LONGEST_ONCE:
        raise Conflict("This form is too old. Open the lead again and send it from there.")
    template, text = _said(house, wish)
    with house.store.transaction() as tx:
        hold = holds.lock(tx, public_id)
        if hold is None:
            raise NotFound(NO_SUCH_LEAD)
        once = f"reply:{wish.once}"
        if messages.has_once(tx, once):
            return Queued(again=True)
        _check_holder(hold, by, house.clock.now())
        opened = open_lead(house, tx, public_id)
        way = _open_way(house, tx, opened, wish.kind)
        address_id = _address(house, tx, opened, way)
        letter = _letter(address_id, text, template, wish.values, opened, by, once)
        letters.put(house, tx, letter)
        return _settle(house, tx, public_id, hold, wish, by)


def look(house: House, tx: Tx, lead: OpenedLead) -> Ways:
    """How this person can be written to now."""
    rows = addresses.of_person(tx, lead.person_id)
    return ways_to(lead, rows, house.settings.current(), house.clock.now())


def _said(house: House, wish: Wish) -> tuple[Template | None, str]:
    """The template that is meant, or the words, fit to be sent."""
    if wish.kind is Kind.TEMPLATE:
        template = house.settings.current().triage_templates.find(wish.template)
        if template is None:
            raise Conflict("There is no such template any more. Choose another one.")
        if len(wish.values) != len(template.variables) or not all(_fits(v) for v in wish.values):
            raise Conflict(
                f"Fill in each blank of the template, in at most {LONGEST_VALUE} letters."
            )
        return template, ""
    text = readable(wish.text).strip()
    if not text:
        raise Conflict("Write something first.")
    most = LONGEST[wish.kind]
    if len(text) > most:
        over = f"{len(text):,} characters; at most {most:,} can be sent at once"
        raise Conflict(f"That is {over}. Make it shorter, or send it in two.")
    return None, text


def _fits(value: str) -> bool:
    """Twilio refuses an empty value, and WhatsApp one with a line break or many blanks."""
    line = " ".join(value.split())
    return bool(line) and line == value and len(value) <= LONGEST_VALUE


def _check_holder(hold: Hold, by: Coordinator, now: datetime) -> None:
    if hold.held_by(now) not in (None, by.id):
        raise Conflict(f"{hold.holder} has this talk. Take it over before you write.")


def _open_way(house: House, tx: Tx, lead: OpenedLead, kind: Kind) -> Way:
    way = look(house, tx, lead).of(kind)
    if not way.is_open:
        raise Conflict(way.refused)
    return way


def _address(house: House, tx: Tx, lead: OpenedLead, way: Way) -> int:
    """The address that is written to; for the first SMS to a WhatsApp number it is made."""
    assert way.to is not None  # noqa: S101 - tells the type checker; an open way leads somewhere
    if way.kind is not Kind.SMS or way.to.channel == Channel.SMS:
        return way.to.id
    wire = wire_of(lead, way)
    if lead.key is None or not wire:
        raise Conflict("Their number cannot be opened. Tell an operator.")
    known_as = past_keys.lookups(house, tx, parse_address(wire).canonical)
    sealed = lead.key.seal(wire, for_address(known_as[0]))
    return addresses.add_sms(tx, lead.person_id, known_as=known_as, sealed=sealed)


def _letter(
    address_id: int,
    text: str,
    template: Template | None,
    values: tuple[str, ...],
    lead: OpenedLead,
    by: Coordinator,
    once: str,
) -> Letter:
    rest = {"lead_id": lead.id, "coordinator_id": by.id, "once": once}
    if template is not None:
        return letters.from_template(address_id, template, values, **rest)
    return Letter(address_id, text, **rest)  # type: ignore[arg-type]  # as the names above say


def _settle(
    house: House, tx: Tx, public_id: str, hold: Hold, wish: Wish, by: Coordinator
) -> Queued:
    """What an answer leaves behind on the lead and in the books."""
    now, until = house.clock.now(), None
    if wish.quiet is not None and hold.held_by(now) is None:
        until = take_over.take_in(house, tx, hold, wish.quiet, by)
    lead = the_lead(tx, public_id)
    is_new = lead.status is LeadStatus.NEW
    status = LeadStatus.IN_PROGRESS if is_new else lead.status
    _settle_flags(tx, lead, now)
    lead_changes.set_answered(tx, lead.id, status, now=now)
    if until is not None:
        told = until.isoformat(timespec="minutes")
        write_down(house, tx, lead, by, now, kind="taken_over", until=told)
    if is_new:
        old, new = lead.status.value, status.value
        write_down(house, tx, lead, by, now, kind="status", old=old, new=new)
    detail: Mapping[str, object] = {"way": wish.kind.value, "template": wish.template or None}
    write_down(house, tx, lead, by, now, kind="answered", **detail)
    tell_audit(tx, lead, by, now, "reply", **detail, quiet=until is not None)
    return Queued(until=until)


def _settle_flags(tx: Tx, lead: LockedLead, now: datetime) -> None:
    left = [Flag(name) for name in lead.flags if name not in ANSWERED]
    if len(left) < len(lead.flags):
        rank = min((priority_of(flag) for flag in left), key=_ORDER.index, default=_ORDER[-1])
        lead_changes.set_flags(tx, lead, left, rank, now=now)
