"""The work: is a worker alive, what waits for too long, what was given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from triage.services.alerts import alerts
from triage.services.alerts.alert_targets import PREFIX, all_targets
from triage.services.doctor.report import Line, ago, fail, fine, warn
from triage.services.house import House
from triage.services.recovery import outage, reconcile
from triage.services.staff.letters import KIND as SEND
from triage.storage import Tx, meta, spending, vital
from triage.storage.vital import Waiting

_SILENT = timedelta(seconds=60)
_UNSENT = timedelta(minutes=5)
_OTHER_WORK = timedelta(minutes=30)
_RED_FLAG = timedelta(minutes=15)
_CALL = timedelta(hours=1)
_LOG_READ = (timedelta(minutes=30), timedelta(hours=2))
_ERASURE = timedelta(days=1)
_MUCH = 0.8  # of the daily budget
_WORKER = "start ./run worker, and see in its log why it stopped"


def worker(house: House) -> Iterator[Line]:
    """Whether one is alive."""
    now = house.clock.now()
    with house.store.reading() as tx:
        yield _worker(meta.find(tx, outage.HEARTBEAT), now)


def look(house: House) -> Iterator[Line]:
    """What waits to be done by it."""
    now = house.clock.now()
    with house.store.reading() as tx:
        yield from _due(tx, now)
        yield _dead(tx, now)
        yield _log_read(tx, now)
        untold = vital.untold_alerts(tx, alerts.KIND, PREFIX, now)
        yield _since(("alerts", "told to the staff", _WORKER), untold, now, _UNSENT)
        yield _told(house, tx)
        todo = "see ./run people erasures and the worker's log"
        yield _since(("erasures", "finished", todo), vital.open_erasures(tx), now, _ERASURE)


def _told(house: House, tx: Tx) -> Line:
    """Whether anybody is there to be told."""
    name, told = "staff told", len(all_targets(house, tx))
    if told:
        return fine(name, f"alerts go to {told} addresses")
    todo = "set TRIAGE_ALERT_URLS, or have coordinators enter an address of theirs"
    return warn(name, "a red flag or a missed call is told to nobody", todo)


def budget(house: House) -> Iterator[Line]:
    """How much of what the worker may send in a day is sent."""
    limit = house.settings.current().triage_daily_messages
    with house.store.reading() as tx:
        sent = spending.sent_on(tx, house.clock.now())
    name = "daily budget"
    if not limit:
        yield fine(name, f"{sent} sent today, no limit is set")
    elif sent < limit * _MUCH:
        yield fine(name, f"{sent} of {limit} sent today")
    else:
        todo = (
            "see who writes so much (a loop, an attack), then raise TRIAGE_DAILY_MESSAGES; what "
            "was not sent is flagged on its lead"
        )
        make = fail if sent >= limit else warn
        yield make(name, f"{sent} of {limit} sent today", todo)


def people(house: House) -> Iterator[Line]:
    """Who waits for one of us."""
    now = house.clock.now()
    with house.store.reading() as tx:
        flags, calls = vital.unseen_red_flags(tx), vital.overdue_calls(tx, now)
    todo = "open the queue in the console: they stand first; call the coordinators"
    yield _since(("red flags", "answered by a person", todo), flags, now, _RED_FLAG)
    todo = "call, then note the call in the console; apologise if it is late"
    yield _since(("promised calls", "made and noted", todo), calls, now, _CALL)


def _worker(beat: str | None, now: datetime) -> Line:
    if not beat:
        return fail("worker", "none was ever seen on this database", _WORKER)
    age = abs(now - datetime.fromisoformat(beat))
    if age > _SILENT:
        return fail("worker", f"last seen {ago(age)} ago", _WORKER)
    return fine("worker", f"seen {ago(age)} ago")


def _due(tx: Tx, now: datetime) -> Iterator[Line]:
    waiting = dict(vital.due(tx, now))
    todo = "see the worker's log: is Twilio refusing, is the worker too slow"
    unsent = waiting.pop(SEND, Waiting(0, None))
    yield _since(("messages to send", "sent", todo), unsent, now, _UNSENT)
    late = {
        kind: now - each.since
        for kind, each in waiting.items()
        if each.since and now - each.since > _OTHER_WORK
    }
    if late:
        told = ", ".join(f"{kind} for {ago(age)}" for kind, age in sorted(late.items()))
        yield fail("other work", f"waits: {told}", todo)
    else:
        yield fine("other work", "nothing waits for long")


def _dead(tx: Tx, now: datetime) -> Line:
    dead = vital.dead(tx, now)
    if not dead:
        return fine("given up", "no work was given up these two days")
    told = ", ".join(f"{count} of {kind}" for kind, count in sorted(dead.items()))
    todo = "each is flagged on its lead: a coordinator writes or calls by hand"
    return fail("given up", told, todo)


def _log_read(tx: Tx, now: datetime) -> Line:
    """Twilio's log: read lately, and without leaving anything behind."""
    done, reached = meta.find(tx, outage.DONE), meta.find(tx, reconcile.REACHED)
    name, todo = "Twilio's log", "run ./run reconcile and read what it says"
    if not done:
        return warn(name, "was never read to its end", todo)
    age = now - datetime.fromisoformat(done)
    if age > _LOG_READ[0]:
        make = fail if age > _LOG_READ[1] else warn
        return make(name, f"was last read {ago(age)} ago", todo)
    behind = now - datetime.fromisoformat(reached) if reached else timedelta()
    if behind > _LOG_READ[1]:
        return fail(name, f"messages of {ago(behind)} ago could not be stored", todo)
    return fine(name, f"read {ago(age)} ago: nothing was missed")


def _since(what: tuple[str, str, str], waiting: Waiting, now: datetime, longest: timedelta) -> Line:
    """`what`: the name, what each waits to be, and what to do."""
    name, to_be, todo = what
    if not waiting.count or waiting.since is None:
        return fine(name, f"all {to_be}")
    age = now - waiting.since
    words = f"{waiting.count} not {to_be}, the oldest for {ago(age)}"
    return fail(name, words, todo) if age > longest else fine(name, words)
