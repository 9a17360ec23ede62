"""What the stand-in is told: whose account it plays, where our webhooks are, how it behaves.

Decided here: the same names as the program's own settings, read from the environment and from the
files of TRIAGE_SECRETS_DIR each time they are needed, so that a rotation reaches the stand-in too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from triage.settings.secret_lists import api_pairs
from triage.settings.templates import Template, read_templates

DEFAULT_PORT = 8765
DEFAULT_URL = f"http://127.0.0.1:{DEFAULT_PORT}"

_SHIFT = re.compile(r"\+(\d{1,4})h")


class OptOutMode(StrEnum):
    """Who answers STOP: see facts on Twilio's default and advanced handling."""

    DEFAULT = "default"  # Twilio blocks and answers on SMS, and still tells us
    ADVANCED = "advanced"  # Twilio answers on both channels and says so in OptOutType
    OFF = "off"


@dataclass(frozen=True, slots=True)
class StandinSettings:
    """`whatsapp_number` has its prefix; `auth_tokens` are newest first, `templates` by their id."""

    account_sid: str
    public_base_url: str
    sms_number: str
    whatsapp_number: str
    auth_tokens: Callable[[], tuple[str, ...]] = field(repr=False)
    api_keys: Callable[[], Mapping[str, str]] = field(default=dict, repr=False)
    templates: Callable[[], Mapping[str, Template]] = field(default=dict, repr=False)
    messaging_service_sid: str = ""
    opt_out: OptOutMode = OptOutMode.DEFAULT
    callback_pause: float = 0.4  # seconds between two status callbacks
    answer_within: float = 15.0  # Twilio's own limit for a webhook
    shift_hours: int = 0

    @property
    def inbound_url(self) -> str:
        """Where messages are delivered."""
        return f"{self.public_base_url.rstrip('/')}/twilio/inbound"

    def our_number(self, channel: str) -> str:
        """The bot's address on a channel, as Twilio writes it."""
        return self.whatsapp_number if channel == "whatsapp" else self.sms_number


def from_environment(environment: Mapping[str, str] | None = None) -> StandinSettings:
    """Settings by the names of the program's own; a missing one raises KeyError with its name."""
    known = os.environ if environment is None else environment

    def read(name: str, default: str | None = None) -> str:
        folder = known.get("TRIAGE_SECRETS_DIR")
        path = Path(folder) / name if folder else None
        if path and path.is_file():
            return path.read_text(encoding="utf-8").strip()
        return known[name] if default is None else known.get(name, default)

    def listed(name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in read(name).split(",") if part.strip())

    def api_keys() -> dict[str, str]:
        return api_pairs(read("TWILIO_API_SECRET", ""), read("TWILIO_API_KEY", ""))

    def templates() -> dict[str, Template]:
        return {one.sid: one for one in read_templates(read("TRIAGE_TEMPLATES", "")).listed}

    return StandinSettings(
        account_sid=read("TWILIO_ACCOUNT_SID"),
        public_base_url=read("PUBLIC_BASE_URL"),
        sms_number=listed("TWILIO_SMS_FROM")[0],
        whatsapp_number="whatsapp:" + listed("TWILIO_WHATSAPP_FROM")[0].removeprefix("whatsapp:"),
        auth_tokens=lambda: listed("TWILIO_AUTH_TOKEN"),
        api_keys=api_keys,
        templates=templates,
        messaging_service_sid=read("TWILIO_MESSAGING_SERVICE_SID", "").split(",")[0].strip(),
        shift_hours=hours_of(read("TRIAGE_CLOCK", "")),
    )


def hours_of(clock: str) -> int:
    """The hours of a shifted clock such as "+6h"; anything else is no shift."""
    found = _SHIFT.fullmatch(clock.strip())
    return int(found[1]) if found else 0
