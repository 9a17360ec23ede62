"""What each form of a wish for a call comes to."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from triage.conversation.calltime import Slot, fit, part_value
from triage.conversation.script import OfficeHours

INDIA = OfficeHours("Asia/Kolkata", frozenset(range(6)), time(9, 30), time(18, 30))
NOW = datetime.fromisoformat("2026-11-23T10:00+05:30")  # a Monday


def at(text: str) -> datetime:
    """A moment: "24T10:00" is November 2026 in India."""
    return datetime.fromisoformat(f"2026-11-{text}+05:30")


def get(value: str, *, zone: str = "Asia/Kolkata", now: datetime = NOW) -> Slot:
    """The slot for a wish that can be had."""
    slot = fit(value, zone=zone, office=INDIA, now=now)
    assert slot is not None
    return slot


def window(slot: Slot) -> str:
    """A slot as India's clock shows it: "24T10:00-10:30", with a star when it was moved."""
    start, end = (m.astimezone(ZoneInfo("Asia/Kolkata")) for m in (slot.start, slot.end))
    return f"{start:%dT%H:%M}-{end:%H:%M}{'*' if slot.fitted else ''}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-24T17:00+05:30", "24T17:00-17:30"),
        ("2026-11-24T17:00", "24T17:00-17:30"),
        ("2026-11-24T17:00+06:00", "24T16:30-17:00"),
        ("2026-11-24T11:30Z", "24T17:00-17:30"),
        ("2026-11-24T20:00+05:30", "24T18:00-18:30*"),
        ("2026-11-24T06:00+05:30", "24T09:30-10:00*"),
        ("2026-11-24T18:15+05:30", "24T18:00-18:30*"),
        ("2026-11-29T11:00+05:30", "30T11:00-11:30*"),
        ("2026-11-23T08:00+05:30", "23T10:00-10:30*"),
    ],
)
def test_an_exact_time_is_kept_or_moved_to_the_nearest_opening(value: str, expected: str) -> None:
    assert window(get(value)) == expected
    assert get(value).kind == "at"


def test_a_time_that_passed_while_we_read_is_called_at_once() -> None:
    slot = get("2026-11-23T12:00+05:30", now=at("23T12:02"))

    assert window(slot) == "23T12:05-12:35*"


@pytest.mark.parametrize(
    ("value", "now", "expected"),
    [
        ("2026-11-24 morning", NOW, "24T09:30-12:00"),
        ("2026-11-24 afternoon", NOW, "24T12:00-16:00"),
        ("2026-11-24 evening", NOW, "24T17:00-18:30"),
        ("2026-11-23 morning", at("23T10:41"), "23T10:45-12:00"),
        ("2026-11-23 morning", at("23T11:40"), "24T09:30-12:00*"),
        ("2026-11-29 evening", NOW, "30T17:00-18:30*"),
        ("2026-11-22 morning", NOW, "23T10:00-12:00*"),
    ],
)
def test_a_part_of_the_day_is_cut_to_office_hours(value: str, now: datetime, expected: str) -> None:
    assert window(get(value, now=now)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-24T10:00+05:30/2026-11-24T11:00+05:30", "24T10:00-11:00"),
        ("2026-11-24T16:00+05:30/2026-11-24T21:00+05:30", "24T16:00-18:30"),
        ("2026-11-24T10:00+05:30/2026-11-24T10:00+05:30", "24T10:00-10:30"),
        ("2026-11-24T00:00+05:30/2026-11-27T00:00+05:30", "24T09:30-13:30"),
        ("2026-11-24T20:00+05:30/2026-11-24T22:00+05:30", "24T16:30-18:30*"),
        ("2026-01-01T00:00+05:30/2026-12-01T00:00+05:30", "23T10:00-14:00"),
    ],
)
def test_a_window_is_cut_to_office_hours_and_to_four_hours(value: str, expected: str) -> None:
    assert window(get(value)) == expected


