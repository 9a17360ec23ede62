"""What one message leads to in the books: a lead and its facts, collected and written at the end.

A Ledger lives only inside the transaction of its message.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from triage.arrival import Arrival
from triage.services.sealing import seal_fact
from triage.storage import Tx, consent, leads
from triage.storage.leads import Lead, LeadRef, NewFact
from triage.storage.people import Correspondent
from triage.vault import PersonKey
from triage.vocabulary import URGENT_FLAGS, Channel, Flag, Priority

_WAITING = frozenset(
    {Flag.ASKED_FOR_PERSON, Flag.QUESTION, Flag.ERASE_REQUEST, Flag.BOT_FAILED}
    | {Flag.BEREAVED, Flag.WRONG_NUMBER, Flag.NOT_DELIVERED}
)
_ORDER = (Priority.NORMAL, Priority.HIGH, Priority.URGENT)


def priority_of(flag: Flag) -> Priority:
    """How far in front a flag puts a lead."""
    if flag in URGENT_FLAGS:
        return Priority.URGENT
    return Priority.HIGH if flag in _WAITING else Priority.NORMAL


@dataclass(slots=True)
class Ledger:
    """The open books of one message."""

    tx: Tx
    who: Correspondent
    key: PersonKey
    arrival: Arrival
    message_id: int
    now: datetime
    lead: Lead | None = None
    _facts: dict[str, NewFact] = field(default_factory=dict)
    _replacing: set[str] = field(default_factory=set)
    _standing: list[NewFact] = field(default_factory=list)

    @property
    def channel(self) -> Channel:
        """How this message came."""
        return self.arrival.sender.channel

    @property
    def lead_id(self) -> int | None:
        """The lead that this conversation is about after the turn."""
        return self.lead.id if self.lead else self.who.current_lead_id

    def open_lead(self, service: int | None) -> Lead:
        """A new lead takes the place of the current one; consent given before still counts.

        A lead that holds nothing but our own failure is taken for it instead of a second one.
        """
        if self.lead is None and self.who.current_lead_id is not None:
            self.lead = leads.get(self.tx, self.who.current_lead_id)
        if (
            self.lead is not None
            and self.lead.flags == (Flag.BOT_FAILED,)
            and not self.lead.service
        ):
            self.lead = replace(self.lead, service=service)
            return self.lead
        if self.lead is not None:
            self.write()
        fresh = leads.open_lead(
            self.tx,
            self.who.person_id,
            service=service,
            source=(self.arrival.source or self.channel.value)[:200],
            now=self.now,
        )
        agreed = consent.find_health_consent(self.tx, self.who.person_id)
        self.lead = replace(fresh, consent_at=agreed)
        return self.lead

    def need_lead(self) -> Lead:
        """The current lead, or a new one: what a message asks for is never dropped."""
        if self.lead is None:
            current = self.who.current_lead_id
            self.lead = leads.get(self.tx, current) if current else self.open_lead(None)
        return self.lead

    def change_lead(self, **changes: Any) -> None:
        """Change the lead; written once, at the end."""
        self.lead = replace(self.need_lead(), **changes)

    def flag(self, flag: Flag, *, at_least: Priority = Priority.NORMAL) -> None:
        """Mark the lead and move it to the front as far as the flag says."""
        lead = self.need_lead().flagged(flag, self.now)
        ranked = max(lead.priority, priority_of(flag), at_least, key=_ORDER.index)
        self.lead = replace(lead, priority=ranked)

    def fill(
        self, name: str, value: str, *, said: str, understood: bool, source: int, first: bool
    ) -> None:
        """Write a fact; an older value of the field stays as history, unless it is the first."""
        if not first:
            self._replacing.add(name)
        self._facts[name] = self._fact(name, value, said, understood, source)

    def stand(self, name: str, value: str) -> None:
        """Write something of which several may stand side by side."""
        self._standing.append(self._fact(name, value, "", True, self.message_id))

    def write(self) -> None:
        """Everything collected, into the books."""
        ref = self._ref()
        if ref is None:
            return
        told = bool(self._facts or self._standing)
        if told:
            facts = [*self._facts.values(), *self._standing]
            replacing = sorted(self._replacing)
            leads.add_facts(self.tx, ref.id, facts, replacing=replacing, now=self.now)
        self._facts, self._standing, self._replacing = {}, [], set()
        if self.lead is None:
            leads.touch(self.tx, ref.id, told=told, now=self.now)
        else:
            leads.save(self.tx, replace(self.lead, last_message_at=self.now), now=self.now)

    def _ref(self) -> LeadRef | None:
        """The lead's names, without reading and locking the whole of it."""
        if self.lead is not None:
            return LeadRef(self.lead.id, self.lead.public_id)
        return self.who.current_lead

    def _fact(self, name: str, value: str, said: str, understood: bool, source: int) -> NewFact:
        ref = self._ref()
        if ref is None:
            opened = self.need_lead()
            ref = LeadRef(opened.id, opened.public_id)
        value_sealed, said_sealed = seal_fact(self.key, ref.public_id, name, value, said)
        return NewFact(
            lead_id=ref.id,
            field=name,
            value_sealed=value_sealed,
            said_sealed=said_sealed,
            understood=understood,
            message_id=source if source > 0 else self.message_id,
            by="person",
            created_at=self.now,
        )
