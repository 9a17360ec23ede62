"""Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds). Pure.

Decided here: the code of this half minute and of the one before are good (clocks differ, and
people type slowly), the next one is not; and none that is not newer than the last one used.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

_STEP = 30
_DIGITS = 6
_SECRET_BYTES = 20
ISSUER = "CancerFax leads"


def new_secret() -> str:
    """A fresh shared secret: 160 random bits in base32."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def address_of(secret: str, account: str) -> str:
    """The otpauth: address that a QR code carries to the app."""
    label = quote(f"{ISSUER}:{account}", safe="")
    return f"otpauth://totp/{label}?" + urlencode({"secret": secret, "issuer": ISSUER})


def code_at(secret: str, counter: int) -> str:
    """The six digits of one half minute.

    >>> code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59 // 30)
    '287082'
    """
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def match(secret: str, given: str, now: datetime, *, last: int | None = None) -> int | None:
    """The half minute whose code was given, or None; blanks between digits do not matter.

    `last` is the newest half minute whose code was used: only later ones are good.
    """
    code = "".join(given.split())
    if len(code) != _DIGITS or not (code.isascii() and code.isdigit()):
        return None
    current = int(now.timestamp()) // _STEP
    found = None
    for counter in (max(current - 1, 0), current):
        if hmac.compare_digest(code_at(secret, counter), code):
            found = counter
    return None if found is None or (last is not None and found <= last) else found
