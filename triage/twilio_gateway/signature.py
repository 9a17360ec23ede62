"""X-Twilio-Signature: whether a request was signed with one of our secrets, and with which.

Decided here: the whole check, without Twilio's package (property tests prove the two equal).
Every odd input fails closed: nothing raises. The URL is the caller's, built from PUBLIC_BASE_URL,
the path and the query; never from a header. A valid signature binds neither field borders nor
time: `inbound` and the unique message SID take care of those.

Two schemes. Without X-Twilio-Webhooks-Signature-Settings: an auth token and SHA-1. With it: the
shared key and the algorithm that it names, and nothing else; an unknown name is refused. The header
is not signed, so whoever sends it chooses the scheme, but not the secret: each scheme has secrets
of its own, and a signature under one is none under the other. To close the older scheme altogether
(a leaked auth token then signs nothing) set TWILIO_WEBHOOK_SIGNATURES=sha256.
"""

from __future__ import annotations

import binascii
import hmac
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

Params = Sequence[tuple[str, str]]

SHA1, SHA256 = "HMAC_SHA1", "HMAC_SHA256"
_DIGESTS = {SHA1: "sha1", SHA256: "sha256"}
_LENGTHS = {SHA1: 28, SHA256: 44}  # of 20 and of 32 bytes in base64
_DEFAULT_PORTS = {"https": 443, "http": 80}
_LONGEST_SETTINGS = 300


def is_genuine(url: str, params: Params, signature: str | None, tokens: Iterable[str]) -> bool:
    """Whether `signature` is that of `url` and `params` under any of `tokens`."""
    return signed_with(url, params, signature, tokens) is not None


def signed_with(
    url: str,
    params: Params,
    signature: str | None,
    tokens: Iterable[str],
    algorithm: str = SHA1,
) -> str | None:
    """Which of `tokens` made this signature; None when none did.

    Twilio signs the URL with or without its port, so both forms are tried, as its own validator
    does. All candidates are compared, each in constant time.
    """
    length = _LENGTHS.get(algorithm)
    if signature is None or len(signature) != length or not signature.isascii():
        return None
    given = signature.encode("ascii")
    try:
        urls = _with_and_without_port(url)
        rest = _signed_fields(params)
        bases = [(form + rest).encode("utf-8") for form in urls]
        keys = [(token, token.encode("utf-8")) for token in tokens if token]
    except (ValueError, TypeError, AttributeError):  # bad port, lone surrogate, not text
        return None
    genuine = None
    for token, key in keys:
        for base in bases:
            if hmac.compare_digest(_digest(base, key, algorithm), given):
                genuine = token
    return genuine


def named_key(header: str, keys: Mapping[str, str]) -> tuple[str, str] | None:
    """Secret and algorithm that X-Twilio-Webhooks-Signature-Settings names; None when it names a
    key or an algorithm that is not ours, names one twice, or says anything else.

    `keys` are the accepted shared keys: id -> secret.
    """
    if len(header) > _LONGEST_SETTINGS:
        return None
    parts = [part.partition("=") for part in header.split(",")]
    named = {name.strip(): value.strip() for name, _, value in parts}
    if len(parts) != 2 or named.keys() != {"key", "algorithm"}:
        return None
    secret, algorithm = keys.get(named["key"]), named["algorithm"]
    return (secret, algorithm) if secret and algorithm in _DIGESTS else None


def sign(url: str, params: Params, token: str, algorithm: str = SHA1) -> str:
    """The signature Twilio would send for this request (self-test, stand-in and tests use it)."""
    base = (url + _signed_fields(params)).encode("utf-8")
    return _digest(base, token.encode("utf-8"), algorithm).decode("ascii")


def _signed_fields(params: Params) -> str:
    """Names and values end to end: sorted by name, then value; a repeated pair counts once."""
    return "".join([name + value for name, value in sorted(set(params))])


def _digest(base: bytes, key: bytes, algorithm: str) -> bytes:
    return binascii.b2a_base64(hmac.digest(key, base, _DIGESTS[algorithm]), newline=False)


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
