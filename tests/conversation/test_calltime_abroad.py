"""Calls to patients whose day lies elsewhere than the office's."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.conversation.calltime import Slot, fit
from triage.conversation.office import is_open
from triage.conversation.script import OfficeHours

INDIA = OfficeHours("Asia/Kolkata", frozenset(range(6)), time(9, 30), time(18, 30))
NIGHT_SHIFT = OfficeHours("America/New_York", frozenset({1, 4}), time(22), time(3, 15))
ZONES = (
    "Asia/Kolkata",
    "Europe/London",
    "America/New_York",
    "America/Denver",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
    "No/Where",
)


def local(slot: Slot | None, zone: str) -> str:
    """A slot as the patient's clock shows it."""
    assert slot is not None
    start, end = (m.astimezone(ZoneInfo(zone)) for m in (slot.start, slot.end))
    return f"{start:%dT%H:%M}-{end:%H:%M}{'*' if slot.fitted else ''}"


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2026-11-24 morning", "Europe/London", "24T08:00-12:00"),
        ("2026-11-24 evening", "Europe/London", "24T09:00-13:00*"),
        ("2026-11-24T15:00-05:00", "America/New_York", "24T07:30-08:00*"),
        ("2026-11-24T23:30-05:00", "America/New_York", "24T23:30-00:00"),
        ("2026-11-24 evening", "America/Los_Angeles", "24T20:00-21:00"),
        ("2026-11-24 afternoon", "America/Denver", "24T21:00-22:00*"),
        ("daily 07:00-08:00", "Asia/Dhaka", "24T10:00-11:00*"),
    ],
)
def test_a_wish_is_read_and_moved_in_the_patients_day(value: str, zone: str, expected: str) -> None:
    now = datetime(2026, 11, 23, 16, tzinfo=UTC)

    assert local(fit(value, zone=zone, office=INDIA, now=now), zone) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("asap", "24T08:00-10:00"),
        ("anytime", "24T08:00-13:00"),
        ("2026-11-24T00:00Z/2026-11-25T00:00Z", "24T08:00-12:00"),
        ("2026-11-24T05:00Z/2026-11-24T07:00Z", "24T05:00-07:00"),
    ],
)
def test_nobody_is_rung_at_night_unasked(value: str, expected: str) -> None:
    evening = datetime(2026, 11, 23, 20, tzinfo=UTC)  # the office opens at 4:00 in London

    slot = fit(value, zone="Europe/London", office=INDIA, now=evening)

    assert local(slot, "Europe/London") == expected


def test_who_writes_at_night_while_we_are_there_is_called_at_once() -> None:
    night = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)

    slot = fit("asap", zone="Europe/London", office=INDIA, now=night)

    assert local(slot, "Europe/London") == "24T04:30-06:30"


def test_a_time_that_the_clocks_skip_is_called_an_hour_later() -> None:
    slot = fit(
        "2026-03-29T01:30",
        zone="Europe/London",
        office=DAILY,
        now=datetime(2026, 3, 28, tzinfo=UTC),
    )

    assert local(slot, "Europe/London") == "29T02:30-03:00"


def test_a_time_that_comes_twice_is_called_the_first_time() -> None:
    slot = fit(
        "2026-10-25T01:30",
        zone="Europe/London",
        office=DAILY,
        now=datetime(2026, 10, 24, tzinfo=UTC),
    )

    assert slot is not None
    assert slot.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


DAILY = OfficeHours("UTC", frozenset(range(7)), time(0), time(0))

_days = st.dates(datetime(2026, 1, 1, tzinfo=UTC).date(), datetime(2027, 12, 31, tzinfo=UTC).date())
_clock = st.times().map(lambda t: f"{t:%H:%M}")
_moments = st.builds(
    "{}T{}{}".format, _days, _clock, st.sampled_from(["", "Z", "+05:45", "-11:00"])
)
_wishes = st.one_of(
    st.sampled_from(["asap", "anytime", "no calls", "daily 00:00-24:00"]),
    st.text(max_size=30),
    _moments,
    st.builds("{}/{}".format, _moments, _moments),
    st.builds("{} {}".format, _days, st.sampled_from(["morning", "afternoon", "evening"])),
    st.builds("daily {}-{}".format, _clock, st.one_of(st.just(""), _clock)),
)
_nows = st.builds(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes),
    st.floats(0, 2 * 365 * 24 * 60),
)


@settings(max_examples=300, deadline=None)
@given(
    _wishes,
    st.sampled_from(ZONES) | st.text(max_size=8),
    st.sampled_from([INDIA, NIGHT_SHIFT]),
    _nows,
)
def test_every_promise_can_be_kept(
    value: str, zone: str, office: OfficeHours, now: datetime
) -> None:
    slot = fit(value, zone=zone, office=office, now=now)

    if slot is None:
        return
    assert slot.start >= now
    assert slot.end - slot.start >= timedelta(minutes=30)
    assert slot.end - slot.start <= timedelta(hours=9 if slot.kind == "anytime" else 4)
    minutes = int((slot.end - slot.start) / timedelta(minutes=1))
    assert all(is_open(office, slot.start + timedelta(minutes=n)) for n in range(0, minutes, 15))
    assert is_open(office, slot.end - timedelta(seconds=1))


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 13),
    st.sampled_from(["morning", "afternoon", "evening"]),
    st.sampled_from(ZONES),
    _nows,
)
def test_a_wish_of_the_coming_weeks_always_finds_a_slot(
    ahead: int, part: str, zone: str, now: datetime
) -> None:
    soon = now.date() + timedelta(days=ahead)

    assert fit(f"{soon} {part}", zone=zone, office=INDIA, now=now) is not None
