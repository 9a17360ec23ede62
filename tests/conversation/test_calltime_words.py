"""How a call slot is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

import pytest

from triage.conversation.calltime import Slot, SlotWords, words
from triage.conversation.calltime_words import OfficeWords, office_words
from triage.conversation.script import OfficeHours

NOW = datetime.fromisoformat("2026-11-23T10:00+05:30")  # a Monday


def slot(start: str, *, hours: float = 1.5, zone: str = "Asia/Kolkata") -> Slot:
    """A slot of November 2026 by India's clock."""
    begins = datetime.fromisoformat(f"2026-11-{start}+05:30")
    return Slot(begins, begins + timedelta(hours=hours), zone, False, "window")


def test_a_slot_is_said_with_its_day_hours_and_zone() -> None:
    said = words(slot("24T17:00"), zone="Asia/Dhaka", now=NOW)

    assert said == SlotWords("tomorrow, Tue 24 Nov", "5:30 pm", "7:00 pm", "Dhaka time")


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("23T17:00", "today, Mon 23 Nov"),
        ("24T17:00", "tomorrow, Tue 24 Nov"),
        ("25T17:00", "Wed 25 Nov"),
        ("30T17:00", "Mon 30 Nov"),
    ],
)
def test_only_today_and_tomorrow_are_called_so(start: str, day: str) -> None:
    assert words(slot(start), zone="Asia/Kolkata", now=NOW).day == day


def test_the_day_is_that_of_the_patient() -> None:
    # In New York it is still Sunday, half an hour before midnight.
    said = words(slot("24T09:30"), zone="America/New_York", now=NOW)

    assert (said.day, said.start) == ("tomorrow, Mon 23 Nov", "11:00 pm")


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("24T00:00", "12:00 midnight"),
        ("24T00:30", "12:30 am"),
        ("24T09:05", "9:05 am"),
        ("24T12:00", "12:00 noon"),
        ("24T12:30", "12:30 pm"),
        ("24T18:30", "6:30 pm"),
    ],
)
def test_noon_and_midnight_cannot_be_mistaken(start: str, said: str) -> None:
    assert words(slot(start), zone="Asia/Kolkata", now=NOW).start == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Kolkata", "India time"),
        ("Asia/Calcutta", "India time"),
        ("America/New_York", "New York time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("Asia/Saigon", "Ho Chi Minh City time"),
        ("Singapore", "Singapore time"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "UTC-05:00"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, said: str) -> None:
    assert words(slot("24T17:00"), zone=zone, now=NOW).zone_words == said


def test_an_unknown_zone_counts_as_that_of_the_slot() -> None:
    said = words(slot("24T17:00", zone="Asia/Dhaka"), zone="No/Where", now=NOW)

    assert (said.start, said.zone_words) == ("5:30 pm", "Dhaka time")


@pytest.mark.parametrize(
    ("days", "said"),
    [(range(6), "Mon-Sat"), ((0, 2, 4), "Mon, Wed, Fri"), ((5, 6), "Sat, Sun"), ((3,), "Thu")],
)
def test_office_hours_are_said_with_their_zone(days: Iterable[int], said: str) -> None:
    office = OfficeHours("Asia/Kolkata", frozenset(days), time(9, 30), time(18, 30))

    assert office_words(office, now=NOW) == OfficeWords(said, "9:30 am", "6:30 pm", "India time")
