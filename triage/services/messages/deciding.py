"""What to do about one message: read it, ask the conversation, or apologise.

On a database with one writer this is done before the transaction, on a look at the conversation,
so that nobody waits while we think. Inside the transaction the decision counts only if the
conversation has not moved on since; otherwise it is made again, on what stands now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from triage.arrival import Arrival
from triage.conversation import advance
from triage.conversation.reading import read
from triage.conversation.stored import load_state
from triage.conversation.turn import language_of
from triage.conversation.types import (
    Effect,
    FillLead,
    Held,
    Inbound,
    Outcome,
    RaiseFlag,
    Reply,
    State,
)
from triage.meaning import Fact
from triage.services.house import House
from triage.services.messages import senders
from triage.services.messages.senders import Sender
from triage.services.sealing import for_state
from triage.storage.people import Correspondent
from triage.vault import PersonKey
from triage.vocabulary import Flag

#: Stands for the id of a message that is not stored yet.
_NOT_YET = -1


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


#: What a decision hangs on: everything but when the address last wrote.
_stand = attrgetter(*(n for n in Correspondent._fields if n != "address_last_inbound_at"))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A decision made on a look at the conversation as `seen`, with the person's `key`."""

    seen: Correspondent
    key: PersonKey
    decision: Decision

    def key_of(self, who: Correspondent) -> PersonKey | None:
        """The open key, unless the person has another one by now."""
        return self.key if who.wrapped_key == self.seen.wrapped_key else None

    def decided(self, who: Correspondent, message_id: int) -> Decision | None:
        """The decision for the message as stored; None when the conversation has moved on."""
        if _stand(who) != _stand(self.seen):
            return None
        outcome, state = self.decision.outcome, self.decision.state
        return Decision(
            Outcome(outcome.state, tuple(_sourced_effect(e, message_id) for e in outcome.effects)),
            state and replace(state, facts=tuple(_sourced(f, message_id) for f in state.facts)),
        )


def foresee(house: House, arrival: Arrival, sender: Sender, now: datetime) -> Foreseen | None:
    """Decide before the transaction; None for somebody new. Raises what the steps raise."""
    with house.store.glance() as tx:
        who, _ = senders.find(tx, sender)
    if who is None or who.wrapped_key is None:
        return None
    key = house.vault.open_key(who.wrapped_key)
    decision = talk(Matter(house, arrival, now), who, key, _NOT_YET)
    return Foreseen(who, key, decision)


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


def _sourced_effect(effect: Effect, message_id: int) -> Effect:
    if isinstance(effect, FillLead):
        return replace(effect, fact=_sourced(effect.fact, message_id))
    return effect


def _sourced(fact: Fact, message_id: int) -> Fact:
    return replace(fact, source=message_id) if fact.source == _NOT_YET else fact
