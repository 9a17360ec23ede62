"""Typical values for placeholders: what a text is counted and shown with.

Lists of options are made from the script itself, as the conversation numbers them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from triage.content.placeholders import placeholders
from triage.conversation.script import Language, Script
from triage.vocabulary import BASICS, NARROWER, Channel, Topic

_FOR_WHOM = ("self", "mother", "father", "wife", "husband", "child", "other")
_CALL_TIME = ("asap", "morning", "afternoon", "evening", "anytime", "no_calls")
_MENU = tuple(f"option.menu.{n}" for n in range(1, 6))

#: Which option texts a key's {options} stands for.
_OPTIONS: dict[str, tuple[str, ...]] = {
    "menu.welcome": _MENU,
    "menu.menu": _MENU,
    "choose.did_you_mean": ("option.menu.1", "option.menu.4", "option.menu.5"),
    "resume.ask": ("option.resume.go_on", "option.command.restart", "option.command.menu"),
    "service.same_patient": ("option.same_patient.yes", "option.same_patient.no"),
    "form.consent": ("option.say.yes", "option.say.no"),
    "form.for_whom": tuple(f"option.for_whom.{who}" for who in _FOR_WHOM),
    "form.call_time": tuple(f"option.call_time.{when}" for when in _CALL_TIME),
    "form.phone": ("option.phone.sender",),
    "callback.ask": ("option.called.yes", "option.called.no"),
}
_TOPICS: dict[str, tuple[Topic, ...]] = {
    "ask.list": BASICS,
    "ask.narrower": NARROWER[Topic.TYPES],
}
_WINDOW = "tomorrow, Tue 24 Nov, between 9:30 am and 12:00 noon (India time)"
#: Placeholders that the conversation fills with a text of the same language.
_OWN_WORDS = {
    "question": "label.cancer_type",
    "service": "option.menu.4",
}
_VALUES = {
    "hours": "Mon-Sat, 09:30 to 18:30 (Asia/Kolkata)",
    "count": "3",
    "name": "Asha Verma",
    "known": "Asha Verma",
    "to": " Asha Verma",
    "patient": "Asha Verma",
    "coordinator": "Bina Rao",
    "facts": "Type of cancer: breast; Stage: 3B",
    "asked": "tomorrow 9 pm",
    "said": _WINDOW,
    "day": "Tue 24 Nov",
    "place": "Ho Chi Minh City",
    "start": "9:30 am",
    "end": "12:00 noon",
    "zone": "India time",
    "days": "Mon-Sat",
    "opens": "09:30",
    "closes": "18:30",
}
_SUMMARY = {
    "label.for_whom": "mother",
    "label.patient_name": "Asha Verma",
    "label.cancer_type": "breast",
    "label.stage": "3B",
    "label.place": "Nairobi, Kenya",
    "label.call_time": _WINDOW,
    "label.phone": "this number",
    "label.question": "chemo twice",
}


def filled(script: Script, language: Language, key: str, form: str) -> str:
    """A form of a text with typical values in place of its placeholders."""
    return form.format_map(_values(script, language, key, placeholders(form)))


def _values(
    script: Script, language: Language, key: str, names: Iterable[str]
) -> Mapping[str, str]:
    values = {"call_number": script.call_number, **_VALUES}
    values |= {name: script.text(own, language.code).sms for name, own in _OWN_WORDS.items()}
    if key.startswith("language."):
        labels = [script.languages[code].name for code in script.served]
    elif key in _TOPICS:
        labels = [script.answer(topic, language.code).title for topic in _TOPICS[key]]
    else:
        labels = [script.text(name, language.code).sms for name in _OPTIONS.get(key, ())]
    values["options"] = _numbered(labels)
    values["number"] = _longest_number(script, language, key)
    values["lines"] = _numbered(
        f"{script.text(label, language.code).sms}: {value}" for label, value in _SUMMARY.items()
    )
    return {name: values.get(name, "") for name in names}


def _longest_number(script: Script, language: Language, key: str) -> str:
    """The longest thing that a text may tell to call: a country's number, or the words without."""
    calendar = script.calendar("time.hours", language.code)
    if key == "talk.self_harm":
        own = "word.crisis_line"
        known = [
            line.crisis.words(Channel.SMS, calendar)
            for line in script.helplines.values()
            if line.crisis
        ]
    else:
        own = "word.emergency_number"
        known = [line.emergency for line in script.helplines.values()]
    return max((script.text(own, language.code).sms, *known), key=len)


def _numbered(labels: Iterable[str]) -> str:
    return "\n".join(f"{number} {label}" for number, label in enumerate(labels, start=1))
