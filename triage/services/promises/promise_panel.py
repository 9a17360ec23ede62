"""What the staff see of a lead's promised calls: the open one, and how earlier ones went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.errors import Damaged
from triage.services.house import House
from triage.services.leads.opened import OpenedLead
from triage.services.promises.promise_times import Planned, next_try
from triage.services.promises.promises import MANY, Outcome
from triage.services.sealing import for_callback
from triage.services.staff.coordinators import Coordinator
from triage.storage import Tx, call_attempts, coordinators
from triage.storage.call_attempts import Attempt
from triage.storage.callbacks import CallbackRow
from triage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class CallMade:
    """A call: when, who made it, what came of it."""

    at: datetime
    by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PromiseSeen:
    """One promise: `said` is how we put it; `came` is how it stands in a word: open, overdue,
    tried, kept, late, missed, withdrawn, unasked (a call that nobody had promised)."""

    id: int
    start: datetime
    end: datetime
    zone: str
    said: str
    came: str
    caller_id: int | None
    caller: str
    calls: tuple[CallMade, ...]
    apologised_at: datetime | None
    asked_at: datetime | None
    confirmed: bool | None


@dataclass(frozen=True, slots=True)
class PromisesSeen:
    """All promises of a lead. `calls` is how many calls were made; `again` is when to try next
    after one without an answer; with `write` a message is the better way."""

    open: PromiseSeen | None
    earlier: tuple[PromiseSeen, ...]
    zone: str
    calls: int
    again: Planned | None
    write: bool
    callers: tuple[Coordinator, ...]


def read_promises(house: House, tx: Tx, lead: OpenedLead) -> PromisesSeen:
    """The promises of a lead and who may keep them: two statements."""
    now, office = house.clock.now(), house.settings.current().office.zone
    rows = call_attempts.of_lead(tx, lead.id)
    staff = coordinators.all_of_them(tx)
    names = {one.id: one.name for one in staff}
    seen = [_seen(row, calls, lead, names, now) for row, calls in rows]
    standing = next(
        (one for one, (row, _) in zip(seen, rows, strict=True) if row.state == "open"), None
    )
    zone = rows[0][0].zone if rows else lead.zone or office
    in_vain = _in_vain(rows)
    return PromisesSeen(
        open=standing,
        earlier=tuple(one for one in seen if one is not standing),
        zone=zone,
        calls=sum(len(calls) for _, calls in rows),
        again=next_try(house, zone, in_vain) if in_vain and lead.key else None,
        write=in_vain >= MANY,
        callers=tuple(one for one in staff if one.active and one.role is not Role.OPERATOR),
    )


def how_it_went(row: CallbackRow, calls: tuple[Attempt, ...], now: datetime) -> str:
    """A promise in a word (see PromiseSeen)."""
    if row.end <= row.start:
        return "unasked"
    if row.state == "open":
        if calls:
            return "tried"
        return "overdue" if row.end <= now else "open"
    first = min((call.at for call in calls), default=row.closed_at)
    is_late = row.state == "kept" and first is not None and first > row.end
    return "late" if is_late else row.state


def _seen(
    row: CallbackRow,
    calls: tuple[Attempt, ...],
    lead: OpenedLead,
    names: dict[int, str],
    now: datetime,
) -> PromiseSeen:
    return PromiseSeen(
        id=row.id,
        start=row.start,
        end=row.end,
        zone=row.zone,
        said=_said(row, lead),
        came=how_it_went(row, calls, now),
        caller_id=row.coordinator_id,
        caller=names.get(row.coordinator_id or 0, ""),
        calls=tuple(
            CallMade(call.at, names.get(call.coordinator_id, "somebody who left"), call.outcome)
            for call in calls
        ),
        apologised_at=row.apologised_at,
        asked_at=row.asked_at,
        confirmed=row.confirmed,
    )


def _said(row: CallbackRow, lead: OpenedLead) -> str:
    if lead.key is None or row.said_sealed is None:
        return ""
    try:
        return lead.key.unseal(row.said_sealed, for_callback(lead.public_id))
    except Damaged:
        return ""


def _in_vain(rows: list[tuple[CallbackRow, tuple[Attempt, ...]]]) -> int:
    """How many calls in a row nobody answered, the newest first."""
    outcomes = [call.outcome for _, calls in rows for call in calls]
    spoken = (n for n, outcome in enumerate(outcomes) if outcome != Outcome.NO_ANSWER)
    return next(spoken, len(outcomes))
