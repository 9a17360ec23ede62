"""Leads: one enquiry each, and the facts that fill it, every one with where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, insert, null, select, update

from models import lead, lead_fact
from triage.ranks import Rank, raised
from triage.storage.ids import new_public_id
from triage.storage.statements import Prepared, columns_of
from triage.storage.store import Tx
from triage.vocabulary import Flag, LeadStatus, Priority

#: Lead ids are read out over the phone: short, 50 bits.
_ID_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Lead:
    """The part of a lead that a conversation changes; `waiting_since` is when it came to `rank`."""

    id: int
    public_id: str
    person_id: int
    priority: Priority
    flags: tuple[str, ...]
    service: int | None
    complete: bool
    consent_at: datetime | None
    last_message_at: datetime | None
    rank: Rank
    waiting_since: datetime

    def flagged(self, flag: Flag, now: datetime) -> Lead:
        """The lead with this flag raised, moved forward as far as the flag says."""
        flags = self.flags if flag in self.flags else (*self.flags, flag.value)
        rank = raised(self.rank, flag)
        since = self.waiting_since if rank is self.rank else now
        return replace(self, flags=flags, rank=rank, waiting_since=since)


@dataclass(frozen=True, slots=True)
class LeadRef:
    """A lead's names: the row's and the one that people read out."""

    id: int
    public_id: str


@dataclass(frozen=True, slots=True)
class NewFact:
    """One fact as it is stored, with the message it came from."""

    lead_id: int
    field: str
    value_sealed: str
    said_sealed: str
    understood: bool
    message_id: int | None
    by: str
    created_at: datetime


_COLUMNS = (
    lead.c.id,
    lead.c.public_id,
    lead.c.person_id,
    lead.c.priority,
    lead.c.flags,
    lead.c.service,
    lead.c.complete,
    lead.c.consent_at,
    lead.c.last_message_at,
    lead.c.rank,
    lead.c.waiting_since,
)
_GET = Prepared(
    select(*_COLUMNS).where(lead.c.id == bindparam("this")).with_for_update(key_share=True)
)
_FIRST = (
    *("public_id", "person_id", "status", "priority", "flags", "service", "complete", "source"),
    *("rank", "waiting_since", "created_at", "updated_at", "last_message_at"),
)
_INSERT = Prepared(insert(lead).returning(lead.c.id), _FIRST)
_SAVE = Prepared(
    update(lead)
    .where(lead.c.id == bindparam("this"))
    .values(
        priority=bindparam("precedence"),
        flags=bindparam("marks"),
        service=bindparam("about"),
        complete=bindparam("whole"),
        consent_at=bindparam("agreed_at"),
        last_message_at=bindparam("wrote_at"),
        rank=bindparam("place"),
        waiting_since=bindparam("since"),
        words_at=null(),
        updated_at=bindparam("now"),
    )
)
_WROTE = (
    update(lead)
    .where(lead.c.id == bindparam("this"))
    .values(last_message_at=bindparam("now"), updated_at=bindparam("now"))
)
_TOUCH, _TOUCH_TOLD = Prepared(_WROTE), Prepared(_WROTE.values(words_at=null()))
_WORDS_DUE = update(lead).where(lead.c.id == bindparam("this")).values(words_at=null())
_REPLACE = Prepared(
    update(lead_fact)
    .where(
        lead_fact.c.lead_id == bindparam("this"),
        lead_fact.c.field == bindparam("about"),
        lead_fact.c.replaced_at.is_(None),
    )
    .values(replaced_at=bindparam("now"))
)
_ADD_FACT = Prepared(insert(lead_fact).inline(), NewFact.__slots__)


def open_lead(
    tx: Tx, person_id: int, *, service: int | None, source: str | None, now: datetime
) -> Lead:
    """A new lead, however little is known."""
    public_id = new_public_id(_ID_LENGTH)
    values = {
        "public_id": public_id,
        "person_id": person_id,
        "status": LeadStatus.NEW,
        "priority": Priority.NORMAL,
        "flags": [],
        "service": service,
        "complete": False,
        "source": source,
        "rank": int(Rank.NEW),
        "waiting_since": now,
        "created_at": now,
        "updated_at": now,
        "last_message_at": now,
    }
    return Lead(
        id=int(_INSERT.value(tx, values)),
        public_id=public_id,
        person_id=person_id,
        priority=Priority.NORMAL,
        flags=(),
        service=service,
        complete=False,
        consent_at=None,
        last_message_at=now,
        rank=Rank.NEW,
        waiting_since=now,
    )


def get(tx: Tx, lead_id: int) -> Lead:
    """A lead, locked until the end of the transaction."""
    ((its_id, public_id, whose, priority, flags, *more),) = _GET.rows(tx, {"this": lead_id})
    service, complete, consent_at, last_message_at, rank, since = more
    return Lead(
        id=its_id,
        public_id=public_id,
        person_id=whose,
        priority=Priority(priority),
        flags=tuple(flags),
        service=service,
        complete=complete,
        consent_at=consent_at,
        last_message_at=last_message_at,
        rank=Rank(rank),
        waiting_since=since,
    )


def save(tx: Tx, changed: Lead, *, now: datetime) -> None:
    """Write down what a conversation changed on a lead."""
    values = {
        "this": changed.id,
        "precedence": changed.priority,
        "place": int(changed.rank),
        "since": changed.waiting_since,
        "marks": list(changed.flags),
        "about": changed.service,
        "whole": changed.complete,
        "agreed_at": changed.consent_at,
        "wrote_at": changed.last_message_at,
        "now": now,
    }
    _SAVE.run(tx, values)


def touch(tx: Tx, lead_id: int, *, told: bool, now: datetime) -> None:
    """The person of this lead wrote just now, and `told` us something to write down."""
    (_TOUCH_TOLD if told else _TOUCH).run(tx, {"this": lead_id, "now": now})


def words_changed(tx: Tx, lead_id: int) -> None:
    """What the lead is searched by is another than before: `services.search` makes it anew."""
    tx.execute(_WORDS_DUE, {"this": lead_id})


def add_facts(
    tx: Tx, lead_id: int, facts: Iterable[NewFact], *, replacing: list[str], now: datetime
) -> None:
    """Write facts down; what stood for the `replacing` fields stays as history."""
    for name in replacing:
        _REPLACE.run(tx, {"this": lead_id, "about": name, "now": now})
    for fact in facts:
        _ADD_FACT.run(tx, columns_of(fact))


def raise_flag(tx: Tx, lead_id: int, flag: Flag, priority: Priority, *, now: datetime) -> None:
    """Mark a lead from outside a conversation (a send that failed)."""
    found = get(tx, lead_id).flagged(flag, now)
    urgent = found.priority is Priority.URGENT
    save(tx, replace(found, priority=found.priority if urgent else priority), now=now)
