"""Whose data somebody saw, changed or took out, by the audit chain: for a breach, or a suspicion.

Decided here: what concerns one person is told by that person (public ids alone; who they are is
opened where it is allowed); what concerned many at once, such as a page of the queue or an export,
is told as it stands in the chain, for there the chain names nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from triage.errors import NotFound
from triage.services import audit
from triage.services.house import House
from triage.storage import Tx, coordinators, whose
from triage.storage.audit import AuditEvent

_OF_ONE = {"lead": whose.of_leads, "attachment": whose.of_files}


@dataclass(slots=True)
class Touched:
    """One person: their leads, what was done how often, and when first and last (aware UTC)."""

    first_at: datetime
    last_at: datetime
    leads: set[str] = field(default_factory=set)
    actions: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Affected:
    """Persons by public id; `many` are events about many at once; `unknown` are ids without a
    person, such as those of somebody who never was there."""

    people: dict[str, Touched]
    many: list[AuditEvent]
    unknown: list[str]


def actor_named(house: House, name: str) -> str:
    """An actor as the chain has it; of an e-mail address, its coordinator. Raises NotFound."""
    if "@" not in name:
        return name
    with house.store.reading() as tx:
        found = coordinators.find_by_email(tx, name.strip().lower())
    if found is None:
        raise NotFound("there is no account with that e-mail address")
    return audit.actor_of(found.id)


def affected(house: House, *, since: datetime, actor: str | None = None) -> Affected:
    """What happened at `since` (aware) or later, by `actor` (`coordinator:3`, `operator`) if given.

    What coordinators did to their own account is nobody else's data and is left out.
    """
    mine = [
        event
        for event in audit.events(house, since=since)
        if (event.actor == actor if actor else event.actor.startswith("coordinator:"))
    ]
    with house.store.reading() as tx:
        owners = _owners(tx, mine)
    people: dict[str, Touched] = {}
    many: list[AuditEvent] = []
    unknown: set[str] = set()
    for event in mine:
        kind, _, public_id = event.subject.partition(":")
        if kind in ("queue", "leads", "export", "overview", "diary"):
            many.append(event)
        elif kind in ("lead", "attachment", "person"):
            owner = public_id if kind == "person" else owners.get(event.subject)
            if owner is None:
                unknown.add(event.subject)
            else:
                _add(people, owner, event)
    return Affected(people, many, sorted(unknown))


def _owners(tx: Tx, events: Iterable[AuditEvent]) -> dict[str, str]:
    """Subject -> person, for subjects that belong to one."""
    asked: dict[str, set[str]] = {kind: set() for kind in _OF_ONE}
    for event in events:
        kind, _, public_id = event.subject.partition(":")
        if kind in asked:
            asked[kind].add(public_id)
    return {
        f"{kind}:{public_id}": owner
        for kind, find in _OF_ONE.items()
        for public_id, owner in find(tx, asked[kind]).items()
    }


def _add(people: dict[str, Touched], owner: str, event: AuditEvent) -> None:
    known = people.setdefault(owner, Touched(event.at, event.at))
    known.last_at = event.at
    known.actions[event.action] += 1
    if event.subject.startswith("lead:"):
        known.leads.add(event.subject.removeprefix("lead:"))
