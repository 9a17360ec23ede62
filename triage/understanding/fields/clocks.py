"""Times of the day in a text: "5", "5:30 pm", "17h", "half past six", "shaam 5 baje", "5 to 7".

An hour without am or pm is read as people mean it for a call: 1 to 7 in the afternoon, 8 to 11 in
the morning; a part of the day that is named beside it decides first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

_MARK = (
    r"a\s?\.?\s?m\b\.?|p\s?\.?\s?m\b\.?|o'?\s?clock|hrs?\b|h\b|uhr|baje|bje|बजे"
    r"|টায়|টার|টা\b|টা|ঘটিকা|часов|часа|час|ч\b"
    r"|heures?|horas?|hs\b|সময়|ta\b|tay\b|tar\b"
)
_TIME = re.compile(
    rf"(?<![0-9:.+/])([0-9]{{1,2}})(?:\s?[:.h]\s?([0-5][0-9]))?(?![0-9/])\s*({_MARK})?"
)
_LED = re.compile(
    r"(?:\b(?:at|around|about|by|after|before|between|from|to|till|until|and|post"
    r"|saa|a las|las|as"
    r"|por volta das|das|a|vers|entre|sobre las|в|после|до|с|к|past|since)"
    r"|ساعه|الساعه|بعد|قبل|حوالي|من|الي|के बाद|-|–|~|@)\s*$"
)
_TO = (
    r"(?:-|–|—|to|till|until|til|and|or|se|से|থেকে|theke|a|y|y las|a las|hasta"
    r"|hasta las|et|e|e as"
    r"|as|ate as|ate|до|и|по|الي|حتي|الي ساعه|و|hadi|na|&|tak|through|এর মধ্যে|o)"
)
_BETWEEN = re.compile(rf"^[\s.]*{_TO}[\s.]*$")
_RANGE_GOES_ON = re.compile(rf"^[\s.]*{_TO}[\s.]*[0-9]")
_HALF = re.compile(r"\b(?:half past|half|saa?dh?e|saa?rhe|साढ़े|साढे|সাড়ে|share)\s+([0-9]{1,2})\b(?!:)")
_QUARTER_PAST = re.compile(r"\b(?:quarter past|sava|सवा|সোয়া)\s+([0-9]{1,2})\b")
_QUARTER_TO = re.compile(r"\b(?:quarter to|paune|पौने|পৌনে)\s+([0-9]{1,2})\b")
_HOURS = r"\s*(?:h|hs|horas?|heures?|o'?clock)?"
_AND_HALF = re.compile(
    rf"\b([0-9]{{1,2}}){_HOURS}\s*(?:y media|et demie?|e meia|na nusu|ونصف|و نصف"
    rf"|ونص|و نص)(?!\w)"
)
_AND_QUARTER = re.compile(
    rf"\b([0-9]{{1,2}}){_HOURS}\s*(?:y cuarto|et quart|e quinze|na robo|وربع|و ربع"
    rf"|والربع)(?!\w)"
)
_LESS_QUARTER = re.compile(
    rf"\b([0-9]{{1,2}}){_HOURS}\s*(?:menos cuarto|moins le quart|menos quinze"
    rf"|kasoro robo|الا ربع|الا الربع)(?!\w)"
)
_TO_HOUR = re.compile(r"(?:без четверти|quinze para as|um quarto para as)\s+([0-9]{1,2})\b")
_MILITARY = re.compile(r"(?<![0-9:.+/])([01][0-9]|2[0-3])([0-5][0-9])\s*(?:hrs?|hours?|h)\b")
_LED_WORD = re.compile(
    r"(\b(?:at|saa|past|to|after|before|a las|saa?dh?e|saa?rhe|साढ़े|sava"
    r"|paune) )([^\W\d_]{2,9})\b"
)
_ORDINALS = {
    "первого": 1, "второго": 2, "третьего": 3, "четвертого": 4, "пятого": 5, "шестого": 6,
    "седьмого": 7, "восьмого": 8, "девятого": 9, "десятого": 10, "одиннадцатого": 11,
    "двенадцатого": 12,
}  # fmt: skip
_POL = re.compile(rf"\bпол(?:овина|овине)?[\s-]?({'|'.join(_ORDINALS)})\b")
_NOON = re.compile(r"\b(?:12 noon|noon|midday|mediodia|midi|meio dia|полдень)\b")
_MORNING = (("утра", "am"), ("дня", "pm"), ("вечера", "pm"), ("ночи", "am"))


_NOON_HOUR = 12


@dataclass(frozen=True, slots=True)
class Clock:
    """One time of the day in the text; `half` is am, pm or "" where none was said."""

    start: int
    end: int
    hour: int
    minute: int
    half: str
    sure: bool


def find_clocks(text: str, numbers: Mapping[str, int], *, alone: bool) -> list[Clock]:
    """Every time of the day, in order; a bare number counts where the message is little else."""
    text = _in_digits(text, numbers)
    found: list[Clock] = []
    for match in _TIME.finditer(text):
        hour, minute, mark = int(match[1]), int(match[2] or 0), (match[3] or "").strip()
        led = bool(_LED.search(text[: match.start()]))
        following = bool(_RANGE_GOES_ON.match(text[match.end() : match.end() + 16]))
        if hour > 24 or not (mark or match[2] or led or alone or following):
            continue
        half = _half(mark, text[match.end() : match.end() + 8])
        swahili = text[: match.start()].rstrip().endswith("saa")
        hour = (hour + 6) % 12 or 12 if swahili and hour <= 12 else hour
        found.append(Clock(match.start(), match.end(), hour, minute, half, bool(mark or match[2])))
    noon = _NOON.search(text)
    if noon and not found:
        found.append(Clock(noon.start(), noon.end(), 12, 0, "pm", True))
    return found


def is_range(text: str, one: Clock, other: Clock, numbers: Mapping[str, int]) -> bool:
    """Whether the words between two times make them a window."""
    return bool(_BETWEEN.match(_in_digits(text, numbers)[one.end : other.start]))


def as_time(clock: Clock, part: str | None) -> time | None:
    """The time of the day; the part of the day decides where am or pm was not said."""
    hour = clock.hour
    half = clock.half or _half_of(part, hour)
    if hour == 24:
        hour = 0
    elif half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    elif not half and not part and 1 <= hour <= 7 and not _is_full(clock):
        hour += 12
    return time(hour, clock.minute) if hour < 24 else None


def as_window(one: Clock, other: Clock, part: str | None) -> tuple[time, time] | None:
    """Both ends; the first takes its am or pm from the second where that keeps the order."""
    end = as_time(other, part)
    start = as_time(one, part)
    if not one.half and (other.half or part) and end:
        same = as_time(Clock(one.start, one.end, one.hour, one.minute, other.half, True), part)
        start = same if same and same < end else as_time(_am(one), None)
    if start and end and start >= end and not other.half and other.hour < 12:
        end = time(other.hour + 12, other.minute)
    return (start, end) if start and end and start < end else None


def _am(clock: Clock) -> Clock:
    return Clock(clock.start, clock.end, clock.hour, clock.minute, "am", True)


def _is_full(clock: Clock) -> bool:
    """A 24-hour spelling such as "06:00" or "0:30"."""
    return clock.hour == 0


def _half_of(part: str | None, hour: int) -> str:
    if part == "morning":
        return "am" if hour != _NOON_HOUR else "pm"
    if part in ("afternoon", "evening"):
        return "pm" if hour != 12 or part == "afternoon" else "am"
    return ""


def _half(mark: str, after: str) -> str:
    if mark.startswith(("a", "p")) and "m" in mark:
        return f"{mark[0]}m"
    return next((half for word, half in _MORNING if after.strip().startswith(word)), "")


def _in_digits(text: str, numbers: Mapping[str, int]) -> str:
    """Number words beside a mark of time as digits, halves and quarters as minutes."""

    def digit(match: re.Match[str]) -> str:
        value = numbers.get(match[2])
        return match[0] if value is None else f"{match[1]}{value}"

    text = _LED_WORD.sub(digit, text)
    text = re.sub(rf"()([^\W\d_]\S{{1,9}})(?=\s*(?:{_MARK}))", digit, text)
    text = _POL.sub(lambda m: f"{_ORDINALS[m[1]] - 1 or 12}:30", text)
    text = _HALF.sub(r"\1:30", text)
    text = _QUARTER_PAST.sub(r"\1:15", text)
    text = _AND_HALF.sub(r"\1:30", text)
    text = _AND_QUARTER.sub(r"\1:15", text)
    text = _MILITARY.sub(r"\1:\2", text)
    text = _LESS_QUARTER.sub(_before_hour, text)
    text = _TO_HOUR.sub(_before_hour, text)
    return _QUARTER_TO.sub(_before_hour, text)


def _before_hour(match: re.Match[str]) -> str:
    """A quarter to the hour named."""
    return f"{int(match[1]) - 1 or 12}:45"
