"""What goes into a turn of talk and what comes out of it: Inbound, State, effects, Outcome.

Everything is frozen. State is plain data that fits into JSON (see `stored.py`), carries a version,
and is all that the conversation remembers between two messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from triage.conversation.effects import (
    AnswerAgain,
    CompleteLead,
    Effect,
    EraseRequest,
    FillLead,
    HandOver,
    KeepAttachment,
    LeaveAlone,
    NoCalls,
    OpenLead,
    OptIn,
    OptOut,
    Promise,
    RaiseFlag,
    RecordConsent,
    Reply,
    SaysWhetherCalled,
    SetLanguage,
    SetService,
)
from triage.meaning import Fact
from triage.vocabulary import Channel, Danger, Field, MediaKind, Service, Topic

__all__ = [
    "AnswerAgain", "CompleteLead", "Consent", "Effect", "EraseRequest", "FillLead", "HandOver",
    "Held", "Inbound", "KeepAttachment", "LeaveAlone", "NoCalls", "OpenLead", "OptIn", "OptOut",
    "Outcome", "Promise", "RaiseFlag", "RecordConsent", "Reply", "SaysWhetherCalled",
    "SetLanguage", "SetService", "State", "Step",
]  # fmt: skip


class Step(StrEnum):
    """Where a person is in the talk; the table of what each one does is `steps.py`."""

    NEW = "new"
    MENU = "menu"
    ASK = "ask"
    CHOOSE = "choose"
    CONSENT = "consent"
    FOR_WHOM = "for_whom"
    PATIENT_NAME = "patient_name"
    CANCER_TYPE = "cancer_type"
    STAGE = "stage"
    PLACE = "place"
    CALL_TIME = "call_time"
    PHONE = "phone"
    QUESTION = "question"
    SUMMARY = "summary"
    DONE = "done"
    SAME_PATIENT = "same_patient"
    RESUME = "resume"
    LANGUAGE = "language"
    ERASE = "erase"
    CALLED = "called"


class Consent(StrEnum):
    """Whether we may ask about health and write it down."""

    UNASKED = "unasked"
    GIVEN = "given"
    DECLINED = "declined"


class Held(StrEnum):
    """Whether a coordinator has the talk, so that the bot keeps quiet."""

    NO = "no"
    NOW = "now"
    ENDED = "ended"  # the bot answers again, and has to say so
    RETURNED = "returned"  # the bot answers again, as the person was told


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as the conversation sees it: no provider, no signature, no sealed bytes.

    `id` is our own id of the stored message; `opt_out_type` is Twilio's STOP, START or HELP when
    Advanced Opt-Out has already answered; `place` is the label or address of a shared location;
    `sender` is the E.164 number or None (WhatsApp user id, short code, alphanumeric sender);
    `held` says whether a coordinator has the talk.
    """

    id: int
    channel: Channel
    text: str = ""
    media: tuple[MediaKind, ...] = ()
    profile_name: str | None = None
    sender: str | None = None
    country: str | None = None
    zone: str | None = None
    place: str | None = None
    opted_out: bool = False
    opt_out_type: str | None = None
    held: Held = Held.NO


class State(NamedTuple):
    """What is remembered between two messages of one person.

    `next_service` and the facts in `pending` wait, after a finished form, for "the same patient?".
    `offered` are the option ids that bare numbers stand for now; `more` names the next part of a
    long answer; `back_to` is the open question that an interruption returns to; `editing` means
    that the next answer returns to the summary; `danger` was last alarmed about at `danger_at`, and
    `concern_at` is when the line on concern was last said while a coordinator had the talk.
    `language` is what we speak, `chosen` that we were told to; `writes` is what they were last seen
    to write in, and `told` holds the languages in which we said what we speak.
    """

    step: Step = Step.NEW
    language: str = "en"
    chosen: bool = False
    writes: str | None = None
    told: tuple[str, ...] = ()
    service: Service | None = None
    next_service: Service | None = None
    has_lead: bool = False
    complete: bool = False
    facts: tuple[Fact, ...] = ()
    pending: tuple[Fact, ...] = ()
    skipped: tuple[Step, ...] = ()
    consent: Consent = Consent.UNASKED
    tries: int = 0
    offered: tuple[str, ...] = ()
    more: str | None = None
    topic: Topic | None = None
    back_to: Step | None = None
    editing: bool = False
    last_at: datetime | None = None
    danger: Danger | None = None
    danger_at: datetime | None = None
    concern_at: datetime | None = None

    def fact(self, name: Field) -> Fact | None:
        """The latest fact known for a field of the current enquiry."""
        for fact in reversed(self.facts):
            if fact.field is name:
                return fact
        return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The new state and everything to be done, in order. At most one Reply; none is silence."""

    state: State
    effects: tuple[Effect, ...] = field(default_factory=tuple)

    @property
    def reply(self) -> Reply | None:
        """What to say, or None for silence."""
        return next((e for e in self.effects if isinstance(e, Reply)), None)
