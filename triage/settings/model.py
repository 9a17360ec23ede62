"""The settings themselves: one field a name of the outside contract, frozen, secrets masked.

A field is called as its setting in lower case, and says how its text is read. Rules that span
several settings are in `rules.py`; properties give what the rest of the house works with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal

from triage.settings import kinds, secret_lists, values
from triage.settings.kinds import Secret, each, setting, whole
from triage.settings.templates import Templates, read_templates
from triage.vocabulary import OfficeHours

Problem = tuple[str, str]  # name of a setting, what to do


@dataclass(frozen=True)
class Settings:
    """Everything that may be configured, read and checked. Made by `load`."""

    triage_env: Literal["production", "demo"] = setting(
        kinds.one_of("production", "demo"), "production"
    )
    public_base_url: str = setting(values.read_url, "")
    database_url: tuple[Secret, ...] = setting(
        kinds.all_hidden(secret_lists.read_database_urls), ()
    )
    twilio_account_sid: str = setting(partial(values.read_sid, prefix="AC"), "")
    twilio_auth_token: tuple[Secret, ...] = setting(kinds.TOKENS, ())
    twilio_api_key: str = setting(partial(values.read_sid, prefix="SK"), "")
    twilio_api_secret: Secret | None = setting(kinds.hidden(secret_lists.read_api_secret), None)
    twilio_webhook_shared_keys: tuple[Secret, ...] = setting(
        each(kinds.hidden(secret_lists.read_shared_key)), ()
    )
    twilio_webhook_signatures: Literal["any", "sha256"] = setting(
        kinds.one_of("any", "sha256"), "any"
    )
    twilio_sms_from: tuple[str, ...] = setting(each(values.read_sms_sender), ())
    twilio_whatsapp_from: tuple[str, ...] = setting(each(values.read_whatsapp_sender), ())
    twilio_messaging_service_sid: tuple[str, ...] = setting(
        each(partial(values.read_sid, prefix="MG")), ()
    )
    twilio_api_base_url: str = setting(values.read_url, "")
    triage_templates: Templates = setting(read_templates, Templates())
    secret_key: tuple[Secret, ...] = setting(kinds.TOKENS, ())
    triage_data_key: tuple[Secret, ...] = setting(kinds.KEYS, ())
    triage_index_key: tuple[Secret, ...] = setting(kinds.KEYS, ())
    triage_clock: str = setting(kinds.clock, "")
    triage_timezone: str = setting(values.read_zone, "Asia/Kolkata")
    triage_office_hours: str = setting(str.strip, "Mon-Sat 09:30-18:30")
    triage_call_number: str = setting(values.read_phone, "+919615881588")
    triage_languages: tuple[str, ...] = setting(each(kinds.language), ("en", "hi"))
    triage_data_dir: Path = setting(kinds.folder, Path("var"))
    triage_secrets_dir: Path | None = setting(kinds.folder, None)
    triage_console_two_factor: Literal["", "required", "optional"] = setting(
        kinds.one_of("required", "optional"), ""
    )
    triage_console_idle_minutes: int = setting(whole(1, 1440), 30)
    triage_console_hours: int = setting(whole(1, 168), 12)
    triage_metrics_token: tuple[Secret, ...] = setting(kinds.TOKENS, ())
    triage_secret_age_days: int = setting(whole(1, 3650), 180)
    triage_media_hosts: tuple[str, ...] = setting(each(values.read_media_host), values.MEDIA_HOSTS)
    triage_media_scanner: str = setting(values.read_scanner, "")
    triage_flood_limit: int = setting(whole(5, 1000), 30)
    triage_prefix_limit: int = setting(whole(0, 100_000), 0)
    triage_countries_allowed: tuple[str, ...] = setting(each(values.read_country), ())
    triage_daily_messages: int = setting(whole(0, 10_000_000), 5000)
    triage_alert_urls: tuple[Secret, ...] = setting(kinds.all_hidden(values.read_alert_urls), ())
    triage_keep_leads_days: int = setting(kinds.DAYS, 1095)
    triage_keep_messages_days: int = setting(kinds.DAYS, 730)
    triage_keep_media_days: int = setting(kinds.DAYS, 365)
    triage_keep_sessions_days: int = setting(kinds.DAYS, 30)
    triage_legal_hold_days: int = setting(kinds.DAYS, 0)
    triage_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = setting(
        lambda text: kinds.one_of("DEBUG", "INFO", "WARNING", "ERROR")(text.upper()), "INFO"
    )
    triage_db_deadline_seconds: float = setting(kinds.decimal(0.1, 10), 4.0)
    port: int = setting(whole(1, 65535), 8080)
    web_concurrency: int = setting(whole(1, 64), 2)

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> tuple[Settings, list[Problem]]:
        """The settings that these texts make, by name, and what is wrong with any of the texts:
        the setting of such a one is as if it were not there. Raises nothing."""
        good: dict[str, Any] = {}
        problems: list[Problem] = []
        for one in fields(cls):
            name = one.name.upper()
            if name in texts:
                try:
                    good[one.name] = one.metadata[kinds.READ](texts[name])
                except ValueError as wrong:
                    problems.append((name, str(wrong)))
        return cls(**good), problems

    @property
    def is_demo(self) -> bool:
        """Whether this is `./run demo`: simulator, generated secrets, a clock that may be moved."""
        return self.triage_env == "demo"

    @cached_property
    def auth_tokens(self) -> tuple[str, ...]:
        """Twilio's auth tokens, newest first; any of them may verify a signature."""
        return tuple(token.in_clear() for token in self.twilio_auth_token)

    @cached_property
    def secret_keys(self) -> tuple[str, ...]:
        """Session keys, newest first."""
        return tuple(key.in_clear() for key in self.secret_key)

    @cached_property
    def data_keys(self) -> tuple[bytes, ...]:
        """Keys that wrap the keys of people, newest first: 32 bytes each."""
        return tuple(values.read_key(key.in_clear()) for key in self.triage_data_key)

    @cached_property
    def index_keys(self) -> tuple[bytes, ...]:
        """Keys of the look-up hash, newest first: 32 bytes each."""
        return tuple(values.read_key(key.in_clear()) for key in self.triage_index_key)

    @property
    def index_key(self) -> bytes:
        """The key that new look-up hashes are made with."""
        return self.index_keys[0]

    @cached_property
    def office(self) -> OfficeHours:
        """When coordinators call."""
        return values.read_office_hours(self.triage_office_hours, self.triage_timezone)

    @cached_property
    def clock_offset(self) -> datetime | timedelta | None:
        """An instant the clock stands at, a shift of the real clock, or None for real time."""
        return values.read_clock(self.triage_clock) if self.triage_clock else None

    @property
    def is_two_factor_required(self) -> bool:
        """Whether everybody in the console needs a second factor: outside the demo unless said."""
        chosen = self.triage_console_two_factor
        return chosen == "required" if chosen else not self.is_demo

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in clear: for the engine only, never for a log."""
        return self.databases[0]

    @cached_property
    def databases(self) -> tuple[str, ...]:
        """The same with every accepted log-in, newest first."""
        return tuple(url.in_clear() for url in self.database_url)

    @cached_property
    def metrics_tokens(self) -> tuple[str, ...]:
        """What may read /metrics, newest first; none: this machine alone."""
        return tuple(token.in_clear() for token in self.triage_metrics_token)

    @cached_property
    def shared_keys(self) -> dict[str, str]:
        """Id -> secret of the keys that Twilio may sign webhooks with, newest first."""
        pairs = (key.in_clear().partition(":") for key in self.twilio_webhook_shared_keys)
        return {name: secret for name, _, secret in pairs}

    def takes_algorithm(self, algorithm: str) -> bool:
        """Whether a webhook may be signed with a shared key and this algorithm."""
        return self.twilio_webhook_signatures == "any" or algorithm == "HMAC_SHA256"

    @cached_property
    def api_pairs(self) -> dict[str, str]:
        """Id -> secret of the API keys that we have; TWILIO_API_KEY says which is used."""
        secret = self.twilio_api_secret
        return secret_lists.api_pairs(secret.in_clear(), self.twilio_api_key) if secret else {}

    @cached_property
    def senders(self) -> frozenset[str]:
        """Our own numbers as Twilio writes them in `To`."""
        return frozenset(self.twilio_sms_from + self.twilio_whatsapp_from)

    @cached_property
    def alert_urls(self) -> tuple[str, ...]:
        """Where alerts for everybody go, in clear: for the one who sends them, never for a log."""
        return tuple(url.in_clear() for url in self.triage_alert_urls)

    @property
    def rest_login(self) -> tuple[str, str]:
        """User and password for Twilio's REST API: the API key, or account and newest token."""
        secret = self.api_pairs.get(self.twilio_api_key)
        if secret:
            return self.twilio_api_key, secret
        return self.twilio_account_sid, self.auth_tokens[0]


_NAMES = tuple(one.name.upper() for one in fields(Settings))


def all_setting_names() -> tuple[str, ...]:
    """Every setting by its name in the environment, in the order of the example file."""
    return _NAMES
