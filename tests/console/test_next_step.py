"""The next step: one plain sentence, the most urgent thing first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from triage.services.leads.next_step import Standing, Tone, next_step
from triage.vocabulary import Flag, LeadStatus

NOW = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)  # 14:40 in India, 12:10 in Kenya


def standing(**changes: Any) -> Standing:
    """Asha's lead, new, with consent, seen from the office in India."""
    return Standing(**{"now": NOW, "zone": "Africa/Nairobi", "my_zone": "Asia/Kolkata", **changes})


def promised(minutes: int, length: int = 60) -> dict[str, Any]:
    """A promise that begins in so many minutes."""
    start = NOW + timedelta(minutes=minutes)
    return {"promised": (start, start + timedelta(minutes=length))}


ALL = tuple(flag.value for flag in Flag)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Nobody has called yet: call."),
        ({"flags": ("emergency",)}, "Red flag: call now or check that help is on the way."),
        (
            {"flags": ("emergency",), "can_call": False},
            "Red flag: there is no number to call. Write back now, and ask for one.",
        ),
        ({"flags": ("concern",)}, "Worrying words: read the marked message and call now."),
        (promised(20), "Call at 12:30 their time, 15:00 yours (in 20 min)."),
        ({**promised(20), "my_zone": "Africa/Nairobi"}, "Call at 12:30 their time (in 20 min)."),
        (promised(26 * 60), "Call at 14:10 tomorrow their time, 16:40 yours (in 26 hours)."),
        (
            promised(4 * 24 * 60),
            "Call at 12:10 on Fri 27 Nov their time, 14:40 yours (in 4 days).",
        ),
        (promised(-10), "Call now: we said 12:00 their time, until 13:00."),
        (promised(-90), "Call at once: we said 10:40 their time, 2 hours ago."),
        (
            {**promised(20), "opted_out": ("whatsapp",)},
            "Call at 12:30 their time, 15:00 yours (in 20 min). "
            "Do not write: they opted out on WhatsApp.",
        ),
        (
            {**promised(-10), "can_call": False},
            "A call is due (we said 12:00 their time), but there is no number: "
            "write and ask for one.",
        ),
        ({"flags": ("question",)}, "Answer the question: the bot could not."),
        ({"flags": ("asked_for_person",)}, "They asked for a person: call."),
        (
            {"flags": ("asked_for_person",), "wants_no_calls": True},
            "They asked for a person. Answer in writing.",
        ),
        ({"flags": ("bot_failed",)}, "The bot could not answer: read the last message and reply."),
        (
            {"flags": ("erase_request",)},
            "Erasure asked for. Confirmed in the chat it is done by itself; else ask your lead.",
        ),
        (
            {"consent": False, "flags": ("no_consent",)},
            "Ask for consent before health is spoken of: they declined in writing.",
        ),
        ({"consent": False}, "Ask for consent before health is spoken of: none was given."),
        ({"opted_out": ("whatsapp",)}, "They opted out on WhatsApp: call instead."),
        (
            {"opted_out": ("whatsapp", "sms"), "wants_no_calls": True},
            "They opted out on WhatsApp and SMS and want no calls: leave them in peace.",
        ),
        ({"wants_no_calls": True}, "They want no calls. Answer in writing."),
        ({"can_call": False}, "There is no number to call: write and ask for one."),
        ({"last_call": "no_answer"}, "Call again: the last call did not reach them."),
        ({"flags": ("wrong_number",)}, "The number was wrong: write and ask for the right one."),
        ({"last_call": "reached", "flags": ("attachment",)}, "Look at the files they sent."),
        (
            {"last_call": "reached", "missing": ("Stage", "City")},
            "Ask for what is missing: Stage, City.",
        ),
        ({"last_call": "reached"}, "Nothing is waiting. Keep in touch as you agreed."),
        ({"status": LeadStatus.WON}, "Closed: nothing to do unless they write again."),
        (
            {"left_alone": True},
            "A bereaved family: leave them in peace. Answer only if they write or call.",
        ),
        ({"erased": True, "flags": ALL}, "This person was erased. There is nothing left to do."),
    ],
)
def test_it_says_what_to_do(changes: dict[str, Any], words: str) -> None:
    assert next_step(standing(**changes)).words == words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"flags": ("self_harm",)}, promised(-10)),
        ({"flags": ("emergency",)}, {"status": LeadStatus.CLOSED}),
        ({"flags": ("concern",)}, {"flags": ("question",)}),
        ({"flags": ("erase_request",)}, {"consent": False}),
        (promised(-10), {"flags": ("question",)}),
        ({"flags": ("question",)}, promised(20)),
        ({"flags": ("question",)}, {"status": LeadStatus.CLOSED}),
        ({"left_alone": True}, promised(20)),
        ({"opted_out": ("sms",)}, {"consent": False}),
        ({"consent": False}, {"missing": ("City",)}),
    ],
)
def test_the_more_urgent_thing_wins(first: dict[str, Any], second: dict[str, Any]) -> None:
    flags = (*second.get("flags", ()), *first.get("flags", ()))
    both = standing(**{**second, **first, **({"flags": flags} if flags else {})})

    assert next_step(both) == next_step(standing(**first))


@pytest.mark.parametrize(
    ("changes", "tone"),
    [
        ({"flags": ("self_harm",)}, Tone.ALARM),
        (promised(-1), Tone.ALARM),
        (promised(25), Tone.WARN),
        (promised(300), Tone.CALM),
        ({"status": LeadStatus.LOST}, Tone.CALM),
        ({}, Tone.WARN),
    ],
)
def test_it_presses_as_much_as_it_matters(changes: dict[str, Any], tone: Tone) -> None:
    assert next_step(standing(**changes)).tone is tone
