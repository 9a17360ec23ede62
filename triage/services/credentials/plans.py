"""How each secret is rotated: one plan a name. A plan has the four steps, each of which may be done
again after a crash at any point, and says of each beforehand what it would do.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from triage.errors import Conflict
from triage.services.credentials import (
    alert_urls,
    api_key,
    coordinator_passwords,
    database_password,
    twilio_token,
)
from triage.services.credentials.job import Job
from triage.services.credentials.lists import ListPlan, Moves
from triage.services.credentials.shared_keys import PLAN as SHARED_KEYS
from triage.services.house import House
from triage.storage import Tx

STEPS = ("add", "verify", "promote", "retire")


class Plan(Protocol):
    """Each step raises a TriageError when it cannot be done (NotYet: only not now)."""

    @property
    def name(self) -> str:
        """Of the secret."""
        ...

    def ready(self, job: Job) -> None:
        """Raise Conflict, in words for an operator, where it cannot be done here at all."""
        ...

    def preview(self, job: Job, step: str) -> str:
        """What the step would do; it changes nothing."""
        ...

    def add(self, job: Job) -> None:
        """The new one is accepted beside the old."""
        ...

    def verify(self, job: Job) -> None:
        """It is, by everybody."""
        ...

    def promote(self, job: Job) -> None:
        """The new one is used."""
        ...

    def retire(self, job: Job) -> None:
        """The old one is accepted no more."""
        ...


def _moves(module: str) -> Moves:
    """The movers of a key, loaded when they are first needed: they know half of the house."""

    def of() -> Any:
        return import_module(f"triage.services.credentials.{module}")

    return Moves(
        waiting=lambda house, tx: int(of().waiting(house, tx)),
        move_some=lambda house, limit: int(of().move_some(house, limit)),
        check=lambda house: of().check(house),
        look_again=lambda house: of().look_again(house),
    )


_DATA, _INDEX = _moves("data_key"), _moves("index_key")
#: Of what only an older key opens: how many rows there are.
WAITING: dict[str, Callable[[House, Tx], int]] = {
    "data-key": _DATA.waiting,
    "index-key": _INDEX.waiting,
}


def _random(size: int) -> str:
    return secrets.token_urlsafe(size)


_PLANS: tuple[Plan, ...] = (
    twilio_token.PLAN,
    api_key.PLAN,
    SHARED_KEYS,
    ListPlan("session-key", lambda job: _random(48)),
    ListPlan("data-key", lambda job: _random(32), _DATA),
    ListPlan("index-key", lambda job: _random(32), _INDEX),
    ListPlan(
        "metrics-token",
        lambda job: _random(32),
        told="give Prometheus the first token of the file TRIAGE_METRICS_TOKEN",
        is_seen_used=True,
    ),
    alert_urls.PLAN,
    database_password.PLAN,
    coordinator_passwords.PLAN,
)


def plan_of(name: str) -> Plan:
    """The plan for a secret; raises Conflict for a name that has none."""
    for plan in _PLANS:
        if plan.name == name:
            return plan
    raise Conflict(f"{name} cannot be rotated")