@pytest.mark.parametrize(
    ("value", "now", "expected"),
    [
        ("daily 15:00-16:00", NOW, "23T15:00-16:00"),
        ("daily 09:00-10:15", NOW, "24T09:30-10:15"),
        ("daily 17:00-", NOW, "23T17:00-18:30"),
        ("daily 17:00-24:00", NOW, "23T17:00-18:30"),
        ("daily 22:00-10:30", NOW, "23T10:00-10:30"),
        ("daily 15:00-15:10", NOW, "23T15:00-15:30"),
        ("daily 20:00-21:00", NOW, "23T17:30-18:30*"),
        ("daily 10:00-12:00", at("28T13:00"), "30T10:00-12:00"),
    ],
)
def test_a_daily_wish_is_the_next_day_that_has_it(value: str, now: datetime, expected: str) -> None:
    assert window(get(value, now=now)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at("23T10:03"), "23T10:05-12:05"),
        (at("23T17:30"), "23T17:30-18:30"),
        (at("23T18:10"), "24T09:30-11:30"),
        (at("23T09:00"), "23T09:30-11:30"),
        (at("28T19:00"), "30T09:30-11:30"),
    ],
)
def test_as_soon_as_possible_is_within_two_office_hours(now: datetime, expected: str) -> None:
    assert window(get("asap", now=now)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOW, "24T09:30-18:30"),
        (at("23T08:00"), "23T09:30-18:30"),
        (at("28T10:00"), "30T09:30-18:30"),
    ],
)
def test_anytime_is_the_next_full_day_of_the_office(now: datetime, expected: str) -> None:
    assert window(get("anytime", now=now)) == expected


@pytest.mark.parametrize(
    "value",
    [
        "no calls",
        "",
        "tomorrow",
        "2026-11-31 morning",
        "2026-11-24T25:00+05:30",
        "2026-11-24T10:00+99:00",
        "2026-11-24T11:00+05:30/2026-11-24T10:00+05:30",
        "daily 10:00",
        "daily 25:00-26:00",
        "9999-12-31T23:59-23:59",
        "0001-01-01 evening",
        "2026-11-20T10:00+05:30",
        "२०२६-११-२४ morning",
    ],
)
def test_no_calls_and_what_cannot_be_kept_give_no_slot(value: str) -> None:
    assert fit(value, zone="Asia/Kolkata", office=INDIA, now=NOW) is None


@pytest.mark.parametrize("value", ["asap", "anytime", "2026-11-24 morning", "daily 10:00-"])
def test_an_office_that_never_opens_promises_nothing(value: str) -> None:
    never = OfficeHours("Asia/Kolkata", frozenset(), time(9, 30), time(18, 30))

    assert fit(value, zone="Asia/Kolkata", office=never, now=NOW) is None


def test_an_office_open_for_minutes_promises_nothing() -> None:
    brief = OfficeHours("Asia/Kolkata", frozenset(range(7)), time(9, 30), time(9, 50))

    assert fit("anytime", zone="Asia/Kolkata", office=brief, now=NOW) is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at("23T07:00"), "2026-11-23 morning"),
        (at("23T11:30"), "2026-11-23 morning"),
        (at("23T11:31"), "2026-11-24 morning"),
        (at("23T20:00"), "2026-11-24 morning"),
    ],
)
def test_a_part_of_the_day_that_is_over_is_tomorrow(now: datetime, expected: str) -> None:
    assert part_value("morning", zone="Asia/Kolkata", now=now) == expected


def test_a_part_of_the_day_is_dated_where_the_patient_is() -> None:
    late = at("24T02:00")

    assert part_value("evening", zone="America/New_York", now=late) == "2026-11-23 evening"
    assert part_value("evening", zone="No/Where", now=late, otherwise="Asia/Dhaka") == (
        "2026-11-24 evening"
    )


def test_an_unknown_zone_counts_as_the_office_zone() -> None:
    slot = get("2026-11-24 morning", zone="No/Where")

    assert (window(slot), slot.zone) == ("24T09:30-12:00", "Asia/Kolkata")
    assert slot.end - slot.start == timedelta(hours=2, minutes=30)
