"""State as text and back, and what the understanding may know of it.

The text is JSON with a version. A version that is not ours, or text that cannot be read, gives a
fresh state that says so by its step: the person sees the menu and nobody is stuck.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from triage.conversation.steps import TABLE, open_step
from triage.conversation.types import Consent, Inbound, State, Step
from triage.meaning import Fact, Situation
from triage.vocabulary import Danger, Field, Service, Topic

#: Raised by one with each change of State's shape, but for a new field whose default is right for
#: older ones; `_UPGRADES` then brings those along.
FLOW_VERSION = 2
#: `json.dumps` makes an encoder anew for any option.
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def dump_state(state: State) -> str:
    """State as one line of JSON; each fact is a list of its parts in their order."""
    plain: dict[str, Any] = {"version": FLOW_VERSION, **state._asdict()}
    for moment in ("last_at", "danger_at", "concern_at"):
        plain[moment] = plain[moment].isoformat() if plain[moment] else None
    return _as_json(plain)


def load_state(text: str | None, language: str = "en") -> State:
    """The stored state, or a fresh one that speaks the person's `language`; never raises."""
    if not text:
        return _fresh(language)
    try:
        plain = json.loads(text)
        version = plain.pop("version")
        while version in _UPGRADES:
            plain, version = _UPGRADES[version](plain), version + 1
        if version == FLOW_VERSION:
            return _state(plain)
    except (ValueError, LookupError, TypeError, AttributeError):
        pass
    return _fresh(language)._replace(step=Step.MENU)


def _fresh(language: str) -> State:
    return State(language=language, chosen=language != "en")


def _with_chosen_language(plain: dict[str, Any]) -> dict[str, Any]:
    """To 2: until then another language than English was spoken only to who had asked for it."""
    return {**plain, "chosen": plain.get("language", "en") != "en"}


#: What brings the state of each older version to the next one.
_UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _with_chosen_language}


def _state(plain: dict[str, Any]) -> State:
    read = {
        name: _READERS[name](value) if name in _READERS else value
        for name, value in plain.items()
        if name in State._fields
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
    "told": tuple,
    "skipped": lambda names: tuple(Step(n) for n in names),
    "offered": tuple,
    "last_at": _maybe(datetime.fromisoformat),
    "danger_at": _maybe(datetime.fromisoformat),
    "concern_at": _maybe(datetime.fromisoformat),
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
