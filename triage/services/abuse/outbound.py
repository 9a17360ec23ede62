"""Whom we never write to on our own or by hand, and what happens once the day's budget is used up.

Only numbers that wrote to us first, in countries that the operator allows, of a kind that costs
what a message costs: no premium and shared-cost numbers, no networks without a country. A number
that its country's plan does not know is taken when somebody wrote from it: plans lag behind.
"""

from __future__ import annotations

from enum import StrEnum

from triage.arrival import Sending
from triage.content.segments import segments
from triage.phone import AddressKind, country_of, is_costly, parse_address
from triage.services.abuse.holding import SAFETY
from triage.services.house import House
from triage.services.sealing import open_body
from triage.settings import Settings
from triage.storage import Tx, spending
from triage.storage.outgoing import Outgoing
from triage.vocabulary import Channel

#: Beginnings of texts that a person waits for whatever it costs: their stop, their erasure.
_OWED = ("optout.", "erase.")


class Refusal(StrEnum):
    """Why a message does not go out."""

    NEVER_WROTE = "never wrote"
    OURS = "our own number"
    NOBODY_READS = "nobody reads there"
    COSTLY = "costly number"
    COUNTRY = "country not allowed"
    BUDGET = "daily budget"


#: What a coordinator reads of the rules that hold for a number.
WORDS = {
    Refusal.OURS: "That is one of our own numbers.",
    Refusal.NOBODY_READS: "Nobody reads what is sent to a short code or a name.",
    Refusal.COSTLY: "That is a premium or shared-cost number. We do not write there.",
    Refusal.COUNTRY: "We do not write to their country (TRIAGE_COUNTRIES_ALLOWED). Call them.",
}


def rule_against(wire: str, settings: Settings) -> Refusal | None:
    """The rule that closes an address (as Twilio writes it), or None where it is open."""
    try:
        address = parse_address(wire)
    except ValueError:
        return Refusal.NOBODY_READS
    if wire in settings.senders:
        return Refusal.OURS
    if not address.repliable:
        return Refusal.NOBODY_READS
    if address.kind is AddressKind.PHONE and is_costly(address.value):
        return Refusal.COSTLY
    allowed = settings.triage_countries_allowed
    if allowed and _country(address.kind, address.value) not in allowed:
        return Refusal.COUNTRY
    return None


def reason_to_refuse(house: House, tx: Tx, what: Outgoing, sending: Sending) -> Refusal | None:
    """Why this message shall not be handed to Twilio now, or None when it shall."""
    settings = house.settings.current()
    if not what.has_written:
        return Refusal.NEVER_WROTE
    against = rule_against(sending.to, settings)
    if against is Refusal.COUNTRY and _goes_everywhere(house, what):
        against = None
    if against is not None:
        return against
    limit = settings.triage_daily_messages
    if limit and not _is_owed(house, what) and spending.sent_on(tx, house.clock.now()) >= limit:
        return Refusal.BUDGET
    return None


def note_sent(house: House, tx: Tx, what: Outgoing, text: str, billed: int) -> None:
    """Count a message that Twilio took; `billed` is its own count of segments, 0 if not known."""
    parts = segments(text).count if what.channel == Channel.SMS else 1
    spending.add(tx, max(billed, parts), now=house.clock.now())


def _goes_everywhere(house: House, what: Outgoing) -> bool:
    """An answer, though it comes late, or a text on danger: given back to Twilio with the message
    that it answers, the same words would have gone to every country."""
    return what.in_reply_to is not None or not SAFETY.isdisjoint(_keys(house, what))


def _is_owed(house: House, what: Outgoing) -> bool:
    """An answer to what a person wrote, a coordinator's own words, or a text on danger."""
    if what.coordinator_id is not None or what.in_reply_to is not None:
        return True
    return any(key in SAFETY or key.startswith(_OWED) for key in _keys(house, what))


def _keys(house: House, what: Outgoing) -> tuple[str, ...]:
    """What a message of ours is made of."""
    key = house.vault.open_key(what.wrapped_key or "")
    return tuple(open_body(key, what.body_sealed or "", what.public_id).more.get("keys", ()))


def _country(kind: AddressKind, value: str) -> str | None:
    """Of a number, or of a WhatsApp user id, which begins with it."""
    return country_of(value) if kind is AddressKind.PHONE else value[:2]
