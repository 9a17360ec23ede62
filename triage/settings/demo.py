"""What the demo needs and nobody should have to type: secrets made once, and harmless defaults."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

_MAKE: dict[str, Callable[[], str]] = {
    "TWILIO_ACCOUNT_SID": lambda: "AC" + secrets.token_hex(16),
    "TWILIO_AUTH_TOKEN": lambda: secrets.token_hex(16),
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "TRIAGE_DATA_KEY": lambda: secrets.token_urlsafe(32),
    "TRIAGE_INDEX_KEY": lambda: secrets.token_urlsafe(32),
}


#: Only the stand-in knows these: their ids belong to nobody.
_TEMPLATES = {
    "fallback": "reopen",
    "templates": [
        {
            "name": "reopen",
            "sid": "HX" + "0" * 31 + "1",
            "language": "en",
            "text": "Hello {{1}}, this is {{2}} from CancerFax. I have news about your enquiry."
            " Reply to this message and I will write to you here.",
            "variables": ["name", "coordinator"],
        },
        {
            "name": "call_time",
            "sid": "HX" + "0" * 31 + "2",
            "language": "en",
            "text": "Hello {{1}}, CancerFax would like to call you {{2}}. Does that suit you?"
            " Reply YES, or tell us a better time.",
            "variables": ["name", "When, such as: tomorrow at 3 pm"],
        },
    ],
}


def demo_secrets(folder: Path) -> dict[str, str]:
    """Secrets kept as files (0600 in a folder of 0700): made where missing, otherwise as found.

    Kept, because a restart has to open what was sealed before. Several processes may start at
    once: each file appears whole or not at all, and the first one made is everyone's.
    """
    for place in (folder.parent, folder):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {name: _keep(folder / name, make) for name, make in _MAKE.items()}


def demo_defaults(port: str) -> dict[str, str]:
    """Settings of the demo that are no secrets; the numbers are reserved for fiction."""
    number = port if port.isdecimal() and int(port) < 65536 else "8080"
    return {
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{number}",
        "TWILIO_SMS_FROM": "+12025550100",
        "TWILIO_WHATSAPP_FROM": "whatsapp:+12025550101",
        "TRIAGE_TEMPLATES": json.dumps(_TEMPLATES),
    }


def _keep(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(make() + "\n")
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            os.unlink(temporary)
    return path.read_text(encoding="utf-8").strip()
