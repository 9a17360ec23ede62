"""The typed view of the texts: what `triage.content` loads and `advance` speaks from.

Data only. A text has two forms: `sms` (GSM-7, short) and `whatsapp`. Placeholders are `{names}`;
`NEEDED` in `keys.py` lists every key with the placeholders it may use, and the loader refuses
anything else, so `say` cannot fail on vetted content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from triage.vocabulary import Channel, OfficeHours, Topic

__all__ = ["Answer", "Language", "OfficeHours", "Script", "Text"]


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

    `countries` holds, for each language, the country names by ISO 3166-1 alpha-2 code.
    """

    languages: Mapping[str, Language]
    served: tuple[str, ...]
    office: OfficeHours
    call_number: str
    version: str
    countries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def text(self, key: str, language: str) -> Text:
        """The text in this language, or in English where this language does not have it."""
        here = self.languages.get(language)
        found = here.texts.get(key) if here else None
        return found if found else self.languages["en"].texts[key]

    def say(self, key: str, language: str, channel: Channel, **values: str) -> str:
        """The words for one key, with its placeholders filled in."""
        text = self.text(key, language)
        form = text.sms if channel is Channel.SMS else text.whatsapp
        return form.format_map({"call_number": self.call_number, **values})

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
