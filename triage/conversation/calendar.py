"""How days, hours and zones are called in one language: plain data, made by `triage.content`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Calendar:
    """The words of time in one language.

    `days` begin with Monday. `clock` holds a pattern for each hour of the day: {h} is the hour of
    twelve, {H} that of 24, {m} the minutes. `noon` and `midnight` stand for their whole hour, where
    a language would be mistaken without. `places` names zones (IANA) otherwise than by their city.
    """

    days: tuple[str, ...]
    months: tuple[str, ...]
    clock: tuple[str, ...]
    noon: str = ""
    midnight: str = ""
    today: str = "today, {day}"
    tomorrow: str = "tomorrow, {day}"
    zone: str = "{place} time"
    places: Mapping[str, str] = field(default_factory=dict)


#: English as an SMS carries it: no character outside GSM-7.
ENGLISH = Calendar(
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    clock=("{h}:{m:02} am",) * 12 + ("{h}:{m:02} pm",) * 12,
    noon="12:00 noon",
    midnight="12:00 midnight",
    places={
        # People call these otherwise than the zone database does; India is the office's own zone.
        "Asia/Kolkata": "India",
        "Asia/Calcutta": "India",
        "Asia/Katmandu": "Kathmandu",
        "Asia/Rangoon": "Yangon",
        "Asia/Saigon": "Ho Chi Minh City",
        "Asia/Ho_Chi_Minh": "Ho Chi Minh City",
        "Europe/Kiev": "Kyiv",
    },
)
