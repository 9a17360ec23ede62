"""How a person can be written to now, and why not: WhatsApp, a template, SMS. Changes nothing.

WhatsApp takes free words for 24 hours after the person last wrote there; an approved template may
follow at any time. SMS has no such window. Opting out is per channel, and somebody who stopped us
on WhatsApp does not get the first SMS of their life from us.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from triage.services.abuse import outbound
from triage.services.leads.opened import OpenedLead
from triage.services.leads.shown import unsealed
from triage.services.sealing import for_address
from triage.settings import Settings
from triage.storage.addresses import AddressRow
from triage.vocabulary import Channel

#: How long WhatsApp takes free words after the person wrote.
WINDOW = timedelta(hours=24)
_ANSWERABLE = frozenset({"phone", "whatsapp_user"})


class Kind(StrEnum):
    """What a message goes as."""

    WHATSAPP = "whatsapp"
    TEMPLATE = "template"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write: `refused` says why it is closed ("" where it is open), `since` when that
    came about. `until` is when an open one closes, None for never. `to` is the address, sealed as
    it is stored; for SMS it may be one on WhatsApp whose number is written to.
    """

    kind: Kind
    to: AddressRow | None = None
    refused: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether a message may go this way now."""
        return not self.refused


@dataclass(frozen=True, slots=True)
class Ways:
    """All three, and one sentence where none of them ever leads anywhere."""

    whatsapp: Way
    template: Way
    sms: Way
    nobody: str = ""

    def of(self, kind: Kind) -> Way:
        """The way of this kind."""
        found: Way = getattr(self, kind.value)
        return found

    @property
    def best(self) -> Way | None:
        """The first that is open, None where all are closed."""
        return next((way for way in (self.whatsapp, self.template, self.sms) if way.is_open), None)


def ways_to(
    lead: OpenedLead, addresses: Sequence[AddressRow], settings: Settings, now: datetime
) -> Ways:
    """How this person can be written to at `now` (aware UTC)."""
    nobody = _nobody(lead, addresses)
    if nobody:
        free, template, sms = (Way(kind, refused=nobody) for kind in Kind)
        return Ways(free, template, sms, nobody)
    repliable = [one for one in addresses if one.kind in _ANSWERABLE]
    by_whatsapp = [one for one in repliable if one.channel == Channel.WHATSAPP]
    free = _whatsapp(by_whatsapp, settings, now)
    template, sms = _template(free, settings), _sms(repliable, by_whatsapp, settings)
    free, template, sms = (_allowed(lead, way, settings) for way in (free, template, sms))
    return Ways(free, template, sms)


def wire_of(lead: OpenedLead, way: Way) -> str:
    """Whom the way leads to, as Twilio writes it on the way's channel; empty where unreadable."""
    if way.to is None:
        return ""
    wire = unsealed(lead.key, way.to.sealed, for_address(way.to.lookup)).text
    return wire.removeprefix("whatsapp:") if way.kind is Kind.SMS else wire


def _allowed(lead: OpenedLead, way: Way, settings: Settings) -> Way:
    """The same, closed where a rule is against writing to that number at all."""
    wire = wire_of(lead, way) if way.is_open else ""
    against = outbound.rule_against(wire, settings) if wire else None
    return replace(way, refused=outbound.WORDS[against]) if against else way


def _nobody(lead: OpenedLead, addresses: Sequence[AddressRow]) -> str:
    if lead.key is None:
        return "This person was erased. Nobody can write to them any more."
    if not any(one.kind in _ANSWERABLE for one in addresses):
        return "They wrote from a short code or a name. Nobody reads what is sent there."
    return ""


def _whatsapp(known: Sequence[AddressRow], settings: Settings, now: datetime) -> Way:
    to = max(known, key=_last_wrote, default=None)
    if to is None:
        return Way(Kind.WHATSAPP, refused="They have not written to us on WhatsApp.")
    if not settings.twilio_whatsapp_from:
        return Way(Kind.WHATSAPP, to, "We have no WhatsApp number (TWILIO_WHATSAPP_FROM).")
    stopped = _stopped(known)
    if stopped is not None:
        words = "They stopped WhatsApp messages. Only they can open it again, with START."
        return Way(Kind.WHATSAPP, to, words, since=stopped)
    if to.last_inbound_at is None:
        return Way(Kind.WHATSAPP, to, "They have not written here, so only a template may go.")
    until = to.last_inbound_at + WINDOW
    if until <= now:
        words = "24 hours have passed since they last wrote here. Send a template, or call."
        return Way(Kind.WHATSAPP, to, words, since=until)
    return Way(Kind.WHATSAPP, to, until=until)


def _template(free: Way, settings: Settings) -> Way:
    if free.to is None or _is_stopped(free) or not settings.twilio_whatsapp_from:
        return Way(Kind.TEMPLATE, free.to, free.refused, since=free.since)
    if not settings.triage_templates.listed:
        return Way(Kind.TEMPLATE, free.to, "No templates are set up (TRIAGE_TEMPLATES).")
    return Way(Kind.TEMPLATE, free.to)


def _sms(
    repliable: Sequence[AddressRow], by_whatsapp: Sequence[AddressRow], settings: Settings
) -> Way:
    by_sms = [one for one in repliable if one.channel == Channel.SMS]
    numbers = [one for one in by_whatsapp if one.kind == "phone"]
    to = max(by_sms, key=_last_wrote, default=None) or max(numbers, key=_last_wrote, default=None)
    if to is None:
        return Way(Kind.SMS, refused="They hide their number, so no SMS can be sent.")
    if not (settings.twilio_sms_from or settings.twilio_messaging_service_sid):
        return Way(Kind.SMS, to, "We have no number for SMS (TWILIO_SMS_FROM).")
    stopped = _stopped(by_sms)
    if stopped is not None:
        words = "They stopped SMS. Only they can open it again, with START."
        return Way(Kind.SMS, to, words, since=stopped)
    if not by_sms and _stopped(by_whatsapp) is not None:
        words = "They stopped WhatsApp messages and never wrote by SMS."
        return Way(Kind.SMS, to, words, since=_stopped(by_whatsapp))
    return Way(Kind.SMS, to)


def _stopped(known: Sequence[AddressRow]) -> datetime | None:
    return min((one.opted_out_at for one in known if one.opted_out_at is not None), default=None)


def _is_stopped(way: Way) -> bool:
    return way.to is not None and way.to.opted_out_at is not None


def _last_wrote(one: AddressRow) -> float:
    return one.last_inbound_at.timestamp() if one.last_inbound_at else 0.0
