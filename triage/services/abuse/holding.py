"""Whether a decided answer goes out: floods and loops are held back, danger and STOP never are.

Nothing that anybody writes is dropped: a message that is not answered is stored and read for danger
as any other, what the person wishes is done, and a coordinator is asked to look at what the bot
left unanswered. Whoever is cut off is told so first: that they write too fast, or that a person
will look.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.conversation.turn import language_of
from triage.conversation.types import (
    AnswerAgain,
    Effect,
    EraseRequest,
    HandOver,
    KeepAttachment,
    LeaveAlone,
    NoCalls,
    OptIn,
    OptOut,
    Outcome,
    RaiseFlag,
    Reply,
    SaysWhetherCalled,
    State,
)
from triage.errors import Damaged
from triage.services.abuse import pace
from triage.services.abuse.crowds import COUNTED, Crowds
from triage.services.abuse.pace import Exchange, Pace, Verdict
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
#: The last that is said in a loop: we cannot answer that, a person will, and where urgent help is.
_CLOSING = "talk.out_of_scope"
#: What a person may put an end to, or take up again: obeyed and said, whatever the pace.
_ENDINGS = (OptOut, OptIn, NoCalls, EraseRequest)
#: What is done about an unanswered message although the talk does not go on with it: what the
#: person wishes, and what somebody of ours must see.
_DONE_ALL_THE_SAME = (
    *(RaiseFlag, HandOver, KeepAttachment, SaysWhetherCalled, LeaveAlone),
    *_ENDINGS,
)
#: What may be remembered of an unanswered message: no question that they have not seen is in it.
_TOLD = ("facts", "has_lead", "last_at", "language", "chosen", "writes")
_ALARMED = ("danger", "danger_at", "concern_at")


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
    exchange = _exchange(about, reply, danger=danger)
    limit = house.settings.current().triage_flood_limit
    verdict = pace.judge(_pace_of(who, key), exchange, about.now, limit)
    sealed = key.seal(pace.dump(verdict.pace), for_pace(who.person_public_id))
    if reply is None or (danger and not verdict.loop):
        return Paced(decision, sealed)
    held = _held(about, who, outcome, verdict)
    if held is None:
        return Paced(decision, sealed)
    before = state_of(who, key)
    closing = None if danger else _CLOSING
    said = _told(about, before, _WAIT if verdict.flood else closing) if verdict.fresh else ()
    return Paced(_set_aside(decision, before, said), sealed, held)


def _held(about: Matter, who: Correspondent, outcome: Outcome, verdict: Verdict) -> Held | None:
    if verdict.flood:
        return Held.WAIT if verdict.fresh else Held.FLOOD
    if verdict.loop:
        return Held.LOOP
    crowded = _comes_in_a_crowd(about, who) and not _needs_a_person(outcome)
    return Held.CROWD if crowded else None


def _exchange(about: Matter, reply: Reply | None, *, danger: bool) -> Exchange:
    arrival = about.arrival
    return Exchange(
        heard=arrival.body,
        reply=reply.text if reply else None,
        chosen=arrival.tap is not None,
        danger=danger,
        wordless=bool(arrival.media) and not arrival.body.strip(),
    )


def is_above_limits(outcome: Outcome) -> bool:
    """Whether an answer is about danger, a death, or the person's own end of messages, of calls or
    of what we hold: it always goes out."""
    reply = outcome.reply
    if reply is not None and not SAFETY.isdisjoint(reply.keys):
        return True
    return raises_alarm(outcome) or any(isinstance(e, _ENDINGS) for e in outcome.effects)


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


def _told(about: Matter, before: State, key: str | None) -> tuple[Effect, ...]:
    """Somebody is asked to look; the person is told so with the text of a key, if there is one."""
    looked_at = RaiseFlag(Flag.BOT_FAILED)
    if key is None:
        return (looked_at,)
    script, channel = about.house.script, about.arrival.sender.channel
    words = script.say(key, language_of(script, before, key), channel)
    return (looked_at, Reply(words, (key,)))


def _set_aside(decision: Decision, before: State, said: tuple[Effect, ...]) -> Decision:
    """All but the answer where the talk stands as it stood. Else it stays there, for nobody saw the
    new question; what must be done is done."""
    outcome, state = decision.outcome, decision.state
    if state is not None and _stands(before, state):
        kept = tuple(e for e in outcome.effects if not isinstance(e, Reply | AnswerAgain))
        return Decision(Outcome(outcome.state, (*kept, *said)), state)
    kept = tuple(e for e in outcome.effects if isinstance(e, _DONE_ALL_THE_SAME))
    return Decision(Outcome(before, (*kept, *said)), None)


def _stands(before: State, after: State) -> bool:
    """Whether the question that the person saw last is still the open one, and asked as it was."""
    told = {name: getattr(before, name) for name in (*_TOLD, *_ALARMED)}
    return after._replace(**told) == before


def counts_in_a_crowd(about: Matter, who: Correspondent) -> bool:
    """Whether letting this message through counts somebody as a stranger, or no longer as one."""
    return _block_limit(about) is not None and who.last_seq in COUNTED


def _comes_in_a_crowd(about: Matter, who: Correspondent) -> bool:
    phone, limit = about.arrival.sender.phone, _block_limit(about)
    if phone is None or limit is None:
        return False
    crowds: Crowds = about.house.crowds
    return crowds.is_too_big(phone, who.last_seq, about.now, limit)


def _block_limit(about: Matter) -> int | None:
    """How many strangers a minute may come from one block of numbers; None where none count."""
    sender = about.arrival.sender
    counts = sender.channel is Channel.SMS and sender.phone is not None
    return about.house.settings.current().triage_prefix_limit or None if counts else None
