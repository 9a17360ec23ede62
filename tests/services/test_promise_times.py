"""A time that is typed for a call, and the time that is suggested for the next try."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import NOW
from tests.fakes import FakeClock
from triage.errors import Conflict
from triage.services.house import House
from triage.services.promises.promise_times import next_try, read_typed

INDIA, NEW_YORK = "Asia/Kolkata", "America/New_York"


def test_a_time_is_read_on_the_clock_that_was_named(house: House) -> None:
    theirs = read_typed(house, "2026-11-24T08:00", read_in=NEW_YORK, zone=NEW_YORK)
    mine = read_typed(house, "2026-11-24T18:00", read_in=INDIA, zone=NEW_YORK)

    assert theirs.start == datetime(2026, 11, 24, 13, tzinfo=UTC)
    assert mine.start == datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    assert (mine.zone, mine.end - mine.start) == (NEW_YORK, timedelta(minutes=30))


def test_an_hour_that_summer_time_skips_comes_out_later(house: House) -> None:
    planned = read_typed(house, "2027-03-14T02:30", read_in=NEW_YORK, zone=NEW_YORK)

    assert planned.start == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Choose a day"),
        ("tomorrow", "Choose a day"),
        ("2026-11-23T11:00", "past already"),
        ("2028-11-23T11:00", "more than a year"),
        ("2026-11-24T11:00+05:30", "Choose a day"),
        ("0001-01-01T00:00", "Choose a day"),
        ("9999-12-31T23:59", "Choose a day"),
    ],
)
def test_what_cannot_be_promised_is_refused_in_plain_words(
    house: House, typed: str, why: str
) -> None:
    with pytest.raises(Conflict, match=why):
        read_typed(house, typed, read_in=INDIA, zone=INDIA)


def test_outside_office_hours_and_in_their_night_somebody_has_to_mean_it(house: House) -> None:
    sunday = read_typed(house, "2026-11-29T11:00", read_in=INDIA, zone=INDIA)
    night = read_typed(house, "2026-11-24T11:00", read_in=INDIA, zone=NEW_YORK)
    good = read_typed(house, "2026-11-24T11:00", read_in=INDIA, zone=INDIA)

    assert sunday.doubts == ("Nobody is in the office then.",)
    assert night.doubts == ("It is 00:30 for the patient then.",)
    assert good.doubts == ()


def test_the_next_try_is_hours_later_the_one_after_it_another_day(house: House) -> None:
    second, third = next_try(house, INDIA, 1), next_try(house, INDIA, 2)

    assert second is not None
    assert third is not None
    assert second.start == NOW + timedelta(hours=3)
    assert third.start == datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 09:30 in India


def test_the_next_try_is_in_both_days(house: House, clock: FakeClock) -> None:
    for hours in range(0, 24 * 7, 5):
        clock.tick(hours=5 if hours else 0)
        for zone in (INDIA, NEW_YORK, "America/Los_Angeles", "Australia/Sydney"):
            planned = next_try(house, zone, 1)
            assert planned is not None
            again = read_typed(house, f"{planned.start:%Y-%m-%dT%H:%M}", read_in="UTC", zone=zone)
            assert "office" not in " ".join(again.doubts)
            assert planned.start >= clock.now() + timedelta(hours=3)
