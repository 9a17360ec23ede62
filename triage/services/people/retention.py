"""What time takes away: people of whom nothing was heard for long, old leads, words and files.

Decided here: what is past its time is emptied as an erasure empties it, and Twilio's copies of it
go too. A clock that jumped must not empty the house: when now is more than seven days off the last
run (before the first: off the newest row), or when more than a fifth of a kind would go, nothing is
taken away until somebody confirms it. Something is past its time from the very second on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from triage.errors import Conflict
from triage.logs import get_logger
from triage.services import audit
from triage.services.house import House
from triage.services.people import asking, erasure, held
from triage.services.people.erasure_steps import COPY, UNCLEAN
from triage.storage import Tx, erasing, meta, retention

#: Meta rows: when it last ran to its end, and why it does not run by itself ("" where it does).
LAST, REFUSED = "purge.last", "purge.refused"
EVERY = timedelta(days=1)
FURTHEST = timedelta(days=7)
MOST = 0.2
_AT_ONCE = 500

log = get_logger("triage.retention")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is past its time: by kind how many of how many; sessions are not weighed. `problems`
    say why it should not be taken away unasked; `has_jumped` that the clock is among them."""

    counts: Mapping[str, tuple[int, int]]
    sessions: int
    problems: tuple[str, ...]
    has_jumped: bool

    @property
    def due(self) -> dict[str, int]:
        """How many of each kind go. People's leads, messages and files are among those."""
        return {**{kind: n for kind, (n, _) in self.counts.items()}, "sessions": self.sessions}


def plan(house: House) -> Plan:
    """Look, and change nothing."""
    now = house.clock.now()
    with house.store.reading() as tx:
        before = _cutoffs(house, now)
        counts = {
            kind: retention.counted(tx, kind, at) if at else (0, 0)
            for kind, at in before.items()
            if kind != "sessions"
        }
        old = before["sessions"]
        sessions = retention.count_sessions(tx, old) if old else 0
        jumps = _jumps(tx, now)
    return Plan(counts, sessions, (*jumps, *_heaps(counts)), bool(jumps))


def purge(house: House, *, confirm: bool = False, by: str = audit.OPERATOR) -> Plan:
    """Take away what is past its time; what it was. Raises Conflict where it looks like a jump of
    the clock, unless `confirm`; then nothing was taken away."""
    found = plan(house)
    if confirm or not found.has_jumped:
        held.forget_expired(house)  # by their own day, however much else would go
    if found.problems and not confirm:
        with house.store.transaction() as tx:
            meta.put(tx, REFUSED, "; ".join(found.problems))
        log.warning("purge_refused", problems=len(found.problems))
        raise Conflict(f"{'; '.join(found.problems)}. Nothing was taken away; see --confirm")
    now = house.clock.now()
    for kind, before in _cutoffs(house, now).items():
        if before is not None:
            _TAKE[kind](house, before)
    _sweep(house)
    erasure.tidy(house)
    _remember(house, found, now, by)
    return found


def run_scheduled(house: House) -> None:
    """Once a day, as the worker does; what is refused waits for an operator."""
    now = house.clock.now()
    with house.store.reading() as tx:
        last = _last(tx)
    if last is not None and timedelta() <= now - last < EVERY:
        return
    try:
        purge(house, by=audit.WORKER)
    except Conflict:
        return  # it is logged, and `doctor` says so


def _cutoffs(house: House, now: datetime) -> dict[str, datetime | None]:
    """By kind: what was last touched then or earlier is past its time; None keeps all."""
    settings = house.settings.current()
    days = {
        "people": settings.triage_keep_leads_days,
        "leads": settings.triage_keep_leads_days,
        "messages": settings.triage_keep_messages_days,
        "files": settings.triage_keep_media_days,
    }
    hold = settings.triage_legal_hold_days
    kept = {kind: max(n, hold) if n else 0 for kind, n in days.items()}
    kept["sessions"] = settings.triage_keep_sessions_days
    return {kind: now - timedelta(days=n) if n else None for kind, n in kept.items()}


def _jumps(tx: Tx, now: datetime) -> list[str]:
    """Why the clock is not to be believed."""
    last, newest, found = _last(tx), retention.newest_at(tx), list[str]()
    if newest is not None and newest - now > FURTHEST:
        found.append(f"the clock is {(newest - now).days} days behind the newest row")
    if last is not None and abs(now - last) > FURTHEST:
        found.append(f"the last run was {abs(now - last).days} days off, at {last:%Y-%m-%d}")
    if last is None and newest is not None and now - newest > FURTHEST:
        found.append(f"the newest row is {(now - newest).days} days old")
    return found


def _heaps(counts: Mapping[str, tuple[int, int]]) -> list[str]:
    """What is too much to go at once."""
    return [
        f"{due} of {total} {kind} would go"
        for kind, (due, total) in counts.items()
        if due > total * MOST
    ]


def _last(tx: Tx) -> datetime | None:
    kept = meta.find(tx, LAST)
    return datetime.fromisoformat(kept) if kept else None


def _take_people(house: House, before: datetime) -> None:
    while True:
        with house.store.transaction() as tx:
            found = retention.due(tx, "people", before, limit=_AT_ONCE)
            now = house.clock.now()
            ids = [asking.ask(tx, one, by=asking.RETENTION, now=now) for one in found]
        gone = [one for one in ids if erasure.attempt(house, one)]
        if not gone:  # nobody is left, or only those who cannot be erased now
            return


def _take_rows(kind: str, empty: Callable[..., None], house: House, before: datetime) -> None:
    account = house.settings.current().twilio_account_sid
    while True:
        with house.store.transaction() as tx:
            ids: list[Any] = retention.due(tx, kind, before, limit=_AT_ONCE)
            if not ids:
                return
            now = house.clock.now()
            which = retention.messages_of(kind, ids)
            erasing.copies_work(tx, which, COPY, account_sid=account, now=now)
            empty(tx, ids)
            meta.put(tx, UNCLEAN, f"{kind} {now.isoformat()}")


def _take_leads(house: House, before: datetime) -> None:
    _take_rows("leads", partial(_empty_leads, house), house, before)


def _empty_leads(house: House, tx: Tx, ids: list[int]) -> None:
    retention.empty_leads(tx, ids, now=house.clock.now())


def _take_sessions(house: House, before: datetime) -> None:
    with house.store.transaction() as tx:
        retention.forget_sessions(tx, before)


def _sweep(house: House) -> None:
    """Take what rows call removed off the disk; what an earlier run that died left behind too."""
    from triage.media.shelf import Shelf

    shelf = Shelf(house.settings.current().triage_data_dir / "media")
    with house.store.reading() as tx:
        removed = retention.removed_files(tx)
    for public_id in set(shelf.ids()) & removed:
        shelf.remove(public_id)


_TAKE: dict[str, Callable[[House, datetime], None]] = {
    "people": _take_people,
    "leads": _take_leads,
    "messages": partial(_take_rows, "messages", retention.empty_messages),
    "files": partial(_take_rows, "files", retention.empty_files),
    "sessions": _take_sessions,
}


def _remember(house: House, found: Plan, now: datetime, by: str) -> None:
    with house.store.transaction() as tx:
        meta.put(tx, LAST, now.isoformat())
        meta.put(tx, REFUSED, "")
        if any(found.due.values()):
            audit.record(tx, at=now, actor=by, action="purged", subject="database", **found.due)
    log.info("purged", counts=found.due)
