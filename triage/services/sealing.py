"""For which purpose personal data is sealed: what opens in one place opens in no other.

Every purpose is built from ids that exist before the row does and never change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from triage.arrival import Arrival
from triage.conversation.types import Reply
from triage.vault import PersonKey
from triage.vocabulary import MediaKind


def for_message(public_id: str) -> str:
    """The body of a message."""
    return f"message:{public_id}"


def for_state(person_public_id: str) -> str:
    """What the conversation remembers."""
    return f"state:{person_public_id}"


def for_pace(person_public_id: str) -> str:
    """How fast somebody writes, and what they were told lately."""
    return f"pace:{person_public_id}"


def for_address(lookup: str) -> str:
    """An address as Twilio writes it."""
    return f"address:{lookup}"


def for_fact(lead_public_id: str, field: str) -> str:
    """The value of a fact; the person's own words have `.said` behind it."""
    return f"fact:{lead_public_id}:{field}"


def for_callback(lead_public_id: str) -> str:
    """How we said when we call."""
    return f"callback:{lead_public_id}"


def for_consent(person_public_id: str) -> str:
    """The exact words of a decision."""
    return f"consent:{person_public_id}"


def for_note(lead_public_id: str) -> str:
    """What one of the staff wrote about a lead."""
    return f"note:{lead_public_id}"


def for_lead_event(lead_public_id: str) -> str:
    """What changed on a lead, before and after."""
    return f"lead_event:{lead_public_id}"


def for_attachment(public_id: str) -> str:
    """Where a file lies at Twilio."""
    return f"attachment:{public_id}"


def for_file(public_id: str, part: str) -> str:
    """One part of a file on the disk."""
    return f"file:{public_id}:{part}"


def for_erasure(number: str) -> str:
    """Addresses that Twilio still has to be asked about; sealed by the house."""
    return f"erasure:{number}"


def for_session(lookup: str) -> str:
    """What a session of the console remembers; sealed by the house, as the next three are."""
    return f"session:{lookup}"


def for_totp(coordinator_id: int) -> str:
    """A coordinator's second factor."""
    return f"totp:{coordinator_id}"


def for_recovery(coordinator_id: int) -> str:
    """A coordinator's recovery codes."""
    return f"recovery:{coordinator_id}"


def for_alerts(coordinator_id: int) -> str:
    """Where a coordinator wants alerts."""
    return f"alerts:{coordinator_id}"


#: `json.dumps` makes an encoder anew for any option.
_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Body:
    """What is sealed of a message, in or out."""

    text: str
    more: dict[str, Any]


def heard_body(arrival: Arrival) -> Body:
    """Everything of an inbound message that a coordinator may want to read."""
    more = {
        "media": [medium.kind.value for medium in arrival.media],
        "tap": arrival.tap,
        "tap_text": arrival.tap_text,
        "profile": arrival.profile_name,
        "place": arrival.place,
    }
    return Body(arrival.body, {name: value for name, value in more.items() if value})


def said_body(reply: Reply) -> Body:
    """A reply, with the texts it was made of and what its numbers stand for."""
    more = {"keys": list(reply.keys), "options": list(reply.options)}
    return Body(reply.text, {name: value for name, value in more.items() if value})


def kind_of(arrival: Arrival) -> str:
    """The sort of an inbound message, for lists that must not open it."""
    if arrival.place or any(medium.kind is MediaKind.LOCATION for medium in arrival.media):
        return "place"
    if arrival.media:
        return "media"
    return "text" if arrival.body.strip() or arrival.tap else "empty"


def seal_body(key: PersonKey, body: Body, public_id: str) -> str:
    """A body as it is stored."""
    plain = _as_json({"text": body.text, **body.more})
    return key.seal(plain, for_message(public_id))


def open_body(key: PersonKey, sealed: str, public_id: str) -> Body:
    """A stored body."""
    more = json.loads(key.unseal(sealed, for_message(public_id)))
    return Body(more.pop("text"), more)


def seal_fact(
    key: PersonKey, lead_public_id: str, field: str, value: str, said: str
) -> tuple[str, str]:
    """A fact's value and the words it was taken from."""
    purpose = for_fact(lead_public_id, field)
    return key.seal(value, purpose), key.seal(said, f"{purpose}.said")
