"""Every secret that is rotated: what it is called, where it is set, and the ids of its keys.

An id is eight hexadecimal digits that name a key and tell nothing about it. Passwords that people
may have chosen are stretched first, so that nobody can try guesses against the id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from triage.errors import NotFound
from triage.settings import Settings
from triage.settings.values import read_key
from triage.vault import key_id

PASSWORDS = "coordinator-passwords"


@dataclass(frozen=True, slots=True)
class Secret:
    """`values` gives it in clear, the one that is used first. `factor` times the setting
    TRIAGE_SECRET_AGE_DAYS is how old it may become. `coded`: the id is of the bytes that the text
    stands for, as backups, rows and the ledger of erasures name the key."""

    name: str
    setting: str
    what: str
    values: Callable[[Settings], tuple[str, ...]]
    factor: int = 1
    guessable: bool = False
    coded: bool = False

    def ids(self, settings: Settings) -> tuple[str, ...]:
        """The ids of its keys, the one that is used first."""
        return tuple(self.id_of(value) for value in self.values(settings))

    def id_of(self, value: str) -> str:
        """The id of one of its keys."""
        if self.coded:
            return _coded_id(value)
        return _slow_id(value) if self.guessable else _id(value)

    def limit(self, settings: Settings) -> timedelta:
        """How old it may become."""
        return timedelta(days=self.factor * settings.triage_secret_age_days)


def _api(settings: Settings) -> tuple[str, ...]:
    pairs = dict(settings.api_pairs)
    chosen = pairs.pop(settings.twilio_api_key, None)
    return ((chosen,) if chosen else ()) + tuple(pairs.values())


def _passwords(settings: Settings) -> tuple[str, ...]:
    """User and password together: another user is another log-in."""
    logins = (urlsplit(url) for url in settings.databases)
    return tuple(f"{one.username}:{one.password}" for one in logins if one.password)


def _alerts(settings: Settings) -> tuple[str, ...]:
    return ("\n".join(settings.alert_urls),) if settings.alert_urls else ()


def _raw(name: str) -> Callable[[Settings], tuple[str, ...]]:
    return lambda settings: tuple(key.in_clear() for key in getattr(settings, name))


#: In the order of `triage credentials status`.
SECRETS: tuple[Secret, ...] = (
    Secret(
        "twilio-auth-token",
        "TWILIO_AUTH_TOKEN",
        "signatures of webhooks",
        lambda settings: settings.auth_tokens,
    ),
    Secret("twilio-api-key", "TWILIO_API_SECRET", "sending through Twilio", _api),
    Secret(
        "webhook-shared-keys",
        "TWILIO_WEBHOOK_SHARED_KEYS",
        "newer signatures of webhooks",
        lambda settings: tuple(settings.shared_keys.values()),
    ),
    Secret(
        "session-key",
        "SECRET_KEY",
        "forms before a log-in",
        lambda settings: settings.secret_keys,
        factor=2,
    ),
    Secret(
        "data-key",
        "TRIAGE_DATA_KEY",
        "personal data at rest",
        _raw("triage_data_key"),
        factor=4,
        coded=True,
    ),
    Secret(
        "index-key",
        "TRIAGE_INDEX_KEY",
        "looking people up",
        _raw("triage_index_key"),
        factor=6,
        coded=True,
    ),
    Secret(
        "metrics-token",
        "TRIAGE_METRICS_TOKEN",
        "reading /metrics",
        lambda settings: settings.metrics_tokens,
        factor=2,
    ),
    Secret(
        "alert-urls",
        "TRIAGE_ALERT_URLS",
        "telling the staff",
        _alerts,
        factor=2,
        guessable=True,
    ),
    Secret(
        "database-password",
        "DATABASE_URL",
        "the log-in at PostgreSQL",
        _passwords,
        factor=2,
        guessable=True,
    ),
)
NAMES = (*(secret.name for secret in SECRETS), PASSWORDS)


def find(name: str) -> Secret:
    """The secret of this name; raises NotFound."""
    for secret in SECRETS:
        if secret.name == name:
            return secret
    raise NotFound(f"there is no secret called {name}")


@lru_cache(maxsize=64)
def _id(value: str) -> str:
    return key_id(value.encode())


@lru_cache(maxsize=64)
def _coded_id(value: str) -> str:
    try:
        return key_id(read_key(value))
    except ValueError:  # no key at all: it is named all the same, to be told of
        return _id(value)


@lru_cache(maxsize=64)
def _slow_id(value: str) -> str:
    stretched = hashlib.scrypt(value.encode(), salt=b"triage.key-id", n=1 << 14, r=8, p=1)
    return key_id(stretched)
