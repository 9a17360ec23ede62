"""Names that are no texts of ours, for every language that we have texts in, as plain data.

Babel is loaded only where they are made: `triage.kept` keeps them, so that a web process needs
neither Babel nor its tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from triage.content.files import language_codes, packaged
from triage.conversation.calendar import Calendar
from triage.conversation.script import Text


@dataclass(frozen=True, slots=True)
class Names:
    """By language (ISO 639-1): what countries are called, by ISO 3166-1 alpha-2, and the words of
    time as they usually are."""

    countries: Mapping[str, Mapping[str, str]]
    calendars: Mapping[str, Calendar]


def our_names() -> Names:
    """The names in every language that has packaged texts, taken from Babel."""
    from triage.content.countries import country_names, forget_locales, usual_calendar

    codes = language_codes(packaged())
    names = Names(country_names(codes), {code: usual_calendar(code) for code in codes})
    forget_locales()
    return names


def calendar_of(usual: Calendar, texts: Mapping[str, Text]) -> Calendar:
    """A language's usual calendar with those of its texts that name days and zones."""

    def own(name: str, otherwise: str) -> str:
        text = texts.get(f"time.{name}")
        return text.sms if text else otherwise

    return replace(
        usual,
        today=own("today", usual.today),
        tomorrow=own("tomorrow", usual.tomorrow),
        zone=own("zone", usual.zone),
    )
