"""The settings themselves: one field a name of the outside contract, frozen, secrets masked.

A field is called as its setting in lower case. Rules that span several settings are in `rules.py`;
properties give what the rest of the house works with.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, SecretStr

from triage.settings import secret_lists, values
from triage.settings.kinds import (
    Days,
    Folder,
    Keys,
    Text,
    Tokens,
    Url,
    clock,
    each,
    language,
    number,
)
from triage.settings.templates import Templates, read_templates
from triage.vocabulary import OfficeHours


class Settings(BaseModel):
    """Everything that may be configured, read and checked. Made by `load`."""

    model_config = ConfigDict(
        frozen=True, alias_generator=str.upper, hide_input_in_errors=True, extra="forbid"
    )

    triage_env: Literal["production", "demo"] = "production"
    public_base_url: Url = ""
    database_url: Annotated[
        tuple[SecretStr, ...], BeforeValidator(secret_lists.read_database_urls)
    ] = ()
    twilio_account_sid: Annotated[str, BeforeValidator(partial(values.read_sid, prefix="AC"))] = ""
    twilio_auth_token: Tokens = ()
    twilio_api_key: Annotated[str, BeforeValidator(partial(values.read_sid, prefix="SK"))] = ""
    twilio_api_secret: (
        Annotated[SecretStr, BeforeValidator(secret_lists.read_api_secret)] | None
    ) = None
    twilio_webhook_shared_keys: Annotated[
        tuple[SecretStr, ...],
        BeforeValidator(partial(each, read=secret_lists.read_shared_key)),
    ] = ()
    twilio_webhook_signatures: Literal["any", "sha256"] = "any"
    twilio_sms_from: Annotated[
        tuple[str, ...], BeforeValidator(partial(each, read=values.read_sms_sender))
    ] = ()
    twilio_whatsapp_from: Annotated[
        tuple[str, ...], BeforeValidator(partial(each, read=values.read_whatsapp_sender))
    ] = ()
    twilio_messaging_service_sid: Annotated[
        tuple[str, ...],
        BeforeValidator(partial(each, read=partial(values.read_sid, prefix="MG"))),
    ] = ()
    twilio_api_base_url: Url = ""
    triage_templates: Annotated[Templates, BeforeValidator(read_templates)] = Templates()
    secret_key: Tokens = ()
    triage_data_key: Keys = ()
    triage_index_key: Keys = ()
    triage_clock: Annotated[str, BeforeValidator(clock)] = ""
    triage_timezone: Annotated[str, BeforeValidator(values.read_zone)] = "Asia/Kolkata"
    triage_office_hours: Text = "Mon-Sat 09:30-18:30"
    triage_call_number: Annotated[str, BeforeValidator(values.read_phone)] = "+919615881588"
    triage_languages: Annotated[tuple[str, ...], BeforeValidator(partial(each, read=language))] = (
        "en",
        "hi",
    )
    triage_data_dir: Folder = Path("var")
    triage_secrets_dir: Folder | None = None
    triage_console_two_factor: Literal["", "required", "optional"] = ""
    triage_console_idle_minutes: Annotated[
        int, BeforeValidator(partial(number, low=1, high=1440, whole=True))
    ] = 30
    triage_console_hours: Annotated[
        int, BeforeValidator(partial(number, low=1, high=168, whole=True))
    ] = 12
    triage_metrics_token: Tokens = ()
    triage_secret_age_days: Annotated[
        int, BeforeValidator(partial(number, low=1, high=3650, whole=True))
    ] = 180
    triage_media_hosts: Annotated[
        tuple[str, ...], BeforeValidator(partial(each, read=values.read_media_host))
    ] = values.MEDIA_HOSTS
    triage_media_scanner: Annotated[str, BeforeValidator(values.read_scanner)] = ""
    triage_flood_limit: Annotated[
        int, BeforeValidator(partial(number, low=5, high=1000, whole=True))
    ] = 30
    triage_prefix_limit: Annotated[
        int, BeforeValidator(partial(number, low=0, high=100_000, whole=True))
    ] = 0
    triage_countries_allowed: Annotated[
        tuple[str, ...], BeforeValidator(partial(each, read=values.read_country))
    ] = ()
    triage_daily_messages: Annotated[
        int, BeforeValidator(partial(number, low=0, high=10_000_000, whole=True))
    ] = 5000
    triage_alert_urls: Annotated[
        tuple[SecretStr, ...], BeforeValidator(values.read_alert_urls)
    ] = ()
    triage_keep_leads_days: Days = 1095
    triage_keep_messages_days: Days = 730
    triage_keep_media_days: Days = 365
    triage_keep_sessions_days: Days = 30
    triage_legal_hold_days: Days = 0
    triage_log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)
    ] = "INFO"
    triage_db_deadline_seconds: Annotated[
        float, BeforeValidator(partial(number, low=0.1, high=10, whole=False))
    ] = 4.0
    port: Annotated[int, BeforeValidator(partial(number, low=1, high=65535, whole=True))] = 8080
    web_concurrency: Annotated[
        int, BeforeValidator(partial(number, low=1, high=64, whole=True))
    ] = 2

    @property
    def is_demo(self) -> bool:
        """Whether this is `./run demo`: simulator, generated secrets, a clock that may be moved."""
        return self.triage_env == "demo"

    @cached_property
    def auth_tokens(self) -> tuple[str, ...]:
        """Twilio's auth tokens, newest first; any of them may verify a signature."""
        return tuple(token.get_secret_value() for token in self.twilio_auth_token)

    @cached_property
    def secret_keys(self) -> tuple[str, ...]:
        """Session keys, newest first."""
        return tuple(key.get_secret_value() for key in self.secret_key)

    @cached_property
    def data_keys(self) -> tuple[bytes, ...]:
        """Keys that wrap the keys of people, newest first: 32 bytes each."""
        return tuple(values.read_key(key.get_secret_value()) for key in self.triage_data_key)

    @cached_property
    def index_keys(self) -> tuple[bytes, ...]:
        """Keys of the look-up hash, newest first: 32 bytes each."""
        return tuple(values.read_key(key.get_secret_value()) for key in self.triage_index_key)

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
        return tuple(url.get_secret_value() for url in self.database_url)

    @cached_property
    def metrics_tokens(self) -> tuple[str, ...]:
        """What may read /metrics, newest first; none: this machine alone."""
        return tuple(token.get_secret_value() for token in self.triage_metrics_token)

    @cached_property
    def shared_keys(self) -> dict[str, str]:
        """Id -> secret of the keys that Twilio may sign webhooks with, newest first."""
        pairs = (key.get_secret_value().partition(":") for key in self.twilio_webhook_shared_keys)
        return {name: secret for name, _, secret in pairs}

    def takes_algorithm(self, algorithm: str) -> bool:
        """Whether a webhook may be signed with a shared key and this algorithm."""
        return self.twilio_webhook_signatures == "any" or algorithm == "HMAC_SHA256"

    @cached_property
    def api_pairs(self) -> dict[str, str]:
        """Id -> secret of the API keys that we have; TWILIO_API_KEY says which is used."""
        secret = self.twilio_api_secret
        return (
            secret_lists.api_pairs(secret.get_secret_value(), self.twilio_api_key) if secret else {}
        )

    @cached_property
    def senders(self) -> frozenset[str]:
        """Our own numbers as Twilio writes them in `To`."""
        return frozenset(self.twilio_sms_from + self.twilio_whatsapp_from)

    @cached_property
    def alert_urls(self) -> tuple[str, ...]:
        """Where alerts for everybody go, in clear: for the one who sends them, never for a log."""
        return tuple(url.get_secret_value() for url in self.triage_alert_urls)

    @property
    def rest_login(self) -> tuple[str, str]:
        """User and password for Twilio's REST API: the API key, or account and newest token."""
        secret = self.api_pairs.get(self.twilio_api_key)
        if secret:
            return self.twilio_api_key, secret
        return self.twilio_account_sid, self.auth_tokens[0]


def all_setting_names() -> tuple[str, ...]:
    """Every setting by its name in the environment, in the order of the example file."""
    return tuple(name.upper() for name in Settings.model_fields)
