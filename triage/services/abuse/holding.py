"""Whether a decided answer goes out: floods and loops are held back, danger and STOP never are.

Nothing that anybody writes is dropped: a message that is not answered is stored and read for danger
as any other, and a coordinator is asked to look at what the bot left unanswered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from triage.conversation.turn import language_of
from triage.conversation.types import (
    Effect,
    EraseRequest,
    HandOver,
    KeepAttachment,
    LeaveAlone,
    OptIn,
    OptOut,
    Outcome,
    RaiseFlag,
    Reply,
)
from triage.errors import Damaged
from triage.services.abuse import pace
from triage.services.abuse.crowds import Crowds
from triage.services.abuse.pace import Exchange, Pace
from triage.services.house import House
from triage.services.messages.deciding import Decision, Matter, state_of
from triage.services.sealing import for_pace
from triage.storage.people import Correspondent
from triage.vault import PersonKey
from triage.vocabulary import URGENT_FLAGS, Channel, Flag

#: Texts that are said whatever the pace, and that no daily budget holds back.
SAFETY = frozenset(
    {
        *("talk.emergency", "talk.self_harm", "talk.after_danger", "talk.concern"),
        *("talk.bereaved", "talk.bereaved_concern"),
    }
)
_WAIT = "talk.please_wait"
#: What is done about a message of a flood although the talk does not go on with it.
_DONE_ALL_THE_SAME = (RaiseFlag, KeepAttachment, LeaveAlone, EraseRequest)


class Held(StrEnum):
    """Why somebody hears nothing, or "please wait" instead of an answer."""

    WAIT = "wait"  # a flood begins: they are asked to wait
    FLOOD = "flood"
    LOOP = "loop"
    CROWD = "crowd"  # too many strangers at once from one block of numbers


@dataclass(frozen=True, slots=True)
class Paced:
    """The decision that counts, and the pace to keep with the conversation."""

    decision: Decision
    pace_sealed: str | None = None
    held: Held | None = None


def let_through(about: Matter, who: Correspondent, key: PersonKey, decision: Decision) -> Paced:
    """Hold the answer back where it would feed a flood or a loop. Uses no statement."""
    house, outcome = about.house, decision.outcome
    reply, danger = outcome.reply, is_above_limits(outcome)
    text = reply.text if reply else None
    arrival = about.arrival
    exchange = Exchange(arrival.body, text, chosen=arrival.tap is not None, danger=danger)
    limit = house.settings.current().triage_flood_limit
    verdict = pace.judge(_pace_of(who, key), exchange, about.now, limit)
    sealed = key.seal(pace.dump(verdict.pace), for_pace(who.person_public_id))
    if reply is None or (danger and not verdict.loop):
        return Paced(decision, sealed)
    if verdict.flood:
        said = _please_wait(about, who, key) if verdict.fresh else ()
        held = Held.WAIT if verdict.fresh else Held.FLOOD
        return Paced(_set_aside(outcome, said), sealed, held)
    if verdict.loop:
        return Paced(_in_silence(decision, fresh=verdict.fresh), sealed, Held.LOOP)
    if _comes_in_a_crowd(house, about, who) and not _needs_a_person(outcome):
        return Paced(_set_aside(outcome, ()), sealed, Held.CROWD)
    return Paced(decision, sealed)


def is_above_limits(outcome: Outcome) -> bool:
    """Whether an answer is about danger, a death or the person's own stop: it always goes out."""
    reply = outcome.reply
    if reply is not None and not SAFETY.isdisjoint(reply.keys):
        return True
    stops = any(isinstance(effect, OptOut | OptIn) for effect in outcome.effects)
    return stops or raises_alarm(outcome)


def raises_alarm(outcome: Outcome) -> bool:
    """Whether danger was seen."""
    raised = (effect.flag for effect in outcome.effects if isinstance(effect, RaiseFlag))
    return not URGENT_FLAGS.isdisjoint(raised)


def _needs_a_person(outcome: Outcome) -> bool:
    """Whether the message asked for something of a person of ours."""
    return any(isinstance(effect, RaiseFlag | HandOver) for effect in outcome.effects)


def _pace_of(who: Correspondent, key: PersonKey) -> Pace:
    if who.pace_sealed is None:
        return Pace()
    try:
        return pace.load(key.unseal(who.pace_sealed, for_pace(who.person_public_id)))
    except Damaged:  # of the key before an erasure
        return Pace()


def _please_wait(about: Matter, who: Correspondent, key: PersonKey) -> tuple[Effect, ...]:
    script, channel = about.house.script, about.arrival.sender.channel
    language = language_of(script, state_of(who, key), _WAIT)
    return (RaiseFlag(Flag.BOT_FAILED), Reply(script.say(_WAIT, language, channel), (_WAIT,)))


def _set_aside(outcome: Outcome, said: tuple[Effect, ...]) -> Decision:
    """The talk stays where it was: nobody saw a new question. What must be done is done."""
    kept = tuple(e for e in outcome.effects if isinstance(e, _DONE_ALL_THE_SAME))
    return Decision(Outcome(outcome.state, (*kept, *said)), None)


def _in_silence(decision: Decision, *, fresh: bool) -> Decision:
    """All but the reply; once, somebody is asked to look."""
    effects = tuple(e for e in decision.outcome.effects if not isinstance(e, Reply))
    first = (RaiseFlag(Flag.BOT_FAILED),) if fresh else ()
    return replace(decision, outcome=Outcome(decision.outcome.state, (*first, *effects)))


def _comes_in_a_crowd(house: House, about: Matter, who: Correspondent) -> bool:
    sender = about.arrival.sender
    limit = house.settings.current().triage_prefix_limit
    if not limit or sender.channel is not Channel.SMS or sender.phone is None:
        return False
    crowds: Crowds = house.crowds
    return crowds.is_too_big(sender.phone, who.last_seq, about.now, limit)
