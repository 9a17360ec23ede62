"""What to do about one message: read it, ask the conversation, or apologise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from triage.arrival import Arrival
from triage.conversation import advance
from triage.conversation.reading import read
from triage.conversation.stored import load_state
from triage.conversation.turn import language_of
from triage.conversation.types import (
    Held,
    Inbound,
    Outcome,
    RaiseFlag,
    Reply,
    State,
)
from triage.services.house import House
from triage.services.sealing import for_state
from triage.storage.people import Correspondent
from triage.vault import PersonKey
from triage.vocabulary import Flag


@dataclass(frozen=True, slots=True)
class Matter:
    """What a decision is about."""

    house: House
    arrival: Arrival
    now: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do; `state` None leaves the stored one as it is."""

    outcome: Outcome
    state: State | None


#: Decides for a person, with their key, about the message with this id.
Step = Callable[[Matter, Correspondent, PersonKey, int], Decision]


def talk(about: Matter, who: Correspondent, key: PersonKey, message_id: int) -> Decision:
    """The ordinary step: read what it means, decide what to do."""
    state = state_of(who, key)
    if not about.arrival.sender.repliable:
        return Decision(Outcome(state), None)
    inbound = _inbound(about, who, message_id)
    meaning = read(about.house.reader, state, inbound, about.now, about.arrival.tap)
    outcome = advance(state, inbound, meaning, about.house.script, about.now)
    return Decision(outcome, outcome.state)


def apologise(about: Matter, who: Correspondent, key: PersonKey, _message_id: int) -> Decision:
    """The step for after a bug of ours: in the language they were last seen to write in."""
    script, state = about.house.script, state_of(who, key)
    language = language_of(script, state, "talk.apology")
    words = script.say("talk.apology", language, about.arrival.sender.channel)
    speaks = about.arrival.sender.repliable and who.opted_out_at is None
    reply = (Reply(words, ("talk.apology",)),) if speaks else ()
    return Decision(Outcome(State(), (RaiseFlag(Flag.BOT_FAILED), *reply)), None)


def state_of(who: Correspondent, key: PersonKey) -> State:
    """What the conversation remembers of somebody."""
    sealed, purpose = who.state_sealed, for_state(who.person_public_id)
    return load_state(key.unseal(sealed, purpose) if sealed else None, who.language)


def _inbound(about: Matter, who: Correspondent, message_id: int) -> Inbound:
    arrival = about.arrival
    return Inbound(
        id=message_id,
        channel=arrival.sender.channel,
        text=arrival.body,
        media=tuple(medium.kind for medium in arrival.media),
        profile_name=arrival.profile_name,
        sender=arrival.sender.phone,
        country=who.country,
        zone=who.zone,
        place=arrival.place,
        opted_out=who.opted_out_at is not None,
        opt_out_type=arrival.opt_out_type,
        held=_held(who, about.now),
    )


def _held(who: Correspondent, now: datetime) -> Held:
    """Whether a coordinator has the talk, or had it until just before this message."""
    if who.taken_over_until is None:
        return Held.NO
    if who.taken_over_until > now:
        return Held.NOW
    return Held.RETURNED if who.taken_over_by is None else Held.ENDED
