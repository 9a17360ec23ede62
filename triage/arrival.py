"""A verified and parsed webhook, before anything is stored: what Twilio says that somebody sent.

A leaf: `twilio_gateway` makes these, `services` consume them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.phone import Address
from triage.vocabulary import MediaKind


@dataclass(frozen=True, slots=True)
class Medium:
    """One thing that came along. `url` is Twilio's (empty for a location or a contact)."""

    kind: MediaKind
    content_type: str = ""
    url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One inbound message. Texts are cleaned (no NUL, no lone surrogates), otherwise as written.

    `sender` is who wrote, `to` our own number as Twilio writes it; `user_id` is the WhatsApp
    user id when one came beside a phone number; `tap` is the id behind a tapped button or list
    row, and `tap_text` its label; `place` is a location's label or address with its coordinates.
    """

    account_sid: str
    message_sid: str
    sender: Address
    to: str
    body: str = field(default="", repr=False)
    media: tuple[Medium, ...] = ()
    tap: str | None = field(default=None, repr=False)
    tap_text: str | None = field(default=None, repr=False)
    profile_name: str | None = field(default=None, repr=False)
    user_id: str | None = field(default=None, repr=False)
    place: str | None = field(default=None, repr=False)
    opt_out_type: str | None = None
    segments: int = 1
    source: str | None = None  # click-to-WhatsApp advertisement it came from, if any


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """One status callback. `message_id` is our own id from the callback URL, when it is there."""

    account_sid: str
    message_sid: str
    status: str
    message_id: str | None = None
    error_code: int | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """One message to hand to Twilio by REST."""

    to: str  # as Twilio writes it: "+91...", "whatsapp:+91...", "whatsapp:US.123"
    sender: str  # our number or messaging service SID ("MG...")
    body: str = field(repr=False)
    status_callback: str = ""
    #: An approved template (HX...) and what fills it, as JSON; `body` is then what it will read.
    content_sid: str = ""
    content_variables: str = field(default="", repr=False)
