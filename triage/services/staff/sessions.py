"""Sessions of the console. Decided here: what a browser holds is a random token and nothing else;
when a session is over; and that whatever changes an account ends its sessions.

A session lasts while it is used (`TRIAGE_CONSOLE_IDLE_MINUTES`), never longer than
`TRIAGE_CONSOLE_HOURS`, and a clock that jumps cannot lengthen it. Before the second of two factors
it is `pending`, lets nobody in and lasts ten minutes.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from triage.errors import Damaged
from triage.services import sealing
from triage.services.house import House
from triage.storage import Tx, console_sessions, coordinators
from triage.storage.console_sessions import SessionRow
from triage.storage.coordinators import CoordinatorRow

_PENDING = timedelta(minutes=10)
_PROVEN = timedelta(minutes=10)
_TOUCH = timedelta(minutes=1)
#: How far the clocks of two hosts may differ; a session from further ahead is over.
_SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is not over. `data` is what it remembers, as the console wrote it."""

    id: int
    lookup: str
    coordinator: CoordinatorRow
    data: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    proven_at: datetime | None

    @property
    def pending(self) -> bool:
        """Whether a second factor is still to come."""
        return self.proven_at is None


def start(
    house: House, tx: Tx, who: CoordinatorRow, *, proven: bool, data: str, began: datetime | None
) -> tuple[str, Session]:
    """A new session and the token that the browser gets; `began` is the log-in that it goes on."""
    now, token = house.clock.now(), secrets.token_urlsafe(32)
    lookup = house.vault.lookup(_named(token))
    created_at, proven_at = began or now, now if proven else None
    session_id = console_sessions.add(
        tx,
        lookup=lookup,
        coordinator_id=who.id,
        data=_seal(house, lookup, who, data),
        created_at=created_at,
        now=now,
        proven_at=proven_at,
    )
    return token, Session(session_id, lookup, who, data, created_at, now, proven_at)


def find(house: House, token: str) -> Session | None:
    """The session of this token: one statement. None, and gone for good, when it is over."""
    with house.store.glance() as tx:
        row = console_sessions.find(tx, house.vault.lookups(_named(token)))
    if row is None:
        return None
    data = _unseal(house, row)
    if data is None or not row.coordinator.active or _is_over(house, row):
        with house.store.transaction() as tx:
            console_sessions.end(tx, row.lookup)
        return None
    return Session(
        id=row.id,
        lookup=row.lookup,
        coordinator=row.coordinator,
        data=data,
        created_at=row.created_at,
        seen_at=row.seen_at,
        proven_at=row.proven_at,
    )


def keep(house: House, session: Session, data: str | None) -> None:
    """Store what it remembers (None: the same as before) and, at most once a minute, its use."""
    now = house.clock.now()
    if data is None and now - session.seen_at < _TOUCH:
        return
    with house.store.transaction() as tx:
        if data is None:
            console_sessions.touch(tx, session.id, now=now)
        else:
            sealed = _seal(house, session.lookup, session.coordinator, data)
            console_sessions.keep(tx, session.id, sealed, now=now)


def end(tx: Tx, session: Session) -> None:
    """This one; its token is dead."""
    console_sessions.end(tx, session.lookup)


def end_all(tx: Tx, coordinator_id: int) -> CoordinatorRow | None:
    """Every session of a coordinator, at once; the account as it is now."""
    coordinators.renew_uniquifier(tx, coordinator_id)
    console_sessions.end_all(tx, coordinator_id)
    return coordinators.find(tx, coordinator_id)


def sweep(house: House, tx: Tx) -> None:
    """Drop the rows of sessions that are over."""
    now, (idle, longest) = house.clock.now(), _limits(house)
    console_sessions.end_old(tx, idle_since=now - idle, begun_before=now - longest)


def is_proven(house: House, session: Session) -> bool:
    """Whether password or code was given in the last ten minutes."""
    at, now = session.proven_at, house.clock.now()
    return at is not None and at - _SKEW <= now <= at + _PROVEN


def _is_over(house: House, row: SessionRow) -> bool:
    now, (idle, longest) = house.clock.now(), _limits(house)
    if row.proven_at is None:
        longest = _PENDING
    was_put_back = now < row.seen_at - _SKEW
    return was_put_back or now - row.seen_at > idle or now - row.created_at > longest


def _limits(house: House) -> tuple[timedelta, timedelta]:
    settings = house.settings.current()
    return (
        timedelta(minutes=settings.triage_console_idle_minutes),
        timedelta(hours=settings.triage_console_hours),
    )


def _named(token: str) -> str:
    return f"session:{token}"


def _seal(house: House, lookup: str, who: CoordinatorRow, data: str) -> str:
    plain = json.dumps({"mark": who.uniquifier, "data": data})
    return house.vault.seal_house(plain, sealing.for_session(lookup))


def _unseal(house: House, row: SessionRow) -> str | None:
    """What it remembers; None when it was made for the account as it was before a change."""
    try:
        kept = json.loads(house.vault.unseal_house(row.data, sealing.for_session(row.lookup)))
    except Damaged:
        return None
    return str(kept["data"]) if kept["mark"] == row.coordinator.uniquifier else None
