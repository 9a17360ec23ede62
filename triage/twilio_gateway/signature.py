"""X-Twilio-Signature: whether a request was signed with one of our tokens.

Decided here: the whole check, without Twilio's package (a property test proves the two equal).
Every odd input fails closed: nothing raises. The URL is the caller's, built from PUBLIC_BASE_URL,
the path and the query; never from a header. A valid signature binds neither field borders nor
time: `inbound` and the unique message SID take care of those.
"""

from __future__ import annotations

import binascii
import hmac
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

Params = Sequence[tuple[str, str]]

_SIGNATURE_LENGTH = 28  # base64 of the 20 bytes of SHA-1
_DEFAULT_PORTS = {"https": 443, "http": 80}


def is_genuine(url: str, params: Params, signature: str | None, tokens: Iterable[str]) -> bool:
    """Whether `signature` is that of `url` and `params` under any of `tokens`.

    Twilio signs the URL with or without its port, so both forms are tried, as its own validator
    does. All candidates are compared, each in constant time.
    """
    if signature is None or len(signature) != _SIGNATURE_LENGTH or not signature.isascii():
        return False
    given = signature.encode("ascii")
    try:
        urls = _with_and_without_port(url)
        rest = _signed_fields(params)
        bases = [(form + rest).encode("utf-8") for form in urls]
        keys = [token.encode("utf-8") for token in tokens if token]
    except (ValueError, TypeError, AttributeError):  # bad port, lone surrogate, not text
        return False
    genuine = False
    for key in keys:
        for base in bases:
            genuine |= hmac.compare_digest(_digest(base, key), given)
    return genuine


def sign(url: str, params: Params, token: str) -> str:
    """The signature Twilio would send for this request (the stand-in and tests use it)."""
    base = (url + _signed_fields(params)).encode("utf-8")
    return _digest(base, token.encode("utf-8")).decode("ascii")


def _signed_fields(params: Params) -> str:
    """Names and values end to end: sorted by name, then value; a repeated pair counts once."""
    return "".join([name + value for name, value in sorted(set(params))])


def _digest(base: bytes, key: bytes) -> bytes:
    return binascii.b2a_base64(hmac.digest(key, base, "sha1"), newline=False)


@lru_cache(maxsize=256)
def _with_and_without_port(url: str) -> tuple[str, ...]:
    """The forms of one URL that Twilio may have signed. Raises ValueError for a bad port."""
    parts = urlsplit(url)
    if parts.port:
        return (_at(parts, parts.netloc.rpartition(":")[0]), parts.geturl())
    port = _DEFAULT_PORTS.get(parts.scheme, 80)
    return (parts.geturl(), _at(parts, f"{parts.netloc}:{port}"))


def _at(parts: SplitResult, netloc: str) -> str:
    return parts._replace(netloc=netloc).geturl()
