"""What leaves the phone: a tap, a text, a photo, made into the form that Twilio would send us.

Decided here: the fields of each channel (SMS knows no taps and no names), the samples that the
page can send without a file, and how much one message may carry.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from triage.simulator.records import API, File, Record, new_sid, segments
from triage.simulator.settings import StandinSettings

Form = tuple[tuple[str, str], ...]

MAX_TEXT = 1600
MAX_FILES = 10
MAX_FILE_BYTES = 5 * 1024 * 1024
MEDIA_HOST = "https://api.twilio.com"  # as in life; TWILIO_API_BASE_URL leads the fetch to us

_VCARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Sample Clinic\r\nTEL:+12025550199\r\nEND:VCARD\r\n"
_SHOWN = Path(__file__).with_name("samples")
_SAMPLES = {
    "voice": File("", "audio/ogg", (_SHOWN / "voice.ogg").read_bytes()),
    "contact": File("", "text/vcard", _VCARD),
    "sticker": File("", "image/webp", (_SHOWN / "sticker.webp").read_bytes()),
    "document": File("", "application/pdf", (_SHOWN / "report.pdf").read_bytes()),
}
_PLACE = {
    "Latitude": "51.5007",
    "Longitude": "-0.1246",
    "Label": "Sample Clinic",
    "Address": "1 Example Street, London",
}
_TYPES = {"image": "image", "audio": "audio", "video": "video", "application": "document"}


class BadRequest(ValueError):
    """What the page sent is no message; the text says why."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it leaves the phone."""

    sender: str
    channel: str
    text: str = ""
    name: str = ""
    tap_id: str = ""
    tap_label: str = ""
    files: tuple[File, ...] = ()
    place: Mapping[str, str] = field(default_factory=dict)

    @property
    def wire(self) -> str:
        """The person's address as Twilio writes it."""
        return f"whatsapp:{self.sender}" if self.channel == "whatsapp" else self.sender


def read_outgoing(data: Mapping[str, Any]) -> Outgoing:
    """Read {from, channel, text, name, tap: {id, label}, media, sample}. Raises BadRequest."""
    channel, sample = data.get("channel"), str(data.get("sample") or "")
    if channel not in ("sms", "whatsapp") or not data.get("from"):
        raise BadRequest("from and channel (sms or whatsapp) are needed")
    if sample and sample not in (_SAMPLES if channel == "sms" else (*_SAMPLES, "location")):
        raise BadRequest("no such sample on this channel")
    tap = data.get("tap") or {}
    files = tuple(_file(medium) for medium in (data.get("media") or [])[:MAX_FILES])
    if sample in _SAMPLES:
        ready = _SAMPLES[sample]
        files += (File(new_sid("ME"), ready.content_type, ready.content),)
    text = str(tap.get("label") or data.get("text") or "")[:MAX_TEXT]
    outgoing = Outgoing(
        sender=str(data["from"])[:140],
        channel=str(channel),
        text=text,
        name=str(data.get("name") or "")[:60],
        tap_id=str(tap.get("id") or "")[:200],
        tap_label=str(tap.get("label") or "")[:200],
        files=files,
        place=_PLACE if sample == "location" else {},
    )
    if not (outgoing.text or outgoing.files or outgoing.place or data.get("empty")):
        raise BadRequest("nothing to send")
    return outgoing


def form_of(
    outgoing: Outgoing, sid: str, settings: StandinSettings, extra: Mapping[str, str]
) -> Form:
    """The form-encoded fields that Twilio would send for it."""
    base = {
        "ToCountry": "",
        "SmsMessageSid": sid,
        "NumMedia": str(len(outgoing.files)),
        "SmsSid": sid,
        "SmsStatus": "received",
        "FromCountry": "",
        "Body": "" if outgoing.place else outgoing.text,
        "To": settings.our_number(outgoing.channel),
        "MessageSid": sid,
        "AccountSid": settings.account_sid,
        "From": outgoing.wire,
        "ApiVersion": "2010-04-01",
    }
    if settings.messaging_service_sid:
        base["MessagingServiceSid"] = settings.messaging_service_sid
    for number, file in enumerate(outgoing.files):
        path = f"{API}/{settings.account_sid}/Messages/{sid}/Media/{file.sid}"
        base[f"MediaUrl{number}"] = MEDIA_HOST + path
        base[f"MediaContentType{number}"] = file.content_type
    if outgoing.channel == "whatsapp":
        base |= _whatsapp_fields(outgoing)
    else:
        base["NumSegments"] = str(segments(outgoing.text))
    return tuple({**base, **extra}.items())


def record_of(outgoing: Outgoing, sid: str, settings: StandinSettings, at: Any) -> Record:
    """What the stand-in remembers of it."""
    ours = settings.our_number(outgoing.channel)
    place = (
        ", ".join((outgoing.place["Label"], outgoing.place["Address"])) if outgoing.place else ""
    )
    return Record(
        sid=sid,
        direction="inbound",
        sender=outgoing.wire,
        to=ours,
        body="" if outgoing.place else outgoing.text,
        status="received",
        at=at,
        files=outgoing.files,
        place=place,
    )


def _whatsapp_fields(outgoing: Outgoing) -> dict[str, str]:
    kind = "text"
    if outgoing.files:
        first = outgoing.files[0].content_type
        special = {"image/webp": "sticker", "text/vcard": "contacts"}
        kind = special.get(first) or _TYPES.get(first.partition("/")[0], "document")
    fields = {"NumSegments": "1", "ReferralNumMedia": "0", "ProfileName": outgoing.name}
    if outgoing.sender.startswith("+"):
        fields["WaId"] = outgoing.sender.removeprefix("+")
    else:
        fields["ExternalUserId"] = outgoing.sender
    if outgoing.tap_id:
        kind = "button"
        fields |= {"ButtonPayload": outgoing.tap_id, "ButtonText": outgoing.tap_label}
    if outgoing.place:
        kind = "location"
        fields |= outgoing.place
    return {**fields, "MessageType": kind}


def _file(medium: Mapping[str, Any]) -> File:
    try:
        content = base64.b64decode(str(medium["data"]), validate=True)
    except (KeyError, TypeError, binascii.Error):
        raise BadRequest("media needs content_type and data in base64") from None
    if len(content) > MAX_FILE_BYTES:
        raise BadRequest("a file may have 5 MB")
    return File(new_sid("ME"), str(medium.get("content_type") or "")[:100], content)
