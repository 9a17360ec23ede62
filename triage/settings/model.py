"""The settings themselves: one field a name of the outside contract, frozen, secrets masked.

A field is called as its setting in lower case. Rules that span several settings are in `rules.py`;
properties give what the rest of the house works with.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, SecretStr

from triage.settings import values
from triage.settings.templates import Templates, read_templates
from triage.vocabulary import OfficeHours


def _each(text: str, read: Any = str) -> tuple[Any, ...]:
    return tuple(read(part) for part in values.split_list(text))


def _token(text: str) -> str:
    if not re.fullmatch(r"[!-~]{8,}", text):
        raise ValueError("each must be at least 8 characters without blanks")
    return text


def _language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2}", text):
        raise ValueError("must list two-letter ISO 639-1 codes, such as en,hi")
    return text


def _key(text: str) -> str:
    values.read_key(text)
    return text


def _clock(text: str) -> str:
    values.read_clock(text)
    return text


def _number(text: Any, *, low: float, high: float, whole: bool) -> float:
    # a default comes as a number, everything configured as text
    try:
        number = int(text) if whole else float(text)
    except (ValueError, OverflowError):
        number = low - 1
    if not low <= number <= high:
        kind = "a whole number" if whole else "a number"
        raise ValueError(f"must be {kind} from {low:g} to {high:g}")
    return number


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


_Text = Annotated[str, BeforeValidator(str.strip)]
_Url = Annotated[str, BeforeValidator(values.read_url)]
_Tokens = Annotated[tuple[SecretStr, ...], BeforeValidator(partial(_each, read=_token))]
_Keys = Annotated[tuple[SecretStr, ...], BeforeValidator(partial(_each, read=_key))]
_Folder = Annotated[Path, BeforeValidator(_folder)]


class Settings(BaseModel):
    """Everything that may be configured, read and checked. Made by `load`."""

    model_config = ConfigDict(
        frozen=True, alias_generator=str.upper, hide_input_in_errors=True, extra="forbid"
    )

    triage_env: Literal["production", "demo"] = "production"
    public_base_url: _Url = ""
    database_url: Annotated[SecretStr, BeforeValidator(values.read_database_url)] = SecretStr("")
    twilio_account_sid: Annotated[str, BeforeValidator(partial(values.read_sid, prefix="AC"))] = ""
    twilio_auth_token: _Tokens = ()
    twilio_api_key: Annotated[str, BeforeValidator(partial(values.read_sid, prefix="SK"))] = ""
    twilio_api_secret: SecretStr | None = None
    twilio_sms_from: Annotated[
        tuple[str, ...], BeforeValidator(partial(_each, read=values.read_sms_sender))
    ] = ()
    twilio_whatsapp_from: Annotated[
        tuple[str, ...], BeforeValidator(partial(_each, read=values.read_whatsapp_sender))
    ] = ()
    twilio_messaging_service_sid: Annotated[
        tuple[str, ...],
        BeforeValidator(partial(_each, read=partial(values.read_sid, prefix="MG"))),
    ] = ()
    twilio_api_base_url: _Url = ""
    triage_templates: Annotated[Templates, BeforeValidator(read_templates)] = Templates()
    secret_key: _Tokens = ()
    triage_data_key: _Keys = ()
    triage_index_key: _Keys = ()
    triage_clock: Annotated[str, BeforeValidator(_clock)] = ""
    triage_timezone: Annotated[str, BeforeValidator(values.read_zone)] = "Asia/Kolkata"
    triage_office_hours: _Text = "Mon-Sat 09:30-18:30"
    triage_call_number: Annotated[str, BeforeValidator(values.read_phone)] = "+919615881588"
    triage_languages: Annotated[
        tuple[str, ...], BeforeValidator(partial(_each, read=_language))
    ] = ("en", "hi")
    triage_data_dir: _Folder = Path("var")
    triage_secrets_dir: _Folder | None = None
    triage_console_two_factor: Literal["", "required", "optional"] = ""
    triage_console_idle_minutes: Annotated[
        int, BeforeValidator(partial(_number, low=1, high=1440, whole=True))
    ] = 30
    triage_console_hours: Annotated[
        int, BeforeValidator(partial(_number, low=1, high=168, whole=True))
    ] = 12
    triage_metrics_token: SecretStr | None = None
    triage_media_hosts: Annotated[
        tuple[str, ...], BeforeValidator(partial(_each, read=values.read_media_host))
    ] = values.MEDIA_HOSTS
    triage_media_scanner: Annotated[str, BeforeValidator(values.read_scanner)] = ""
    triage_alert_urls: Annotated[
        tuple[SecretStr, ...], BeforeValidator(values.read_alert_urls)
    ] = ()
    triage_log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)
    ] = "INFO"
    triage_db_deadline_seconds: Annotated[
        float, BeforeValidator(partial(_number, low=0.1, high=10, whole=False))
    ] = 4.0
    port: Annotated[int, BeforeValidator(partial(_number, low=1, high=65535, whole=True))] = 8080
    web_concurrency: Annotated[
        int, BeforeValidator(partial(_number, low=1, high=64, whole=True))
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
        return self.database_url.get_secret_value()

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
        if self.twilio_api_key and self.twilio_api_secret:
            return self.twilio_api_key, self.twilio_api_secret.get_secret_value()
        return self.twilio_account_sid, self.auth_tokens[0]


def all_setting_names() -> tuple[str, ...]:
    """Every setting by its name in the environment, in the order of the example file."""
    return tuple(name.upper() for name in Settings.model_fields)
