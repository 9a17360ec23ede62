"""What a turn of talk does, as data: the shell carries it out, in order.

Everything is frozen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.meaning import Fact
from triage.vocabulary import Flag, MediaKind, Service


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
class SaysWhetherCalled:
    """The answer to "did our coordinator reach you?"."""

    called: bool


@dataclass(frozen=True, slots=True)
class LeaveAlone:
    """The patient has died: whoever wrote so is reminded of nothing more, at no address of theirs,
    and open promises are withdrawn."""


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


@dataclass(frozen=True, slots=True)
class AnswerAgain:
    """The bot has the talk again after a coordinator, and its reply says so or needs not."""


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
    | AnswerAgain
    | SaysWhetherCalled
    | LeaveAlone
)
