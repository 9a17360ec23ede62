"""The queue as coordinators see it: a page of leads, opened for the page only.

`look` reads the rows without opening anything: enough to say whether something changed.
`opened` opens the names, numbers and facts that a page shows. Both take a fixed number of
statements, however many leads there are.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from triage.errors import Damaged
from triage.phone import parse_address
from triage.ranks import Rank
from triage.services import audit
from triage.services.house import House
from triage.services.leads import lead_words
from triage.services.leads.lead_words import SENDER
from triage.services.leads.phones import masked
from triage.services.leads.queue_filters import DUE_BEFORE
from triage.services.messages.effects import RULE
from triage.services.sealing import for_address, for_fact
from triage.services.staff.coordinators import Coordinator
from triage.storage import Tx, queue
from triage.storage.queue import Counts, QueueRow, Spot
from triage.storage.queue_filters import Wanted
from triage.vault import PersonKey
from triage.vocabulary import URGENT_FLAGS, Field, Flag, LeadStatus

PAGE = 50
_SHOWN = (
    *(Field.ENQUIRER_NAME, Field.NAME, Field.COUNTRY, Field.CANCER_TYPE, Field.STAGE, Field.PHONE),
    RULE,
)
_RED = frozenset({Flag.EMERGENCY, Flag.SELF_HARM})


@dataclass(frozen=True, slots=True)
class Look:
    """A page of the queue, unopened. `version` changes whenever what it shows does."""

    rows: tuple[QueueRow, ...]
    counts: Counts
    after: Spot | None
    before: Spot | None
    now: datetime

    @property
    def version(self) -> str:
        """A hash of everything that is shown, waiting times in words among it."""
        shown = [(row, waiting_words(row, self.now), _is_late(row, self.now)) for row in self.rows]
        told = repr((shown, self.counts, self.after, self.before))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class FlagShown:
    """A flag in words; `kind` is how loud it looks, `title` the rule behind a red flag."""

    words: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class QueueLead:
    """One line of the queue. Names and facts are empty where we were not told.

    `call_start` is aware UTC, `call_zone` the patient's; `is_late` says that the call was to have
    begun. `erased` is a person of whom nothing is left to show.
    """

    id: str
    rank: Rank
    waiting: str
    since: datetime
    is_late: bool
    enquirer: str = field(repr=False)
    patient: str = field(repr=False)
    phone: str = field(repr=False)
    service: str
    country: str = field(repr=False)
    cancer: str = field(repr=False)
    stage: str = field(repr=False)
    call_start: datetime | None
    call_zone: str | None
    owner: str | None
    is_mine: bool
    flags: tuple[FlagShown, ...]
    status: str
    language: str
    erased: bool


def look(
    house: House,
    tx: Tx,
    me: Coordinator,
    wanted: Wanted,
    *,
    after: Spot | None = None,
    before: Spot | None = None,
) -> Look:
    """A page of the queue behind or in front of a place, in two statements."""
    now = house.clock.now()
    horizon = now + DUE_BEFORE
    rows = queue.page(tx, wanted, horizon=horizon, limit=PAGE + 1, after=after, before=before)
    counts = queue.count(tx, me=me.id, horizon=horizon)
    has_more = len(rows) > PAGE
    if before is not None:
        shown, behind, in_front = rows[-PAGE:], True, has_more
    else:
        shown, behind, in_front = rows[:PAGE], has_more, after is not None
    return Look(
        rows=tuple(shown),
        counts=counts,
        after=shown[-1].spot if shown and behind else None,
        before=shown[0].spot if shown and in_front else None,
        now=now,
    )


def opened(house: House, tx: Tx, look: Look, me: Coordinator) -> list[QueueLead]:
    """The lines of a page, in one statement."""
    facts: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    ids = [row.id for row in look.rows]
    for lead_id, name, sealed in queue.facts_of(tx, ids, [str(name) for name in _SHOWN]):
        facts[lead_id][name].append(sealed)
    return [_opened(house, row, facts[row.id], me, look.now) for row in look.rows]


def record_view(
    house: House, me: Coordinator, *, action: str, count: int, filters: list[str]
) -> None:
    """Write down that somebody saw this many leads, and by which filters (their names only)."""
    with house.store.transaction() as tx:
        audit.record(
            tx,
            at=house.clock.now(),
            actor=audit.actor_of(me.id),
            action=action,
            subject="queue",
            count=count,
            filters=filters,
        )


def waiting_words(row: QueueRow, now: datetime) -> str:
    """How long a lead waits; of a promised call, how far it is off or how late it is."""
    if row.rank is Rank.PROMISE:
        if row.at > now:
            return f"call in {_long(row.at - now)}"
        return f"call due {_long(now - row.at)} ago" if now - row.at >= _MINUTE else "call now"
    return _long(now - row.at)


_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _long(time: timedelta) -> str:
    if time < _MINUTE:
        return "under 1 min"
    if time < _HOUR:
        return f"{time // _MINUTE} min"
    if time < _DAY:
        hours, minutes = time // _HOUR, time % _HOUR // _MINUTE
        return f"{hours} h {minutes} min" if hours < 4 and minutes else f"{hours} h"
    days = time // _DAY
    return f"{days} day{'s' if days > 1 else ''}"


def _is_late(row: QueueRow, now: datetime) -> bool:
    return row.call_end is not None and row.call_end <= now


def _opened(
    house: House, row: QueueRow, facts: dict[str, list[str]], me: Coordinator, now: datetime
) -> QueueLead:
    key = house.vault.open_key(row.wrapped_key) if row.wrapped_key else None

    def told(name: str) -> str:
        return _unsealed(key, facts[name][-1], for_fact(row.public_id, name)) if facts[name] else ""

    def in_words(name: str) -> str:
        value = told(name)
        return lead_words.value_words(house.script, name, value) if value else ""

    rules = [_unsealed(key, sealed, for_fact(row.public_id, RULE)) for sealed in facts[RULE]]
    patient, enquirer = told(Field.NAME), told(Field.ENQUIRER_NAME)
    return QueueLead(
        id=row.public_id,
        rank=row.rank,
        waiting=waiting_words(row, now),
        since=row.at,
        is_late=_is_late(row, now),
        enquirer=enquirer or patient,
        patient=patient if enquirer and patient != enquirer else "",
        phone=_phone(key, told(Field.PHONE), row),
        service=lead_words.service_words(house.script, row.service),
        country=_country(house, told(Field.COUNTRY) or row.country or ""),
        cancer=in_words(Field.CANCER_TYPE),
        stage=told(Field.STAGE).replace("unknown", ""),
        call_start=row.call_start,
        call_zone=row.call_zone,
        owner=row.owner,
        is_mine=row.owner_id == me.id,
        flags=tuple(_flag(Flag(name), rules) for name in row.flags),
        status=lead_words.STATUSES[LeadStatus(row.status)],
        language=row.language,
        erased=key is None,
    )


def _country(house: House, code: str) -> str:
    return house.script.country(code, "en") if code else ""


def _phone(key: PersonKey | None, told: str, row: QueueRow) -> str:
    """The number that was told, else the first that they wrote from; masked."""
    if told.startswith("+") and told != SENDER:
        return masked(told)
    if row.phone_sealed is None or row.phone_lookup is None:
        return ""
    wire = _unsealed(key, row.phone_sealed, for_address(row.phone_lookup))
    number = parse_address(wire).phone if wire else None
    return masked(number) if number else ""


def _flag(flag: Flag, rules: list[str]) -> FlagShown:
    kind = "alarm" if flag in _RED else "warn" if flag in URGENT_FLAGS else ""
    shown = ", ".join(dict.fromkeys(rule for rule in rules if rule))
    title = f"Rule: {shown}" if shown and kind else ""
    return FlagShown(lead_words.FLAGS[flag], kind, title)


def _unsealed(key: PersonKey | None, sealed: str, purpose: str) -> str:
    """A value; empty of an erased person and for one that is damaged: the lead's page says so."""
    if key is None:
        return ""
    try:
        return key.unseal(sealed, purpose)
    except Damaged:
        return ""
