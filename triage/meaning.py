"""What the understanding hands to the conversation: a Meaning, and the Situation it was read in.

A leaf: both `understanding` (which makes it) and `conversation` (which acts on it) import it, and
neither imports the other. What is made often is a NamedTuple: as frozen, and built at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from triage.vocabulary import Command, Danger, Field, Service, Signal, Topic


class Fact(NamedTuple):
    """One thing a person told us.

    `value` has the form that CONTRACT.md section 4 gives for the field; `said` holds their own
    words; `source` is the id of the message it came from (0: not from a message);
    `understood` is False when we kept the words as written because we could not read them.
    """

    field: Field
    value: str
    said: str = ""
    source: int = 0
    understood: bool = True


@dataclass(frozen=True, slots=True)
class Situation:
    """What a reader may know besides the text.

    `now` is aware; `country` (ISO 3166-1 alpha-2) and `sender` (E.164) come from the number the
    person writes from and may be None; `zone` is an IANA name; `expecting` is the field that the
    open question asks for.
    """

    now: datetime
    country: str | None = None
    zone: str | None = None
    sender: str | None = None
    expecting: Field | None = None
    language: str = "en"
    last_topic: Topic | None = None
    known: tuple[Fact, ...] = ()


class Meaning(NamedTuple):
    """Everything that was read from one message; the conversation decides what counts.

    `answer` is the value for `Situation.expecting`, or None (ask again); `also` holds facts that
    came along. `number` is a bare number (digit in any script, keycap, word, ordinal), or the one
    of "change 3". `choices` are labels to offer when unsure, best first. `asks` says that the text
    is a question or a request: it is never kept as the answer to one of ours. `option` is the id
    of a tapped button (`menu:2`, `faq:types`, `command:menu`, `say:yes`, `for_whom:mother` ...).
    `died` is set where they say that somebody has died: the relation ("mother"), or "patient" where
    none is named.
    """

    text: str = ""
    danger: Danger | None = None
    concern: bool = False
    rule: str | None = None
    command: Command | None = None
    signal: Signal | None = None
    option: str | None = None
    number: int | None = None
    answer: Fact | None = None
    also: tuple[Fact, ...] = ()
    service: Service | None = None
    topic: Topic | None = None
    choices: tuple[str, ...] = ()
    asks: bool = False
    language: str | None = None
    died: str | None = None
    confidence: float = 0.0
