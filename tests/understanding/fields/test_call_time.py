"""When a call is wanted, in the patient's zone, never in the past."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow 5 pm", "2026-11-23T17:00+05:30"),
        ("5pm", "2026-11-22T17:00+05:30"),
        ("9 am", "2026-11-23T09:00+05:30"),
        ("kal shaam 5 baje", "2026-11-23T17:00+05:30"),
        ("kal shaam", "2026-11-23 evening"),
        ("morning", "2026-11-22 morning"),
        ("tomorrow morning", "2026-11-23 morning"),
        ("monday 10:30", "2026-11-23T10:30+05:30"),
        ("25 dec 11am", "2026-12-25T11:00+05:30"),
        ("5/12 at 4pm", "2026-12-05T16:00+05:30"),
        ("mañana a las 5 de la tarde", "2026-11-23T17:00+05:30"),
        ("demain 17h", "2026-11-23T17:00+05:30"),
        ("завтра в 5 вечера", "2026-11-23T17:00+05:30"),
        ("غدا الساعة 5 مساء", "2026-11-23T17:00+05:30"),
        ("কাল বিকাল ৫টায়", "2026-11-23T17:00+05:30"),
        ("कल शाम 5 बजे", "2026-11-23T17:00+05:30"),
        ("in 2 hours", "2026-11-22T12:00+05:30"),
        ("friday 3:30 pm", "2026-11-27T15:30+05:30"),
        ("day after tomorrow 11", "2026-11-24T11:00+05:30"),
        ("noon", "2026-11-22T12:00+05:30"),
        ("18:30", "2026-11-22T18:30+05:30"),
        ("can you call me at 5 pm?", "2026-11-22T17:00+05:30"),
        ("half past five in the evening", "2026-11-22T17:30+05:30"),
        ("5pm uk time", "2026-11-22T17:00+00:00"),
        ("2026-12-01 15:00", "2026-12-01T15:00+05:30"),
        ("tonight at 8", "2026-11-22T20:00+05:30"),
        ("parso dopahar 2 baje", "2026-11-24T14:00+05:30"),
        ("sunday evening", "2026-11-22 evening"),
        ("after lunch", "2026-11-22 afternoon"),
        ("next monday at 4", "2026-11-23T16:00+05:30"),
        ("4", "2026-11-22T16:00+05:30"),
        ("amanhã às 15h", "2026-11-23T15:00+05:30"),
        ("kesho saa kumi jioni", "2026-11-23T16:00+05:30"),
    ],
)
def test_a_moment_or_a_part_of_a_day_is_read(value: Value, text: str, expected: str) -> None:
    assert value("call_time", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("monday", "2026-11-23T09:00+05:30/2026-11-23T21:00+05:30"),
        ("asap", "asap"),
        ("anytime", "anytime"),
        ("no calls", "no calls"),
        ("dont call me, only whatsapp", "no calls"),
        ("between 5 and 7 pm", "2026-11-22T17:00+05:30/2026-11-22T19:00+05:30"),
        ("5-7 pm tomorrow", "2026-11-23T17:00+05:30/2026-11-23T19:00+05:30"),
        ("after 6pm", "2026-11-22T18:00+05:30/2026-11-22T21:00+05:30"),
        ("every day 5 to 7 pm", "daily 17:00-19:00"),
        ("weekdays after 6pm", "daily 18:00-"),
        ("weekend", "2026-11-22T10:01+05:30/2026-11-22T21:00+05:30"),
        ("now", "asap"),
        ("abhi", "asap"),
        ("kabhi bhi", "anytime"),
        ("10 to 2", "2026-11-22T10:01+05:30/2026-11-22T14:00+05:30"),
        ("before noon tomorrow", "2026-11-23T09:00+05:30/2026-11-23T12:00+05:30"),
        ("tomorrow evening after 6", "2026-11-23T18:00+05:30/2026-11-23T21:00+05:30"),
        ("evenings", "daily 17:00-21:00"),
        ("1st december", "2026-12-01T09:00+05:30/2026-12-01T21:00+05:30"),
        ("any time after 4", "2026-11-22T16:00+05:30/2026-11-22T21:00+05:30"),
        ("between 10am and 1pm on tuesday", "2026-11-24T10:00+05:30/2026-11-24T13:00+05:30"),
    ],
)
def test_windows_and_manners_are_read(value: Value, text: str, expected: str) -> None:
    assert value("call_time", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "today 9am",
        "yesterday",
        "my mother is 65",
        "hello",
        "not in the morning",
        "why do you want to call?",
    ],
)
def test_what_is_past_or_no_time_is_asked_again(value: Value, text: str) -> None:
    assert value("call_time", text) is None


def test_the_month_comes_first_in_the_us_only(value: Value) -> None:
    assert value("call_time", "12/5 at 4pm", country="US") == "2026-12-05T16:00-05:00"
    assert value("call_time", "5/12 at 4pm", country="GB") == "2026-12-05T16:00+00:00"


def test_the_zone_of_a_known_city_beats_that_of_the_number(value: Value) -> None:
    said = value("call_time", "tomorrow 5 pm", city="Dubai", country="IN", zone="Asia/Dubai")

    assert said == "2026-11-23T17:00+04:00"
