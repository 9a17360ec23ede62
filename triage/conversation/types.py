"""What goes into a turn of talk and what comes out of it: Inbound, State, effects, Outcome.

Everything is frozen. State is plain data that fits into JSON (see `stored.py`), carries a version,
and is all that the conversation remembers between two messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from triage.meaning import Fact
from triage.vocabulary import Channel, Danger, Field, Flag, MediaKind, Service, Topic


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


class Consent(StrEnum):
    """Whether we may ask about health and write it down."""

    UNASKED = "unasked"
    GIVEN = "given"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as the conversation sees it: no provider, no signature, no sealed bytes.

    `id` is our own id of the stored message; `opt_out_type` is Twilio's STOP, START or HELP when
    Advanced Opt-Out has already answered; `place` is the label or address of a shared location;
    `sender` is the E.164 number or None (WhatsApp user id, short code, alphanumeric sender).
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


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered between two messages of one person.

    `next_service` and the facts in `pending` wait, after a finished form, for "the same patient?".
    `offered` are the option ids that bare numbers stand for now; `more` names the next part of a
    long answer; `back_to` is the open question that an interruption returns to; `editing` means
    that the next answer returns to the summary; `danger` was last alarmed about at `danger_at`.
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

    def fact(self, name: Field) -> Fact | None:
        """The latest fact known for a field of the current enquiry."""
        return next((f for f in reversed(self.facts) if f.field is name), None)


# --- effects: what the shell must do, as data -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reply:
    """Say this; `keys` name the texts it was made of; `options` are what numbers and taps mean."""

    text: str
    keys: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenLead:
    """A service was picked, a question handed over or a red flag raised: log a lead now."""

    service: Service | None


@dataclass(frozen=True, slots=True)
class SetService:
    """The open lead is about another service than first picked."""

    service: Service


@dataclass(frozen=True, slots=True)
class FillLead:
    """Write one fact into the open lead; an older value stays in its history.

    `first` says that the lead holds no value for the field yet, which saves looking for one.
    """

    fact: Fact
    first: bool = False


@dataclass(frozen=True, slots=True)
class RaiseFlag:
    """Mark the open lead; `rule` is the id of the red-flag rule that hit."""

    flag: Flag
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """A person has to look; `question` is what was asked, in their own words."""

    flag: Flag
    question: str | None = None


@dataclass(frozen=True, slots=True)
class OptOut:
    """No more messages on this channel; `words` is exactly what was written."""

    words: str
    by_twilio: bool


@dataclass(frozen=True, slots=True)
class OptIn:
    """Messages on this channel are wanted again; `words` is exactly what was written."""

    words: str


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """Health questions are agreed to or declined; the text's key and version are kept as proof."""

    given: bool
    words: str
    text_key: str
    text_version: str


@dataclass(frozen=True, slots=True)
class Promise:
    """We said that we will call between `start` and `end` (aware UTC); `said` is how we put it."""

    start: datetime
    end: datetime
    zone: str
    said: str


@dataclass(frozen=True, slots=True)
class NoCalls:
    """The person wants no calls at all: open promises are withdrawn."""


@dataclass(frozen=True, slots=True)
class CompleteLead:
    """The person confirmed the summary."""


@dataclass(frozen=True, slots=True)
class KeepAttachment:
    """Tie the n-th medium of the message to the open lead."""

    index: int
    kind: MediaKind


@dataclass(frozen=True, slots=True)
class EraseRequest:
    """The person confirmed that all we keep about them shall be deleted."""

    words: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """The person chose the language of our replies (ISO 639-1)."""

    language: str


Effect = (
    Reply
    | OpenLead
    | SetService
    | FillLead
    | RaiseFlag
    | HandOver
    | OptOut
    | OptIn
    | RecordConsent
    | Promise
    | NoCalls
    | CompleteLead
    | KeepAttachment
    | EraseRequest
    | SetLanguage
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The new state and everything to be done, in order. At most one Reply; none is silence."""

    state: State
    effects: tuple[Effect, ...] = field(default_factory=tuple)

    @property
    def reply(self) -> Reply | None:
        """What to say, or None for silence."""
        return next((e for e in self.effects if isinstance(e, Reply)), None)
