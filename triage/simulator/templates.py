"""Approved templates as Twilio fills them in: which ids there are, and what a message then reads.

Decided here: only templates of our own setting are known; a blank that is left out or empty is
refused, as it is by WhatsApp.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from triage.settings.templates import Template


class BadTemplate(Exception):
    """A template that cannot be sent; `code` is Twilio's error."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Twilio error {code}")
        self.code = code


def words_of(form: Mapping[str, str], templates: Mapping[str, Template]) -> str:
    """What the message will read: its Body, or its template filled in. Raises BadTemplate."""
    sid = form.get("ContentSid", "")
    if not sid:
        return form.get("Body", "")
    template = templates.get(sid)
    if template is None:
        raise BadTemplate(21655)
    return template.filled(_values(form.get("ContentVariables", "") or "{}", template))


def _values(told: str, template: Template) -> list[str]:
    try:
        slots = json.loads(told)
    except ValueError:
        raise BadTemplate(21656) from None
    count = len(template.variables)
    values = [slots.get(str(n)) if isinstance(slots, dict) else None for n in range(1, count + 1)]
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise BadTemplate(21656)
    return [str(value) for value in values]
