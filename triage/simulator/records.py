"""What the stand-in remembers of one message, in the shapes that Twilio gives it.

Decided here: ids, segment counts, and the JSON of the Messages resource (strings where Twilio has
strings, RFC 2822 dates).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

API = "/2010-04-01/Accounts"
NOTE = "note"  # direction of a line that only the simulator's page shows

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, slots=True)
class File:
    """One photo, voice note or other file; `content` stays in memory only."""

    sid: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One message in either direction; `revision` grows with every change."""

    sid: str
    direction: str
    sender: str
    to: str
    body: str
    status: str
    at: datetime
    files: tuple[File, ...] = ()
    place: str = ""
    error_code: int | None = None
    service_sid: str = ""
    is_template: bool = False
    revision: int = 0


def new_sid(prefix: str) -> str:
    """An id that no other message has: SM..., MM..., ME..."""
    return prefix + uuid4().hex


def segments(body: str) -> int:
    """How many SMS a text takes (GSM-7: 160, then 153 each; else 70, then 67 UTF-16 units)."""
    if all(letter in _GSM or letter in _GSM_TWICE for letter in body):
        size, one, more = len(body) + sum(letter in _GSM_TWICE for letter in body), 160, 153
    else:
        size, one, more = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if size <= one else math.ceil(size / more)


def as_resource(record: Record, account_sid: str) -> dict[str, Any]:
    """The message as Twilio's REST interface shows it."""
    uri = f"{API}/{account_sid}/Messages/{record.sid}"
    when = format_datetime(record.at)
    sms = not record.to.startswith("whatsapp:")
    return {
        "account_sid": account_sid,
        "api_version": "2010-04-01",
        "body": record.body,
        "date_created": when,
        "date_sent": when,
        "date_updated": when,
        "direction": record.direction,
        "error_code": record.error_code,
        "error_message": None,
        "from": record.sender,
        "messaging_service_sid": record.service_sid or None,
        "num_media": str(len(record.files)),
        "num_segments": str(segments(record.body) if sms else 1),
        "price": None,
        "price_unit": "USD",
        "sid": record.sid,
        "status": record.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": record.to,
        "uri": f"{uri}.json",
    }
