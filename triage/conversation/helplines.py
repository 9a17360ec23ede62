"""Whom to call in a country: the ambulance, and a line for somebody who wishes to die.

Decided here: how a line is said. Its number comes with its name and its hours where they are known,
and without any word of a language.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.conversation.calendar import Calendar
from triage.conversation.calltime_words import days_words
from triage.vocabulary import Channel


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A line that listens. `plain` is its name as an SMS carries it in GSM-7, "" where it has none.

    `hours` are "24 h" or local times ("08:00-20:00"), "" where no source gives them; `days` are
    the days of the week when it is not open on all of them.
    """

    name: str
    plain: str
    number: str
    hours: str = ""
    days: tuple[int, ...] = ()

    def words(self, channel: Channel, calendar: Calendar) -> str:
        """As it stands in a sentence: "Tele MANAS 14416 (24 h)"."""
        name = self.plain if channel is Channel.SMS else self.name
        if self.number not in name.split():
            begins = self.number.split()[0]
            name = f"{name.removesuffix(begins).rstrip()} {self.number}".strip()
        when = f"{days_words(self.days, calendar)} {self.hours}" if self.days else self.hours
        return f"{name} ({when})" if when else name


@dataclass(frozen=True, slots=True)
class Helplines:
    """The numbers of one country; `crisis` is None where no sourced line is known."""

    emergency: str
    crisis: CrisisLine | None = None
