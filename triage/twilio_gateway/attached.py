"""What came with a message that is not text: photos, documents, voice notes, places, contacts.

Decided here: the kind of each thing, from its declared type with Twilio's MessageType as a hint
(it is not in Twilio's table of fields, so nothing depends on it). Nothing is fetched here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from triage.arrival import Medium
from triage.errors import BadWebhook
from triage.twilio_gateway.wording import one_line
from triage.vocabulary import Channel, MediaKind

MAX_MEDIA = 10  # Twilio's own limit

_BY_TYPE = {
    "text/vcard": MediaKind.CONTACT,
    "text/x-vcard": MediaKind.CONTACT,
    "text/directory": MediaKind.CONTACT,
}
_BY_FAMILY = {
    "image": MediaKind.IMAGE,
    "audio": MediaKind.AUDIO,
    "video": MediaKind.VIDEO,
    "application": MediaKind.DOCUMENT,
    "text": MediaKind.DOCUMENT,
}


def media_of(fields: Mapping[str, str], channel: Channel) -> tuple[Medium, ...]:
    """Everything that came along, in order. Raises BadWebhook for a senseless NumMedia."""
    hint = fields.get("MessageType", "").lower()
    media = tuple(
        _medium(
            fields.get(f"MediaContentType{n}", ""), fields.get(f"MediaUrl{n}", ""), hint, channel
        )
        for n in range(_count(fields.get("NumMedia", "")))
    )
    if _coordinates(fields) or hint == "location":
        media += (Medium(MediaKind.LOCATION),)
    if hint == "contacts" and not media:
        media += (Medium(MediaKind.CONTACT),)
    return media


def place_of(fields: Mapping[str, str]) -> str | None:
    """Label and address of a shared location, then its coordinates in brackets."""
    where = _coordinates(fields)
    if where is None:
        return None
    names = dict.fromkeys(one_line(fields.get(name)) for name in ("Label", "Address"))
    named = ", ".join(name for name in names if name)
    return f"{named} ({where[0]:.5f}, {where[1]:.5f})".strip()


def _medium(content_type: str, url: str, hint: str, channel: Channel) -> Medium:
    plain = content_type.partition(";")[0].strip().lower()
    kind = _BY_TYPE.get(plain) or _BY_FAMILY.get(plain.partition("/")[0], MediaKind.OTHER)
    # WhatsApp takes WEBP for stickers only; by MMS it is a photo like any other.
    webp = plain == "image/webp" and channel is Channel.WHATSAPP and hint != "image"
    if kind is MediaKind.IMAGE and (hint == "sticker" or webp):
        kind = MediaKind.STICKER
    return Medium(kind, plain[:100], url[:2048])


def _count(num_media: str) -> int:
    if not num_media:
        return 0
    if not (num_media.isascii() and num_media.isdigit() and len(num_media) <= 2):
        raise BadWebhook("NumMedia is no count")
    count = int(num_media)
    if count > MAX_MEDIA:
        raise BadWebhook("more media than Twilio sends")
    return count


def _coordinates(fields: Mapping[str, str]) -> tuple[float, float] | None:
    if "Latitude" not in fields:
        return None
    try:
        latitude, longitude = float(fields["Latitude"]), float(fields["Longitude"])
    except (KeyError, ValueError):
        return None
    inside = math.isfinite(latitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if inside else None
