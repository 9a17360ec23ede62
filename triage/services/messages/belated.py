"""A message that no webhook brought us: what may still be done about it, so late.

Decided here: what was answered then (Twilio's log shows our very words) is not answered again; what
is fresh is answered now, by REST; what is older than a day, or was overtaken by a newer message of
the same person, is left to a coordinator: the open question is not the one they answered. STOP and
danger count whatever their age.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from triage.conversation.types import (
    EraseRequest,
    HandOver,
    KeepAttachment,
    OptIn,
    OptOut,
    Outcome,
    RaiseFlag,
    Reply,
    SetLanguage,
)
from triage.services.messages.deciding import Decision, Matter
from triage.storage import Tx, due, messages
from triage.storage.messages import NewMessage
from triage.storage.missed import Since
from triage.vocabulary import Flag

#: WhatsApp takes free words for a day; after that nobody waits for a program any more.
FRESH = timedelta(hours=24)
#: All that a person wrote is read before the first answer goes: a STOP may be among it.
_ANSWER_AFTER = timedelta(seconds=10)

_WHATEVER_ITS_AGE = (RaiseFlag, HandOver, KeepAttachment, OptOut)
_IN_ITS_TURN = (OptIn, EraseRequest, SetLanguage)


class Way(StrEnum):
    """How the answer to a message goes."""

    TWIML = "twiml"  # in the answer to the webhook
    OUTBOX = "outbox"  # by REST, for nobody waits on the line
    SAID = "said"  # not at all: it was answered when it came, or needs no answer any more
    HELD = "held"  # not at all: a coordinator has to look


@dataclass(frozen=True, slots=True)
class Late:
    """What Twilio's log tells of a message beside what is in it.

    `sent_at` is when it was written (aware UTC); `said` are our messages to the same address after
    it; `queued` are answers to the messages before it that still wait to be sent.
    """

    sent_at: datetime
    said: frozenset[str] = field(default=frozenset(), repr=False)
    queued: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided and how the reply goes; `at` is as of when it counts, `heard_at` when the
    person last wrote, as far as we know now."""

    decision: Decision
    way: Way
    at: datetime
    heard_at: datetime


#: Decides about the message at a time.
DecideAt = Callable[[Matter], Decision]


def answer(about: Matter, late: Late, newest: Since, decide_at: DecideAt) -> Answer:
    """What to do about a message; `about.now` is the time by our clock."""
    decision, way = _decide(about, late, newest, decide_at)
    at = late.sent_at if way is Way.SAID else about.now
    return Answer(decision, way, at, max(newest.wrote_at or late.sent_at, late.sent_at))


def _decide(about: Matter, late: Late, newest: Since, at: DecideAt) -> tuple[Decision, Way]:
    then = at(replace(about, now=late.sent_at))
    if _came_before(late.sent_at, newest.wrote_at):
        wants = _came_before(late.sent_at, newest.opted_in_at)
        return _held(then, overtaken=True, wants=wants)
    reply = then.outcome.reply
    if reply is not None and _words(reply.text) in late.said:
        return then, Way.SAID
    if about.now - late.sent_at >= FRESH:
        return _held(then)
    return _once(at(about), late), Way.OUTBOX


def words_of(bodies: list[str]) -> frozenset[str]:
    """Texts as `Late` holds them: blanks are not told apart."""
    return frozenset(_words(body) for body in bodies)


def queue_answer(tx: Tx, answer: NewMessage, *, kind: str, person_id: int, now: datetime) -> None:
    """Store an answer that goes out by REST, after what else the person wrote was read."""
    message_id = messages.add_with_id(tx, answer)
    due.add(tx, kind, message_id, person_id=person_id, run_at=now + _ANSWER_AFTER)


def _came_before(sent_at: datetime, other: datetime | None) -> bool:
    return other is not None and sent_at < other


def _held(then: Decision, *, overtaken: bool = False, wants: bool = False) -> tuple[Decision, Way]:
    """What counts without an answer; the state stays, so that no question is skipped unseen.

    `wants` says that the person asked for messages again since: an older STOP is over.
    """
    kept = _WHATEVER_ITS_AGE if overtaken else _WHATEVER_ITS_AGE + _IN_ITS_TURN
    effects = [effect for effect in then.outcome.effects if isinstance(effect, kept)]
    if wants:
        effects = [effect for effect in effects if not isinstance(effect, OptOut)]
    obeyed = any(isinstance(effect, (OptOut, OptIn)) for effect in effects)
    is_owed = then.outcome.reply is not None and not obeyed
    if is_owed:
        effects.insert(0, RaiseFlag(Flag.BOT_FAILED))
    decision = Decision(Outcome(then.outcome.state, tuple(effects)), None)
    return decision, Way.HELD if is_owed else Way.SAID


def _once(decision: Decision, late: Late) -> Decision:
    """The same words are not said twice in a row, and a STOP this late needs no answer."""
    effects, reply = decision.outcome.effects, decision.outcome.reply
    stopped = any(isinstance(effect, OptOut) for effect in effects)
    if reply is None or not (stopped or _words(reply.text) in late.queued):
        return decision
    silent = tuple(effect for effect in effects if not isinstance(effect, Reply))
    return replace(decision, outcome=Outcome(decision.outcome.state, silent))


def _words(text: str) -> str:
    return " ".join(text.split())
