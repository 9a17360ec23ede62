"""Ids of tapped buttons and list rows: an old button still means what it said."""

from __future__ import annotations

from triage.meaning import Meaning
from triage.understanding.danger import Alarm
from triage.vocabulary import Command, Service, Signal, Topic

_VALUES: dict[str, frozenset[str]] = {
    "menu": frozenset(str(service.value) for service in Service),
    "faq": frozenset(Topic),
    "command": frozenset({*Command, Signal.MORE, Signal.ASK}),
    "say": frozenset(Signal),
}
#: Groups whose values belong to the form: the conversation knows which are on offer.
_FORM = frozenset(
    {"for_whom", "call_time", "phone", "same_patient", "resume", "language", "step", "place"}
    | {"called"}
)


def known_option(tap: str | None) -> str | None:
    """The id, when it is one that we could have sent."""
    if not tap or len(tap) > 64:
        return None
    group, colon, value = tap.partition(":")
    if not colon or not value:
        return None
    if group in _FORM:
        return tap if value.replace("_", "").replace(" ", "").isalnum() else None
    return tap if value in _VALUES.get(group, ()) else None


def option_meaning(option: str, text: str, alarm: Alarm) -> Meaning:
    """The meaning of a tap: the id, what it stands for, and any danger in the words beside it."""
    group, _, value = option.partition(":")
    return Meaning(
        text=text,
        danger=alarm.danger,
        concern=alarm.concern and alarm.rule is not None,
        rule=alarm.rule,
        option=option,
        command=Command(value) if group == "command" and value in tuple(Command) else None,
        signal=_signal(group, value),
        service=Service(int(value)) if group == "menu" else None,
        topic=Topic(value) if group == "faq" else None,
        confidence=1.0,
    )


def _signal(group: str, value: str) -> Signal | None:
    if group == "say" or (group == "command" and value not in tuple(Command)):
        return Signal(value)
    return None
