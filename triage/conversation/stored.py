"""State as text and back, and what the understanding may know of it.

The text is JSON with a version. A version that is not ours, or text that cannot be read, gives a
fresh state that says so by its step: the person sees the menu and nobody is stuck.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from triage.conversation.steps import TABLE, open_step
from triage.conversation.types import Consent, Inbound, State, Step
from triage.meaning import Fact, Situation
from triage.vocabulary import Danger, Field, Service, Topic

#: Raised by one with each change of State's shape; `_UPGRADES` then brings older ones along.
FLOW_VERSION = 1
#: `json.dumps` makes an encoder anew for any option.
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def dump_state(state: State) -> str:
    """State as one line of JSON."""
    plain: dict[str, Any] = {name: getattr(state, name) for name in State.__slots__}
    for kind in ("facts", "pending"):
        plain[kind] = [
            [f.field.value, f.value, f.said, f.source, f.understood] for f in plain[kind]
        ]
    for moment in ("last_at", "danger_at"):
        plain[moment] = plain[moment].isoformat() if plain[moment] else None
    return _as_json({"version": FLOW_VERSION, **plain})


def load_state(text: str | None) -> State:
    """The stored state, or a fresh one; never raises."""
    if not text:
        return State()
    try:
        plain = json.loads(text)
        if plain.pop("version") != FLOW_VERSION:
            return State(step=Step.MENU)
        return _state(plain)
    except (ValueError, LookupError, TypeError, AttributeError):
        return State(step=Step.MENU)


def _state(plain: dict[str, Any]) -> State:
    read = {
        name: _READERS[name](value) if name in _READERS else value
        for name, value in plain.items()
        if name in State.__slots__
    }
    return State(**read)


def _facts(rows: list[list[Any]]) -> tuple[Fact, ...]:
    return tuple(Fact(Field(r[0]), r[1], r[2], r[3], r[4]) for r in rows)


def _maybe(kind: Any) -> Any:
    return lambda value: None if value is None else kind(value)


_READERS: dict[str, Any] = {
    "step": Step,
    "service": _maybe(Service),
    "next_service": _maybe(Service),
    "topic": _maybe(Topic),
    "back_to": _maybe(Step),
    "consent": Consent,
    "facts": _facts,
    "pending": _facts,
    "danger": _maybe(Danger),
    "skipped": lambda names: tuple(Step(n) for n in names),
    "offered": tuple,
    "last_at": _maybe(datetime.fromisoformat),
    "danger_at": _maybe(datetime.fromisoformat),
}


def situation(state: State, inbound: Inbound, now: datetime) -> Situation:
    """What the reader of the next message may know."""
    return Situation(
        now=now,
        country=_known(state, Field.COUNTRY) or inbound.country,
        zone=_known(state, Field.ZONE) or inbound.zone,
        sender=inbound.sender,
        expecting=TABLE[open_step(state)].field,
        language=state.language,
        last_topic=state.topic,
        known=state.facts,
    )


def _known(state: State, field: Field) -> str | None:
    fact = state.fact(field)
    return fact.value if fact and fact.understood else None
