"""What a coordinator does next about a lead, as one plain sentence. Pure: time comes in.

The most urgent thing wins: danger first, then what a person waits for, then what was promised, then
what is still missing. A lead without a number to call says so instead of "call".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from triage.vocabulary import Flag, LeadStatus

_CLOSED = frozenset({LeadStatus.WON, LeadStatus.LOST, LeadStatus.CLOSED})
_DAY = timedelta(days=1)


class Tone(StrEnum):
    """How much it presses."""

    ALARM = "alarm"
    WARN = "warn"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class NextStep:
    """One sentence and how much it presses."""

    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a lead stands, as far as the next step hangs on it. Times are aware.

    `promised` is begin and end of the open promise; `zone` is the patient's, `my_zone` that of who
    reads; `opted_out` names the channels; `last_call` is the outcome of the newest call, None
    before the first; `missing` names what we do not know yet.
    """

    now: datetime
    zone: str
    my_zone: str
    status: LeadStatus = LeadStatus.NEW
    flags: tuple[str, ...] = ()
    erased: bool = False
    left_alone: bool = False
    can_call: bool = True
    wants_no_calls: bool = False
    consent: bool = True
    opted_out: tuple[str, ...] = ()
    promised: tuple[datetime, datetime] | None = None
    last_call: str | None = None
    missing: tuple[str, ...] = ()


def next_step(at: Standing) -> NextStep:
    """The most urgent thing to do."""
    for steps in (_danger, _wishes, _due, _waiting, _ways, _work):
        found = next(steps(at), None)
        if found is not None:
            return found
    return NextStep("Nothing is waiting. Keep in touch as you agreed.", Tone.CALM)


def _danger(at: Standing) -> Iterator[NextStep]:
    if at.erased:
        yield NextStep("This person was erased. There is nothing left to do.", Tone.CALM)
    reach = (
        "call now or check that help is on the way."
        if at.can_call
        else "there is no number to call. Write back now, and ask for one."
    )
    if Flag.SELF_HARM in at.flags:
        yield NextStep(f"Red flag, thoughts of self-harm: {reach}", Tone.ALARM)
    if Flag.EMERGENCY in at.flags:
        yield NextStep(f"Red flag: {reach}", Tone.ALARM)
    if Flag.CONCERN in at.flags:
        words = "Worrying words: read the marked message and call now."
        without = "Worrying words: read the marked message and write back now."
        yield NextStep(words if at.can_call else without, Tone.ALARM)


def _wishes(at: Standing) -> Iterator[NextStep]:
    """What the person asked of us comes before what we want of them."""
    if Flag.ERASE_REQUEST in at.flags:
        words = "Erasure asked for. Confirmed in the chat it is done by itself; else ask your lead."
        yield NextStep(words, Tone.WARN)
    if Flag.BEREAVED in at.flags:
        words = "They write that the patient has died: read it, and answer gently if at all."
        yield NextStep(words, Tone.WARN)
    if at.left_alone:
        words = "A bereaved family: leave them in peace. Answer only if they write or call."
        yield NextStep(words, Tone.CALM)


def _due(at: Standing) -> Iterator[NextStep]:
    """A promise that has begun."""
    if at.promised is None or at.promised[0] > at.now:
        return
    start, end = at.promised
    said = f"we said {_clock(start, at)} their time"
    if not at.can_call:
        words = f"A call is due ({said}), but there is no number: write and ask for one."
        yield NextStep(words, Tone.ALARM)
    elif at.now > end:
        yield NextStep(f"Call at once: {said}, {_span(at.now - start)} ago.", Tone.ALARM)
    else:
        yield NextStep(f"Call now: {said}, until {_clock(end, at)}.", Tone.ALARM)


def _waiting(at: Standing) -> Iterator[NextStep]:
    """Somebody waits for a person of ours."""
    if Flag.NOT_DELIVERED in at.flags:
        words = "A message did not get through: read why in the talk, and reach them otherwise."
        yield NextStep(words, Tone.WARN)
    if Flag.BOT_FAILED in at.flags:
        yield NextStep("The bot could not answer: read the last message and reply.", Tone.WARN)
    if Flag.BEREAVED in at.flags:
        words = "They wrote of a death: read the message. If the patient died, leave them in peace."
        yield NextStep(words, Tone.WARN)
    if Flag.QUESTION in at.flags:
        yield NextStep("Answer the question: the bot could not.", Tone.WARN)
    if Flag.ASKED_FOR_PERSON in at.flags:
        words = "They asked for a person: call." if _may_call(at) else "They asked for a person."
        yield NextStep(words if _may_call(at) else f"{words} {_write(at)}", Tone.WARN)
    if Flag.WRONG_NUMBER in at.flags:
        yield NextStep("The number was wrong: write and ask for the right one.", Tone.WARN)
    if at.status in _CLOSED:
        yield NextStep("Closed: nothing to do unless they write again.", Tone.CALM)


