"""What time it is: the only place that reads the machine's clock for the house.

TRIAGE_CLOCK (refused in production) stands the clock still or shifts it; it is asked for at every
call, so the demo's clock moves while everything runs.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        ...


class Shifted(Protocol):
    """The part of the settings that a clock looks at."""

    @property
    def clock_offset(self) -> datetime | timedelta | None:
        """An instant to stand at, a shift of the real clock, or None for real time."""
        ...


class ShiftSource(Protocol):
    """Where the settings come from, fresh at every call."""

    def current(self) -> Shifted:
        """The settings now."""
        ...


class SystemClock:
    """The machine's clock, moved as the settings say."""

    def __init__(self, source: ShiftSource) -> None:
        self._source = source

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        offset = self._source.current().clock_offset
        if isinstance(offset, datetime):
            return offset.astimezone(UTC)
        return datetime.now(UTC) + (offset or timedelta())
