"""Beginnings of answers that coordinators pick from, and the names that fill them.

The words are content (`reply.*` in the language's files); here is which there are, in the order of
the list, and what coordinators read in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from triage.conversation.script import Script
from triage.services.leads.shown import unsealed
from triage.services.sealing import for_fact
from triage.vault import PersonKey
from triage.vocabulary import Channel, Field

#: Name of the text -> what it is called in the list.
CANNED: dict[str, str] = {
    "hello": "Hello, I am your coordinator",
    "call_soon": "We will call you soon",
    "not_reached": "We could not reach you",
    "send_reports": "Please send the reports",
    "got_reports": "We have the reports",
    "estimate": "What it costs: a written estimate",
    "no_advice": "I cannot give medical advice",
    "goodbye": "Thank you, write any time",
}
ENGLISH = "en"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Names:
    """Who writes to us and who is ill, as far as we know; empty where we do not."""

    writer: str = field(default="", repr=False)
    patient: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to begin with, filled in."""

    name: str
    label: str
    text: str = field(repr=False)


def names_of(key: PersonKey | None, lead_public_id: str, sealed: Mapping[str, str]) -> Names:
    """The names behind the sealed facts of a lead; what cannot be opened is not known."""

    def opened(name: Field) -> str:
        found = unsealed(key, sealed.get(name), for_fact(lead_public_id, name))
        return " ".join(found.text.split())[:_LONGEST_NAME]

    return Names(opened(Field.ENQUIRER_NAME), opened(Field.NAME))


def values_for(script: Script, language: str, names: Names, coordinator: str) -> dict[str, str]:
    """What a template's known variables stand for: never empty, for Twilio refuses those."""

    def word(key: str) -> str:
        return script.say(key, language, Channel.WHATSAPP)

    return {
        "name": names.writer or word("word.there"),
        "patient": names.patient or word("word.patient"),
        "coordinator": coordinator,
    }


def languages_of(script: Script, language: str) -> tuple[str, ...]:
    """The languages to offer drafts in: the person's first, as far as they are written in it."""
    own = f"reply.{next(iter(CANNED))}"
    return tuple(dict.fromkeys(code for code in (language, ENGLISH) if script.has(own, code)))


def drafts(
    script: Script, language: str, channel: Channel, names: Names, coordinator: str
) -> tuple[Draft, ...]:
    """Every text to begin with, in one language and the form of one channel."""
    known = values_for(script, language, names, coordinator)
    values = {**known, "to": f" {names.writer}" if names.writer else ""}
    return tuple(
        Draft(name, label, script.say(f"reply.{name}", language, channel, **values))
        for name, label in CANNED.items()
    )
