"""Messages that Twilio has and we never saw: found in its log, taken in once, in their order.

Twilio's log is the spool of this house: when the database was down, or nobody answered, a message
waits there. Decided here: how far back to look, and that the messages of one person are taken one
after the other; `belated` decides what to do about each. Claimed by Twilio's ids, so that a run
beside live traffic, or beside another run, neither doubles nor loses anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from triage.errors import BadWebhook, SendFailed, StorageDown
from triage.logs import bound, get_logger
from triage.services.credentials import past_keys
from triage.services.house import House
from triage.services.messages import backlog, belated, inbox
from triage.services.messages.backlog import Backlog
from triage.services.messages.belated import FRESH, Way
from triage.storage import meta, missed
from triage.twilio_gateway.message_log import Logged

#: Meta row: until when everything is here.
REACHED = "reconcile.reached"
#: Younger ones may be on their way to us still: Twilio's webhooks end after 15 seconds each.
GRACE = timedelta(seconds=60)
#: Looked through again each time, for what Twilio wrote down late.
OVERLAP = timedelta(minutes=30)
#: Older messages are found no more: what was purged here must not come back from there.
FURTHEST = timedelta(days=30)
_WINDOW = timedelta(days=1)
#: Twilio: there is no such message, any more.
_GONE = 20404

log = get_logger("triage.reconcile")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a run found between `since` and `until` (aware UTC), in numbers of messages.

    `in_log` are all that people sent us; of these `known` were here. Of the rest, `added` are here
    now: `answered` by us just now, `replayed` with the answer they got then, `handed` to a person,
    the others without need of an answer. `erased` belong to nobody any more, `refused` are no
    messages to us, `failed` have to wait for the next run. `more` says that the run stopped early.
    """

    since: datetime
    until: datetime
    in_log: int = 0
    known: int = 0
    added: int = 0
    answered: int = 0
    replayed: int = 0
    handed: int = 0
    erased: int = 0
    refused: int = 0
    failed: int = 0
    more: bool = False

    def counting(self, **by: int) -> Reconciled:
        """The same with some numbers raised."""
        return replace(self, **{name: getattr(self, name) + n for name, n in by.items()})


def run(
    house: House, *, since: datetime | None = None, dry_run: bool = False, limit: int | None = None
) -> Reconciled:
    """Take in what is missing, from `since` or from where the last run ended.

    It stops after about `limit` messages, if given. A dry run writes nothing: `added` is what would
    be, `handed` what of it is too old to be answered. Raises SendFailed when Twilio does not tell
    and StorageDown when the database does not answer; both may be tried again at any time.
    """
    now = house.clock.now()
    reached = _reached(house, now)
    begin = max(since or reached - OVERLAP, now - FURTHEST).replace(microsecond=0)
    found = Reconciled(begin, (now - GRACE).replace(microsecond=0))
    waiting: list[datetime] = []
    for start, end in _windows(found.since, found.until):
        waiting_log = backlog.look(house, start, end)
        found = found.counting(in_log=waiting_log.in_log, known=waiting_log.known)
        for person in waiting_log.people:
            if limit is not None and found.added >= limit:
                waiting.append(person[0].at)
                found = replace(found, more=True)
            elif dry_run:
                found = _foretell(found, person, now)
            else:
                found, left = _take_in(house, waiting_log, person, found)
                waiting += left
        if found.more:
            break
    if not dry_run:
        _remember(house, found, waiting, reached)
    return found


def _take_in(
    house: House, around: Backlog, person: tuple[Logged, ...], found: Reconciled
) -> tuple[Reconciled, list[datetime]]:
    """The messages of one person, in order; one that fails keeps those after it waiting."""
    queued: frozenset[str] = frozenset()
    for place, entry in enumerate(person):
        with bound(message_sid=entry.sid):
            try:
                found, said = _take_one(house, around, entry, queued, found)
                queued |= said
            except BadWebhook as odd:
                log.warning("backlog_refused", reason=str(odd))
                found = found.counting(refused=1)
            except SendFailed as failure:
                if failure.code != _GONE:
                    raise
                found = found.counting(refused=1)
            except StorageDown:
                raise
            except Exception:
                log.exception("backlog_failed")
                left = person[place:]
                return found.counting(failed=len(left)), [entry.at]
    return found, []


def _take_one(
    house: House, around: Backlog, entry: Logged, queued: frozenset[str], found: Reconciled
) -> tuple[Reconciled, frozenset[str]]:
    """One message, and the words of ours that are queued for it now."""
    arrival = house.at_twilio.arrival_of(entry, backlog.our_numbers(house))
    if _was_erased(house, arrival.sender.canonical, entry.at):
        return found.counting(erased=1), frozenset()
    received = inbox.receive(house, arrival, late=around.late(entry, queued))
    if received.duplicate:
        return found.counting(known=1), frozenset()
    told = received.body is not None
    way = received.way
    found = found.counting(
        added=1,
        answered=told and way is Way.OUTBOX,
        replayed=told and way is Way.SAID,
        handed=way is Way.HELD,
    )
    log.info("backlog_taken_in", outcome=way.value)
    is_queued = received.body is not None and way is Way.OUTBOX
    return found, belated.words_of([received.body or ""]) if is_queued else frozenset()


def _was_erased(house: House, canonical: str, sent_at: datetime) -> bool:
    """Whether whoever wrote this was erased after it: nothing of theirs comes back."""
    with house.store.reading() as tx:
        erased_at = missed.erased_at(tx, past_keys.lookups(house, tx, canonical))
    return erased_at is not None and sent_at <= erased_at


def _foretell(found: Reconciled, person: tuple[Logged, ...], now: datetime) -> Reconciled:
    old = sum(1 for entry in person if now - entry.at >= FRESH)
    return found.counting(added=len(person), handed=old)


def _windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The time in pieces that fit into memory, the oldest first."""
    start = since
    while start < until:
        end = min(start + _WINDOW, until)
        yield start, end
        start = end


def _reached(house: House, now: datetime) -> datetime:
    """Until when everything is here; a house that never heard anybody has missed nothing."""
    with house.store.reading() as tx:
        kept = meta.find(tx, REACHED)
        if kept is not None:
            return min(datetime.fromisoformat(kept), now)
        first = missed.first_heard_at(tx)
    return now if first is None else max(first, now - FRESH)


def _remember(house: House, found: Reconciled, waiting: list[datetime], reached: datetime) -> None:
    """Where the next run goes on; what fails for a day is not waited for any longer."""
    if found.since > reached:
        return  # a shorter look than was due
    until = min([found.until, *waiting])
    kept = until if found.more else max(until, found.until - FRESH)
    with house.store.transaction() as tx:
        meta.put(tx, REACHED, kept.isoformat())
