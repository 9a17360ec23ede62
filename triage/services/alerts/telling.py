"""Alerts told to the staff by the worker: at least once each and to each, and never more than due.

Decided here: which alert goes to whom and when. A red flag goes to everybody at once. The rest
keeps quiet hours; new leads that come close together go in one message. A message is the kind of
what happened and a link: whoever reads it over somebody's shoulder learns nothing of a patient.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from triage.logs import get_logger
from triage.services.alerts import alert_words
from triage.services.alerts.alert_targets import PREFIX, Target, all_targets
from triage.services.alerts.alerts import KIND, AlertKind, raise_alert
from triage.services.house import House
from triage.storage import Tx, alerts, due, due_batches
from triage.storage.alerts import AlertRow
from triage.storage.due_batches import Batch

#: New leads within this time of the last message wait and go together.
TOGETHER = timedelta(minutes=5)
#: A lead whose form is not complete is told of once its person has been silent so long.
SILENCE = timedelta(minutes=15)
#: Leads older than this are no news.
NEWS = timedelta(hours=48)
MOST_TRIES = 30
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
#: Longer than anybody is waited for.
_LEASE = timedelta(seconds=90)
_AT_ONCE = 8
_NEWS_KIND = "new_lead_told"

#: (address, title, body, urgent) -> whether it was taken.
Tell = Callable[[str, str, str, bool], bool]

log = get_logger("triage.alerts")


@dataclass(frozen=True, slots=True)
class _Letter:
    """One message to one target."""

    target: Target
    batch: Batch
    title: str = field(repr=False)
    body: str = field(repr=False)
    urgent: bool


def tell_due(house: House) -> int:
    """Find what is new, give it to whom it concerns, and send what is due; messages that went."""
    raise_new_leads(house)
    with house.store.reading() as tx:
        targets = all_targets(house, tx)
    while _give_out(house, targets):
        pass
    _adopt_left_over(house, targets)
    return send_due(house, targets)


def raise_new_leads(house: House) -> int:
    """Raise an alert for each lead that became news; how many. Two workers raise one."""
    now = house.clock.now()
    with house.store.reading() as tx:
        found = alerts.untold_leads(tx, since=now - NEWS, silent_since=now - SILENCE)
    for lead_id in found:
        with house.store.transaction() as tx:
            guard = due.add(tx, _NEWS_KIND, lead_id, person_id=None, run_at=now)
            if guard is not None:
                due.finish(tx, guard)
                raise_alert(tx, AlertKind.NEW_LEAD, lead_id, now=now)
    return len(found)


def send_due(house: House, targets: list[Target], tell: Tell | None = None) -> int:
    """One message to each target for which something is due; how many were taken."""
    now = house.clock.now()
    with house.store.reading() as tx:
        kinds = due_batches.kinds_due(tx, PREFIX, now=now)
    letters = [
        letter
        for target in targets
        if target.work in kinds and (letter := _write(house, target, now)) is not None
    ]
    if not letters:
        return 0
    call = tell or _tell
    with ThreadPoolExecutor(_AT_ONCE) as several:
        taken = list(several.map(lambda one: _deliver(call, one), letters))
    for letter, is_taken in zip(letters, taken, strict=True):
        _record(house, letter, is_taken)
    return sum(taken)


def _give_out(house: House, targets: list[Target]) -> bool:
    """Turn one alert into work for each of its targets; False when none is left."""
    now = house.clock.now()
    with house.store.transaction() as tx:
        work = due.claim(tx, KIND, now=now, until=now + _LEASE)
        if work is None:
            return False
        _address(tx, [work.subject_id], targets, now)
        due.finish(tx, work.id, why=None if targets else "nobody to tell")
    return True


def _address(tx: Tx, alert_ids: list[int], targets: list[Target], now: datetime) -> None:
    for alert in alerts.get(tx, alert_ids):
        for target in _whom(alert, targets, now):
            at = _when(tx, alert, target, now)
            due.add(tx, target.work, alert.id, person_id=None, run_at=at)


def _whom(alert: AlertRow, targets: list[Target], now: datetime) -> list[Target]:
    """Everybody; but of a promise that is due soon first the one who made it their own, and nobody
    who would only read of it in the morning."""
    if alert.kind != AlertKind.DUE_PROMISE:
        return targets
    awake = [target for target in targets if target.quiet_until(now) is None]
    own = [
        target
        for target in awake
        if target.coordinator_id is not None and target.coordinator_id == alert.coordinator_id
    ]
    return own or awake


def _when(tx: Tx, alert: AlertRow, target: Target, now: datetime) -> datetime:
    if alert.kind == AlertKind.RED_FLAG:
        return now
    at = target.quiet_until(now) or now
    if alert.kind == AlertKind.NEW_LEAD:
        last = due_batches.last_done(tx, target.work)
        at = max(at, last + TOGETHER) if last is not None else at
    return at


def _adopt_left_over(house: House, targets: list[Target]) -> None:
    """What waited for an address that is gone or was corrected goes to those that are there."""
    takers = {target.work for target in targets}
    with house.store.reading() as tx:
        left = due_batches.left_over(tx, PREFIX, takers)
    if not left or not targets:
        return
    with house.store.transaction() as tx:
        due_batches.finish(tx, tuple(row for row, _ in left), why="address gone")
        _address(tx, sorted({alert_id for _, alert_id in left}), targets, house.clock.now())


def _write(house: House, target: Target, now: datetime) -> _Letter | None:
    """Claim what is due for a target and put it into words; None when nothing is left to say."""
    with house.store.transaction() as tx:
        batch = due_batches.claim(tx, target.work, now=now, until=now + _LEASE)
        if batch is None:
            return None
        found = alerts.get(tx, list(batch.subject_ids))
        told = [alert for alert in found if not _is_settled(alert)]
        if not told:
            due_batches.finish(tx, batch.work_ids, why="settled")
            alerts.mark_sent(tx, list(batch.subject_ids), now=now)
            return None
    base = house.settings.current().public_base_url
    title, body = alert_words.put(told, base)
    urgent = any(alert.kind == AlertKind.RED_FLAG for alert in told)
    return _Letter(target, batch, title, body, urgent)


def _is_settled(alert: AlertRow) -> bool:
    """Whether a reminder came to nothing: the call was made, moved or not wanted any more."""
    return alert.kind == AlertKind.DUE_PROMISE and alert.callback_state not in (None, "open")


def _deliver(tell: Tell, letter: _Letter) -> bool:
    try:
        return tell(letter.target.address, letter.title, letter.body, letter.urgent)
    except Exception:
        # a fault in a service's own code must not keep the others from being told
        log.exception("alert_failed", queue=letter.target.work)
        return False


def _record(house: House, letter: _Letter, is_taken: bool) -> None:
    now, ids = house.clock.now(), letter.batch.work_ids
    with house.store.transaction() as tx:
        if is_taken:
            due_batches.finish(tx, ids)
            alerts.mark_sent(tx, list(letter.batch.subject_ids), now=now)
        elif letter.batch.attempts >= MOST_TRIES:
            due_batches.give_up(tx, ids, why="never taken")
        else:
            wait = min(_FIRST_WAIT * 2 ** min(letter.batch.attempts - 1, 10), _LONGEST_WAIT)
            at = now + wait * (1 + secrets.randbelow(250) / 1000)
            due_batches.try_again(tx, ids, at=at, why="not taken")
    if not is_taken:
        log.warning("alert_not_taken", queue=letter.target.work, attempt=letter.batch.attempts)


def _tell(address: str, title: str, body: str, urgent: bool) -> bool:
    from triage import notify  # loads apprise: only whoever tells pays for it

    return notify.tell(address, title=title, body=body, urgent=urgent)
