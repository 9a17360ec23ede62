"""A lead's values in the words that coordinators use: never a code alone.

Labels are ours and English; names of services and countries come from the texts.
"""

from __future__ import annotations

import re
from datetime import date

from triage.conversation.script import Script
from triage.services.messages.effects import QUESTIONS, RULE
from triage.vocabulary import Channel, Field, Flag, LeadStatus, Service

#: The facts of a lead in the order of the form, with the label that coordinators read.
LABELS: dict[str, str] = {
    "service": "Service",
    Field.ENQUIRER_NAME: "Who writes",
    Field.FOR_WHOM: "For whom",
    Field.NAME: "Patient's name",
    Field.AGE: "Age",
    Field.CANCER_TYPE: "Cancer",
    Field.STAGE: "Stage",
    Field.COUNTRY: "Country",
    Field.CITY: "City",
    Field.CALL_TIME: "Call time they asked for",
    Field.PHONE: "Phone they gave",
    Field.QUESTION: "Answer to the service's question",
}
#: What a change in the history may name besides.
_MORE_LABELS: dict[str, str] = {Field.ZONE: "Time zone", Field.LANGUAGE: "Language"}
#: What is worth asking for when it is not there.
ASKED_FOR = (
    *("service", Field.FOR_WHOM, Field.NAME, Field.CANCER_TYPE, Field.STAGE),
    *(Field.COUNTRY, Field.CITY, Field.CALL_TIME),
)
#: Kept beside the facts, of which several stand side by side; shown in places of their own.
ASIDE = frozenset({QUESTIONS, RULE})
STATUSES: dict[LeadStatus, str] = {
    LeadStatus.NEW: "New",
    LeadStatus.CONTACTED: "Contacted",
    LeadStatus.IN_PROGRESS: "In progress",
    LeadStatus.WON: "Won",
    LeadStatus.LOST: "Lost",
    LeadStatus.CLOSED: "Closed",
}
FLAGS: dict[Flag, str] = {
    Flag.EMERGENCY: "Red flag: emergency",
    Flag.SELF_HARM: "Red flag: self-harm",
    Flag.CONCERN: "Worrying words",
    Flag.ASKED_FOR_PERSON: "Asked for a person",
    Flag.QUESTION: "Question waiting",
    Flag.ERASE_REQUEST: "Wants to be erased",
    Flag.NO_CONSENT: "No consent to health questions",
    Flag.WROTE_AFTER_STOP: "Wrote after STOP",
    Flag.ATTACHMENT: "Sent files",
    Flag.BOT_FAILED: "The bot failed",
    Flag.NOT_DELIVERED: "A message did not get through",
    Flag.BEREAVED: "Bereaved",
    Flag.WRONG_NUMBER: "Wrong number",
}
CHANNELS = {Channel.SMS.value: "SMS", Channel.WHATSAPP.value: "WhatsApp"}
#: Whom the form offers, in its order; anybody else can be typed.
RELATIONS = (
    *("self", "mother", "father", "wife", "husband", "son", "daughter", "child"),
    *("brother", "sister", "other relative", "friend", "patient of a doctor"),
)
STAGES = ("0", "1", "2", "3", "4", "unknown")
SENDER = "<sender>"
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})\S*| (\w+))?")
_WISHES = {
    "asap": "As soon as possible",
    "anytime": "At any time",
    "no calls": "No calls",
}


def label_of(field: str) -> str:
    """The label of a fact; a field that has none is named as it is."""
    return LABELS.get(field) or _MORE_LABELS.get(field) or field.replace("_", " ").capitalize()


def service_words(script: Script, service: int | None) -> str:
    """What one of our services is called; empty where none was picked."""
    if service is None:
        return ""
    return script.say(f"option.menu.{Service(service).value}", "en", Channel.WHATSAPP)


def value_words(script: Script, field: str, value: str) -> str:
    """A stored value as a person would read it out; phones come out as they are."""
    if field == "service" and value.isdigit():
        return service_words(script, int(value))
    if field == Field.COUNTRY:
        return script.country(value, "en")
    if field == Field.CALL_TIME:
        return call_time_words(value)
    if field == Field.STAGE:
        return "Not known to them" if value == "unknown" else value
    if field == Field.PHONE and value == SENDER:
        return "The number they write from"
    if field == Field.AGE and value.isdigit():
        return f"{value} year{'s' if value != '1' else ''}"
    if field in (Field.CANCER_TYPE, Field.FOR_WHOM):
        return value[:1].upper() + value[1:]
    return value


def call_time_words(value: str) -> str:
    """A wish for a call, from the form that CONTRACT.md section 4 gives it."""
    if value in _WISHES:
        return _WISHES[value]
    if value.startswith("daily "):
        begin, _, end = value.removeprefix("daily ").partition("-")
        return f"Every day {begin} to {end}" if end else f"Every day from {begin}"
    first, _, last = value.partition("/")
    begin, end = _moment_words(first), _moment_words(last)
    if not end:
        return begin
    day = begin.rpartition(" ")[0]
    return f"{begin} to {end.removeprefix(day).strip() if day else end}"


def _moment_words(text: str) -> str:
    found = _DATED.fullmatch(text)
    if found is None:
        return text
    day, clock, part = found.groups()
    try:
        shown = date.fromisoformat(day).strftime("%a %-d %b")
    except ValueError:
        return text
    return " ".join(word for word in (shown, clock or part) if word)