def _ways(at: Standing) -> Iterator[NextStep]:
    """How they can be reached, and when."""
    if at.promised is not None:
        yield _promised(at, *at.promised)
    told_to_stop = Flag.WROTE_AFTER_STOP in at.flags or bool(at.opted_out)
    if told_to_stop and at.last_call != "reached":
        yield _opted_out(at)
    if not at.can_call:
        yield NextStep("There is no number to call: write and ask for one.", Tone.WARN)
    if at.wants_no_calls:
        yield NextStep(f"They want no calls. {_write(at)}", Tone.CALM)


def _work(at: Standing) -> Iterator[NextStep]:
    """What is left to do with somebody who can be called."""
    if not at.consent:
        asked = Flag.NO_CONSENT in at.flags
        said = "they declined in writing" if asked else "none was given"
        yield NextStep(f"Ask for consent before health is spoken of: {said}.", Tone.WARN)
    if at.last_call is None:
        yield NextStep("Nobody has called yet: call.", Tone.WARN)
    if at.last_call in ("no_answer", "again"):
        yield NextStep("Call again: the last call did not reach them.", Tone.WARN)
    if Flag.ATTACHMENT in at.flags:
        yield NextStep("Look at the files they sent.", Tone.WARN)
    if at.missing:
        yield NextStep(f"Ask for what is missing: {', '.join(at.missing)}.", Tone.CALM)


def _promised(at: Standing, start: datetime, _end: datetime) -> NextStep:
    when, wait = _clock(start, at), start - at.now
    here = f", {_hour(start, at.my_zone)} yours" if _differs(start, at) else ""
    words = f"Call at {when} their time{here} (in {_span(wait)})."
    if not at.can_call:
        words = f"A call is promised for {when} their time, but there is no number: ask for one."
    elif at.opted_out:
        words += f" Do not write: they opted out on {_channels(at)}."
    soon = wait <= timedelta(minutes=30) or not at.can_call
    return NextStep(words, Tone.WARN if soon else Tone.CALM)


def _opted_out(at: Standing) -> NextStep:
    channels = _channels(at) or "a channel"
    if at.wants_no_calls:
        words = f"They opted out on {channels} and want no calls: leave them in peace."
        return NextStep(words, Tone.CALM)
    if not at.can_call:
        return NextStep(f"They opted out on {channels}, and left no number to call.", Tone.CALM)
    return NextStep(f"They opted out on {channels}: call instead.", Tone.WARN)


def _may_call(at: Standing) -> bool:
    return at.can_call and not at.wants_no_calls


def _write(at: Standing) -> str:
    return f"But they opted out on {_channels(at)}." if at.opted_out else "Answer in writing."


def _channels(at: Standing) -> str:
    return " and ".join("WhatsApp" if name == "whatsapp" else "SMS" for name in at.opted_out)


def _clock(when: datetime, at: Standing) -> str:
    """The hour on the patient's wall, with the day where it is not today's."""
    zone = ZoneInfo(at.zone)
    there, today = when.astimezone(zone), at.now.astimezone(zone).date()
    hour = there.strftime("%H:%M")
    if there.date() == today:
        return hour
    if there.date() == today + _DAY:
        return f"{hour} tomorrow"
    return f"{hour} on {there.strftime('%a %-d %b')}"


def _hour(when: datetime, zone: str) -> str:
    return when.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def _differs(when: datetime, at: Standing) -> bool:
    return (
        when.astimezone(ZoneInfo(at.zone)).utcoffset()
        != when.astimezone(ZoneInfo(at.my_zone)).utcoffset()
    )


def _span(span: timedelta) -> str:
    """How long, as people say it: "20 min", "3 hours", "2 days"."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours = round(minutes / 60)
    if hours < 36:
        return f"{hours} hour{'s' if hours != 1 else ''}"
    return f"{round(hours / 24)} days"
