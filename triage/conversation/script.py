"""The typed view of the texts: what `triage.content` loads and `advance` speaks from.

Data only. A text has two forms: `sms` (GSM-7, short) and `whatsapp`. Placeholders are `{names}`;
`NEEDED` in `keys.py` lists every key with the placeholders it may use, and the loader refuses
anything else, so `say` cannot fail on vetted content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from triage.conversation.calendar import ENGLISH, Calendar
from triage.conversation.helplines import Helplines
from triage.vocabulary import Channel, OfficeHours, Topic

__all__ = ["Answer", "Calendar", "Helplines", "Language", "OfficeHours", "Script", "Text"]

#: Languages written from right to left.
_RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "he"})
#: Before a number in such a text: keeps "+91 961" from being shown as "961 91+".
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


@dataclass(frozen=True, slots=True)
class Text:
    """One short text in both channel forms; `version` changes whenever a word does."""

    key: str
    sms: str
    whatsapp: str
    version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One vetted answer in parts; after each part but the last, MORE brings the next."""

    topic: Topic
    title: str
    sms: tuple[str, ...]
    whatsapp: tuple[str, ...]
    page: str  # the same answer for the public page: paragraphs parted by empty lines
    source: str
    reviewer: str
    reviewed: date | None  # None: nobody has read it yet
    version: str

    def parts(self, channel: Channel) -> tuple[str, ...]:
        """The parts for one channel, first to last."""
        return self.sms if channel is Channel.SMS else self.whatsapp


@dataclass(frozen=True, slots=True)
class Language:
    """Everything we say in one language (ISO 639-1)."""

    code: str
    name: str
    texts: Mapping[str, Text]
    answers: Mapping[Topic, Answer]
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Script:
    """All we may say, in every language we serve; `served` are the codes a person may choose.

    `countries` holds, for each language, the country names by ISO 3166-1 alpha-2 code; `helplines`
    whom to call in each country; `calendars` the words of time in each language.
    """

    languages: Mapping[str, Language]
    served: tuple[str, ...]
    office: OfficeHours
    call_number: str
    version: str
    countries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    helplines: Mapping[str, Helplines] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)

    def has(self, key: str, language: str) -> bool:
        """Whether this language has a text of its own for a key."""
        here = self.languages.get(language)
        return here is not None and key in here.texts

    def text(self, key: str, language: str) -> Text:
        """The text in this language, or in English where this language does not have it."""
        here = self.languages.get(language)
        own = here.texts.get(key) if here else None
        return own or self.languages["en"].texts[key]

    def say(self, key: str, language: str, channel: Channel, **values: str) -> str:
        """The words for one key, with its placeholders filled in."""
        text = self.text(key, language)
        form = text.sms if channel is Channel.SMS else text.whatsapp
        if "{" not in form and "}" not in form:
            return form
        filled = {"call_number": self.call_number, **values}
        if language in _RIGHT_TO_LEFT and self.has(key, language):
            filled |= {name: _left_to_right(value) for name, value in filled.items()}
        return form.format_map(filled)

    def calendar(self, key: str, language: str) -> Calendar:
        """The words of time for a sentence: in the language that its key is said in."""
        return self.calendars.get(language if self.has(key, language) else "en", ENGLISH)

    def answer(self, topic: Topic, language: str) -> Answer:
        """The vetted answer in this language, or in English where this language has none."""
        here = self.languages.get(language)
        found = here.answers.get(topic) if here else None
        return found if found else self.languages["en"].answers[topic]

    def country(self, code: str, language: str) -> str:
        """The country's name in this language, else in English, else its code."""
        for tongue in (language, "en"):
            name = self.countries.get(tongue, {}).get(code)
            if name:
                return name
        return code


def _left_to_right(value: str) -> str:
    """A value that begins with a number, marked so that its parts keep their order."""
    begins = value.startswith(("+", "(")) or value[:1].isdigit()
    return f"{_LEFT_TO_RIGHT}{value}" if begins else value
