"""The public label of a meaning (CONTRACT.md section 4): what `triage understand` prints."""

from __future__ import annotations

from triage.meaning import Meaning
from triage.vocabulary import Service, Signal, Topic

OUT_OF_SCOPE = "out_of_scope"
CHOOSE = "choose"
_GIVEN = frozenset({Topic.GIVEN_IV, Topic.GIVEN_ORAL, Topic.GIVEN_TOPICAL, Topic.GIVEN_BLADDER})
_TALK = frozenset(Signal) - {Signal.UNCLEAR, Signal.ASK}


def label_of(meaning: Meaning) -> str:
    """What a message alone means when the menu has just been shown."""
    if meaning.danger:
        return f"redflag:{meaning.danger}"
    if meaning.command:
        return f"command:{meaning.command}"
    if meaning.signal is Signal.ASK:
        return "command:help"
    if meaning.signal is Signal.NOT_CALLED:
        return "command:human"
    if meaning.signal in _TALK:
        return "command:menu"
    if meaning.number in tuple(Service):
        return f"menu:{meaning.number}"
    if meaning.service:
        return f"menu:{meaning.service.value}"
    if meaning.topic:
        return topic_label(meaning.topic)
    return CHOOSE if meaning.choices and not meaning.concern else OUT_OF_SCOPE


def topic_label(topic: Topic) -> str:
    """The `faq:` label of a topic; the ways of giving share one."""
    return f"faq:{Topic.HOW_GIVEN if topic in _GIVEN else topic}"
