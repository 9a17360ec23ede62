"""The clock of the house: real, shifted, or standing still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest

from triage.clock import Clock, SystemClock


@dataclass
class Offset:
    """Settings and their source at once, as far as a clock looks at them."""

    clock_offset: datetime | timedelta | None

    def current(self) -> Offset:
        return self


@pytest.mark.parametrize("shift", [None, timedelta(hours=6), timedelta(days=-2)])
def test_the_clock_runs_with_the_machine_and_its_shift(shift: timedelta | None) -> None:
    clock: Clock = SystemClock(Offset(shift))

    before = datetime.now(UTC)
    told = clock.now() - (shift or timedelta())
    after = datetime.now(UTC)

    assert before <= told <= after
    assert told.tzinfo is UTC


def test_a_fixed_clock_stands_still_and_speaks_utc() -> None:
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    clock = SystemClock(Offset(noon))

    assert clock.now() == clock.now() == noon
    assert clock.now().tzinfo is UTC


def test_a_new_setting_counts_at_once() -> None:
    offset = Offset(None)
    clock = SystemClock(offset)

    offset.clock_offset = timedelta(days=365)

    assert clock.now() > datetime.now(UTC) + timedelta(days=364)
