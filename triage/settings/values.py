"""Reading single values: text in, typed value out, ValueError says what to do (never the value)."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from triage.phone import AddressKind, is_country, parse_address
from triage.vocabulary import OfficeHours

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SHIFT = re.compile(r"([+-])((?:[0-9]{1,6}[dhms])+)")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_MEDIA_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z0-9](?::[0-9]{1,5})?(?:/[A-Za-z0-9._/-]+)?"
)
_SCANNER = re.compile(r"unix:/\S+|tcp://[A-Za-z0-9.-]+:[0-9]{1,5}")
_BETWEEN_ALERT_URLS = re.compile(r"[\s,]+(?=[A-Za-z0-9]{2,20}://)")
_ALERT_URL = re.compile(r"[A-Za-z0-9]{2,20}://\S+")
#: Where Twilio sends whoever asks for a file: its own network, and the store of older accounts.
MEDIA_HOSTS = (
    "mms.twiliocdn.com",
    "media.twiliocdn.com",
    "s3-external-1.amazonaws.com/media.twiliocdn.com",
)
_LONGEST_SHIFT = timedelta(days=36500)


def split_list(text: str) -> tuple[str, ...]:
    """The parts of a comma-separated list, blanks dropped."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def read_key(text: str) -> bytes:
    """32 bytes in URL-safe base64, with or without padding."""
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ValueError("each key must be 32 random bytes in URL-safe base64 (44 characters)")
    return key


def read_sid(text: str, prefix: str) -> str:
    """A Twilio id: its prefix and 32 hexadecimal digits."""
    if not re.fullmatch(rf"{prefix}[0-9a-fA-F]{{32}}", text):
        raise ValueError(f"must be {prefix} and 32 hexadecimal digits, as the Twilio console shows")
    return text


def read_phone(text: str) -> str:
    """One E.164 number; spaces, hyphens and brackets are dropped."""
    number = re.sub(r"[\s()-]", "", text)
    try:
        address = parse_address(number)
    except ValueError:
        address = None
    if address is None or address.kind is not AddressKind.PHONE or not number.startswith("+"):
        raise ValueError("must be a number in international form, such as +12025550123")
    return number


def read_sms_sender(text: str) -> str:
    """One of our SMS senders: a number, a short code or an alphanumeric name."""
    try:
        address = parse_address(text)
    except ValueError:
        address = None
    if address is None or text.startswith("whatsapp:"):
        raise ValueError("each must be a number such as +12025550123, or a short code")
    return address.wire


def read_whatsapp_sender(text: str) -> str:
    """One of our WhatsApp senders as Twilio writes it; the prefix may be left out."""
    return "whatsapp:" + read_phone(text.removeprefix("whatsapp:"))


def read_url(text: str) -> str:
    """An http or https address without log-in, query or fragment; a slash at the end is dropped."""
    parts = _split_url(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a full address that starts with https://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user name or password")
    if "?" in text or "#" in text:
        raise ValueError("must not hold a query or a fragment")
    return text.rstrip("/")


def read_country(text: str) -> str:
    """A country by its two letters (ISO 3166-1)."""
    code = text.upper()
    if not is_country(code):
        raise ValueError("must list countries by their two letters, such as IN,US,KE")
    return code


def read_media_host(text: str) -> str:
    """A host that files are fetched from after Twilio's redirect; a port or a folder may follow."""
    if not _MEDIA_HOST.fullmatch(text) or ".." in text:
        raise ValueError("each must be a host in lower case, such as mms.twiliocdn.com")
    return text


def read_scanner(text: str) -> str:
    """Where a clamd listens, or nothing."""
    if text and not _SCANNER.fullmatch(text):
        raise ValueError("must be tcp://host:port or unix:/path of a clamd")
    return text


def read_alert_urls(text: str) -> tuple[str, ...]:
    """Addresses of apprise, on lines of their own or with commas between; commas inside stay."""
    urls = tuple(part for part in _BETWEEN_ALERT_URLS.split(text.strip().rstrip(",")) if part)
    if not all(_ALERT_URL.fullmatch(url) for url in urls):
        raise ValueError("must list addresses such as slack://... or mailtos://..., one a line")
    return urls


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine."""
    return urlsplit(url).hostname in _LOOPBACK


def read_database_url(text: str) -> str:
    """A SQLAlchemy URL: psycopg for PostgreSQL, an absolute path for SQLite."""
    scheme, separator, rest = text.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and separator:
        if _split_url(text) is None or not rest:
            raise ValueError("is not a readable PostgreSQL address")
        return f"postgresql+psycopg://{rest}"
    if scheme != "sqlite" or not rest.startswith("/"):
        raise ValueError("must start with sqlite:/// or postgresql://")
    path, question, query = rest.removeprefix("/").partition("?")
    if path in ("", ":memory:"):
        raise ValueError("must name a file: sqlite:///var/triage.db")
    return f"sqlite:///{Path(path).expanduser().absolute()}{question}{query}"


def read_clock(text: str) -> datetime | timedelta:
    """A fixed instant (ISO with zone) or a shift of the real clock ("+6h", "-2d", "+1d30m")."""
    shift = _SHIFT.fullmatch(text)
    if shift:
        amounts = re.findall(r"([0-9]+)([dhms])", shift[2])
        total = sum((timedelta(**{_UNITS[unit]: int(n)}) for n, unit in amounts), timedelta())
        if total <= _LONGEST_SHIFT:
            return -total if shift[1] == "-" else total
        raise ValueError("is too far away")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be an ISO time with zone, or a shift such as +6h or -2d") from None
    if instant.tzinfo is None:
        raise ValueError("needs a zone: 2026-11-22T10:00:00+05:30")
    if not 1971 <= instant.year <= 2200:
        raise ValueError("is too far away")
    return instant.astimezone(UTC)


def read_zone(text: str) -> str:
    """An IANA zone name."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # unknown, no zone at all, a folder of zones
        raise ValueError("must be an IANA zone such as Asia/Kolkata") from None
    return text


def read_office_hours(text: str, zone: str) -> OfficeHours:
    """ "Mon-Sat 09:30-18:30", "Sun-Thu 9:00-17:00", "Mon-Wed,Fri 10:00-16:00"."""
    found = re.fullmatch(
        r"([A-Za-z, -]+?)\s+([0-9]{1,2}):([0-9]{2})\s*-\s*([0-9]{1,2}):([0-9]{2})", text.strip()
    )
    if not found:
        raise ValueError("must look like Mon-Sat 09:30-18:30")
    try:
        opens, closes = time(int(found[2]), int(found[3])), time(int(found[4]), int(found[5]))
    except ValueError:
        raise ValueError("has a time that no clock shows") from None
    if opens >= closes:
        raise ValueError("must open before it closes")
    return OfficeHours(zone=zone, days=_read_days(found[1]), opens=opens, closes=closes)


def _read_days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in split_list(text):
        first, _, last = part.partition("-")
        start = _read_day(first)
        end = _read_day(last) if last else start
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def _read_day(text: str) -> int:
    name = text.strip().lower()[:3]
    if name not in _DAYS:
        raise ValueError("must name days as Mon, Tue, Wed, Thu, Fri, Sat, Sun")
    return _DAYS.index(name)


def _split_url(text: str) -> SplitResult | None:
    """The parts of an address, or None when it has blanks, control characters or a bad port."""
    if not text.isprintable() or " " in text or not text.isascii():
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts
