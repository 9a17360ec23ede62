"""Sealed values on their way to a page: opened, or the plain reason why not.

A page never fails because one value is damaged, and an erased person's page shows what is left.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from triage.errors import Damaged
from triage.services.sealing import Body, open_body
from triage.vault import PersonKey

DAMAGED = "cannot be opened"
ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Shown:
    """A text, or the `problem` that stands in its place."""

    text: str = ""
    problem: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.text or self.problem)


NOTHING = Shown()


def unsealed(key: PersonKey | None, sealed: str | None, purpose: str) -> Shown:
    """One sealed text; `key` is None once the person is erased."""
    if key is None or sealed is None:
        return Shown(problem=ERASED) if key is None else NOTHING
    try:
        return Shown(key.unseal(sealed, purpose))
    except Damaged:
        return Shown(problem=DAMAGED)


def unsealed_body(
    key: PersonKey | None, sealed: str | None, public_id: str
) -> tuple[Shown, dict[str, Any]]:
    """A message's text and what else is known of it."""
    if key is None or sealed is None:
        return Shown(problem=ERASED), {}
    try:
        body: Body = open_body(key, sealed, public_id)
    except (Damaged, ValueError, KeyError):
        return Shown(problem=DAMAGED), {}
    return Shown(body.text), body.more


def unsealed_json(key: PersonKey | None, sealed: str | None, purpose: str) -> dict[str, Any]:
    """Sealed JSON; nothing of it where it cannot be opened."""
    found = unsealed(key, sealed, purpose)
    try:
        told = json.loads(found.text or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
