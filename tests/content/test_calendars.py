"""Days, hours and zones are called in the language of the sentence they stand in."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from triage.content.segments import outside_gsm7
from triage.conversation.calltime import Slot, words
from triage.conversation.calltime_words import OfficeWords, SlotWords, office_words
from triage.conversation.script import OfficeHours, Script

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)  # a Monday, 10:00 in India


def slot(hour: int, minute: int = 0) -> Slot:
    """Half an hour of tomorrow by India's clock."""
    start = datetime(2026, 11, 24, tzinfo=UTC) - timedelta(hours=5, minutes=30)
    start += timedelta(hours=hour, minutes=minute)
    return Slot(start, start + timedelta(minutes=30), "Asia/Kolkata", False, "at")


def test_a_slot_in_hindi_holds_no_english_word(script: Script) -> None:
    calendar = script.calendars["hi"]

    said = words(slot(17), zone="Asia/Dhaka", now=NOW, calendar=calendar)

    assert said == SlotWords("कल, मंगल 24 नव॰", "शाम 5:30", "शाम 6:00", "ढाका का समय")


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "रात 12:30"), (9, "सुबह 9:30"), (12, "दोपहर 12:30"), (21, "रात 9:30")]
)
def test_the_part_of_the_day_is_said_with_twelve_hours(
    script: Script, hour: int, said: str
) -> None:
    calendar = script.calendars["hi"]

    assert words(slot(hour, 30), zone="Asia/Kolkata", now=NOW, calendar=calendar).start == said


@pytest.mark.parametrize(
    ("code", "days", "opens", "zone"),
    [
        ("hi", "सोम-शनि", "सुबह 9:30", "भारत का समय"),
        ("ar", "الاثنين-السبت", "صباحًا 9:30", "بتوقيت الهند"),
        ("bn", "সোম-শনি", "সকালবেলায় 9:30", "ভারত-এর সময়"),
        ("es", "lun-sab", "09:30", "hora de India"),
        ("fr", "lun.-sam.", "09:30", "heure : Inde"),
        ("pt", "seg.-sab.", "09:30", "hora: India"),
        ("ru", "пн-сб", "09:30", "время: Индия"),
        ("sw", "Jumatatu-Jumamosi", "09:30", "saa za India"),
        ("en", "Mon-Sat", "9:30 am", "India time"),
    ],
)
def test_office_hours_are_said_in_every_language(
    script: Script, office: OfficeHours, code: str, days: str, opens: str, zone: str
) -> None:
    said = office_words(office, now=NOW, calendar=script.calendars[code])

    assert (said.days, said.opens, said.zone_words) == (days, opens, zone)


@pytest.mark.parametrize("code", ["en", "es", "fr", "pt", "sw"])
def test_names_of_days_and_months_do_not_double_an_sms(script: Script, code: str) -> None:
    calendar = script.calendars[code]

    assert outside_gsm7(" ".join((*calendar.days, *calendar.months, *calendar.clock))) == ()


def test_the_calendar_is_that_of_the_sentence(script: Script) -> None:
    assert script.calendar("time.hours", "es") is script.calendars["es"]
    assert script.calendar("time.between", "es") is script.calendars["en"]


def test_a_language_that_babel_does_not_know_counts_in_english(script: Script) -> None:
    office = OfficeHours("Asia/Kolkata", frozenset({0}), time(9), time(10))
    said = office_words(office, now=NOW, calendar=script.calendar("time.hours", "xx"))

    assert said == OfficeWords("Mon", "9:00 am", "10:00 am", "India time")
