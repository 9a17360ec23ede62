"""A decision before its time: on a database with one writer nobody waits while we think.

It is made before the transaction, on a look at the conversation, with all that can be sealed.
Inside the transaction it counts only if the conversation has not moved on since; otherwise it is
made again, on what stands now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from triage.arrival import Arrival
from triage.conversation.types import Effect, FillLead, Outcome, State
from triage.meaning import Fact
from triage.services.abuse import holding
from triage.services.abuse.holding import Paced
from triage.services.house import House
from triage.services.messages import senders
from triage.services.messages.call import Sealed, heard_message, sealed_reply
from triage.services.messages.deciding import Decision, Matter, talk
from triage.services.messages.senders import Sender
from triage.storage.messages import NewMessage
from triage.storage.people import Correspondent
from triage.vault import PersonKey

#: Stands for the id of a message that is not stored yet.
_NOT_YET = -1
#: What a decision hangs on: everything but when the address last wrote.
_stand = attrgetter(*(n for n in Correspondent._fields if n != "address_last_inbound_at"))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What was decided on a look at the conversation as `seen`, with the person's `key`: whether
    the answer goes out, the message that was `heard` and the reply as they will be stored."""

    seen: Correspondent
    key: PersonKey
    paced: Paced
    heard: NewMessage
    said: Sealed | None

    def holds(self, who: Correspondent) -> bool:
        """Whether the conversation stands where it was seen."""
        return _stand(who) == _stand(self.seen)

    def paced_at(self, message_id: int) -> Paced:
        """The decision for the message as it is stored."""
        outcome, state = self.paced.decision.outcome, self.paced.decision.state
        decision = Decision(
            Outcome(outcome.state, tuple(_sourced_effect(e, message_id) for e in outcome.effects)),
            state and _sourced_state(state, message_id),
        )
        return replace(self.paced, decision=decision)


def foresee(house: House, arrival: Arrival, sender: Sender, now: datetime) -> Foreseen | None:
    """Decide before the transaction. None for somebody new, and where strangers are counted: a
    message counts once, when it is stored. Raises what the steps raise."""
    with house.store.glance() as tx:
        who, _ = senders.find(tx, sender)
    if who is None or who.wrapped_key is None:
        return None
    key = house.vault.open_key(who.wrapped_key)
    about = Matter(house, arrival, now)
    if holding.counts_in_a_crowd(about, who):
        return None
    paced = holding.let_through(about, who, key, talk(about, who, key, _NOT_YET))
    reply = paced.decision.outcome.reply
    said = sealed_reply(reply, key, now) if reply else None
    return Foreseen(who, key, paced, heard_message(arrival, who, key, now, now), said)


def _sourced_state(state: State, message_id: int) -> State:
    facts, pending = (
        tuple(_sourced(fact, message_id) for fact in kept) for kept in (state.facts, state.pending)
    )
    return state._replace(facts=facts, pending=pending)


def _sourced_effect(effect: Effect, message_id: int) -> Effect:
    if isinstance(effect, FillLead):
        return replace(effect, fact=_sourced(effect.fact, message_id))
    return effect


def _sourced(fact: Fact, message_id: int) -> Fact:
    return fact._replace(source=message_id) if fact.source == _NOT_YET else fact
