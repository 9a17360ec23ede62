"""Secrets that are more than a word: pairs of an id and its secret, and database addresses that
differ only in who logs in. Text in, ValueError says what to do (never the value).
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from triage.settings.values import read_database_url, split_list

_SHARED = re.compile(r"(webhooks_sharedkey_[A-Za-z0-9]{1,64}):([!-+\--~]{16,})")
_API = re.compile(r"(SK[0-9a-fA-F]{32}):([!-+\--~]{8,})")
# an address of PostgreSQL has no blanks in it; the path of a SQLite file may
_BETWEEN_ADDRESSES = re.compile(r"\s+(?=postgres)")


def read_shared_key(text: str) -> str:
    """One shared key that Twilio signs webhooks with: its id, a colon, its secret."""
    if not _SHARED.fullmatch(text):
        raise ValueError("each must be webhooks_sharedkey_...:secret, as the Twilio console shows")
    return text


def read_api_secret(text: str) -> str:
    """The secret of TWILIO_API_KEY; or, in a rotation, several as SK...:secret with commas."""
    for part in split_list(text):
        if part.startswith("SK") and ":" in part and not _API.fullmatch(part):
            raise ValueError("each must be SK and 32 hexadecimal digits, a colon, and the secret")
    return text


def api_pairs(text: str, chosen: str) -> dict[str, str]:
    """API key -> its secret; a secret without a key belongs to the `chosen` one."""
    found: dict[str, str] = {}
    for part in split_list(text):
        pair = _API.fullmatch(part)
        if pair:
            found[pair[1]] = pair[2]
        elif chosen:
            found.setdefault(chosen, part)
    return found


def read_database_urls(text: str) -> tuple[str, ...]:
    """One address; or, in a rotation of its password, the newer and the older with a blank between:
    whichever the server takes is used."""
    urls = tuple(read_database_url(part) for part in _BETWEEN_ADDRESSES.split(text.strip()))
    if len({_place(urlsplit(url)) for url in urls}) > 1:
        raise ValueError("may hold several addresses only if nothing but the log-in differs")
    return urls


def _place(parts: SplitResult) -> tuple[str, ...]:
    return parts.netloc.rpartition("@")[2], parts.path, parts.query
