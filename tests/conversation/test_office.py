"""Openings of the office as spans of UTC time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from triage.conversation.office import closing, is_open, next_open, openings, zone_info
from triage.conversation.script import OfficeHours

INDIA = OfficeHours("Asia/Kolkata", frozenset(range(6)), time(9, 30), time(18, 30))
IST = ZoneInfo("Asia/Kolkata")


def india(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 (the 22nd is a Sunday) on an Indian clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=IST)


@pytest.mark.parametrize(
    ("at", "there"),
    [
        (india(23, 9, 29), False),
        (india(23, 9, 30), True),
        (india(23, 18, 29), True),
        (india(23, 18, 30), False),
        (india(28, 12), True),
        (india(22, 12), False),
    ],
)
def test_open_from_the_first_minute_until_closing_on_weekdays(at: datetime, there: bool) -> None:
    assert is_open(INDIA, at) is there


def test_next_opening_while_open_is_that_very_moment() -> None:
    at = india(23, 12)

    assert next_open(INDIA, at) == at
    assert next_open(INDIA, at).utcoffset() == timedelta(0)


def test_next_opening_after_saturday_is_monday() -> None:
    assert next_open(INDIA, india(21, 18, 30)) == india(23, 9, 30)


def test_closing_is_that_of_today_while_open_and_of_the_next_day_afterwards() -> None:
    assert closing(INDIA, india(23, 12)) == india(23, 18, 30)
    assert closing(INDIA, india(23, 19)) == india(24, 18, 30)


def test_openings_of_a_week_leave_out_sunday() -> None:
    week = openings(INDIA, india(23, 0), 7)

    assert [span.start for span in week] == [india(day, 9, 30) for day in range(23, 29)]
    assert {span.length for span in week} == {timedelta(hours=9)}


def test_an_opening_under_way_keeps_its_real_start() -> None:
    assert openings(INDIA, india(23, 12), 1)[0].start == india(23, 9, 30)


def test_an_office_that_closes_past_midnight_is_open_in_the_small_hours() -> None:
    night = OfficeHours("Asia/Kolkata", frozenset({0}), time(20), time(2))

    assert is_open(night, india(24, 1, 59))
    assert not is_open(night, india(24, 2))
    assert closing(night, india(24, 1)) == india(24, 2)


def test_an_opening_that_the_change_of_clocks_swallows_is_no_opening() -> None:
    dawn = OfficeHours("Europe/London", frozenset(range(7)), time(1, 45), time(2, 15))
    sunday = datetime(2026, 3, 29, tzinfo=UTC)  # clocks go from 1:00 to 2:00

    starts = [span.start.day for span in openings(dawn, sunday, 2)]

    assert starts == [30]


def test_an_office_without_days_says_so() -> None:
    never = OfficeHours("Asia/Kolkata", frozenset(), time(9), time(18))

    assert not is_open(never, india(23, 12))
    with pytest.raises(ValueError, match="no opening days"):
        next_open(never, india(23, 12))


@pytest.mark.parametrize("name", ["", "Asia", "No/Where", "../etc", "a\0b", "\ud800", "é"])
def test_an_unknown_zone_counts_as_the_other_one(name: str) -> None:
    assert zone_info(name, "Asia/Dhaka").key == "Asia/Dhaka"
    assert zone_info(name, name).key == "UTC"
