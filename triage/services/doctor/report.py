"""One line of the report, and the report as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from triage.services.house import House


class State(StrEnum):
    """How bad it is; a single `fail` makes `triage doctor` exit with 1."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Line:
    """What was looked at, how it is, and what to do about it; no secret and nobody's data."""

    name: str
    state: State
    words: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One look. `needs` names what has to be well for it to make sense: database, twilio."""

    name: str
    look: Callable[[House], Iterable[Line]]
    needs: str = ""


def fine(name: str, words: str) -> Line:
    """All is well."""
    return Line(name, State.OK, words)


def warn(name: str, words: str, todo: str) -> Line:
    """It works, and somebody should see to it."""
    return Line(name, State.WARN, words, todo)


def fail(name: str, words: str, todo: str) -> Line:
    """People are not served as promised, or soon will not be."""
    return Line(name, State.FAIL, words, todo)


def worst(lines: Iterable[Line]) -> State:
    """The state of the whole."""
    states = {line.state for line in lines}
    return next((state for state in (State.FAIL, State.WARN) if state in states), State.OK)


def ago(age: timedelta) -> str:
    """A length of time as one says it: "45 seconds", "3 hours"."""
    seconds = max(int(age.total_seconds()), 0)
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return f"{seconds} seconds"
