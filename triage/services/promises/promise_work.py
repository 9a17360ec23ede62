"""What the worker does about promised calls: reminds, escalates, apologises, asks "did we call?".

Each promise and each of the four is one transaction of its own, and done once, whatever dies in
between and however many workers there are. What the person may not be told now waits for a better
hour, and is given up when that is too late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from triage.conversation.called import ask_whether_called, can_be_asked
from triage.logs import get_logger
from triage.services.alerts.alerts import AlertKind, raise_alert
from triage.services.house import House
from triage.services.messages import reaching
from triage.storage import Tx, promise_due
from triage.storage.promise_due import Due

#: The staff hears of a promise so long before it is due.
BEFORE = timedelta(minutes=15)
#: A call may be written down so late before its promise counts as missed.
GRACE = timedelta(minutes=15)
#: Whoever waited for a call is awake so long after it should have come, whatever the hour.
_WAITED_UP = timedelta(hours=1)
#: An apology that is older helps nobody.
_TOO_LATE = timedelta(hours=24)
#: When we ask whether we called: so long after the call, or after it should have come.
ASK_AFTER = timedelta(hours=3)
_ASK_UNTIL = timedelta(hours=48)
#: Nobody is asked in the middle of a talk with the bot, or soon after danger.
_QUIET = timedelta(minutes=30)
_AFTER_DANGER = timedelta(hours=24)

log = get_logger("triage.promises")


def work(house: House) -> int:
    """Do all that is due about promises; how many things were done."""
    now = house.clock.now()
    with house.store.reading() as tx:
        reminders = promise_due.to_remind(tx, now=now, soon=now + BEFORE)
        missed = promise_due.to_escalate(tx, before=now - GRACE)
    done = _each(house, reminders, remind) + _each(house, missed, escalate)
    with house.store.reading() as tx:
        sorry = promise_due.to_apologise(tx, since=now - _TOO_LATE)
        asked = promise_due.to_ask(tx, since=now - _ASK_UNTIL, before=now - ASK_AFTER)
        told = [due for due in sorry if _may_apologise(house, tx, due, now)]
        asked = [due for due in asked if _may_ask(house, tx, due, now)]
    return done + _each(house, told, apologise) + _each(house, asked, ask)


def remind(house: House, tx: Tx, due: Due) -> bool:
    """Tell the staff of a promise before it is due."""
    now = house.clock.now()
    if not promise_due.mark(tx, due.id, "reminded_at", now=now):
        return False
    raise_alert(tx, AlertKind.DUE_PROMISE, due.lead_id, callback_id=due.id, now=now)
    return True


def escalate(house: House, tx: Tx, due: Due) -> bool:
    """A promise was missed: the staff is told. It stays open, and its lead in front, until
    somebody calls."""
    now = house.clock.now()
    if not promise_due.mark(tx, due.id, "escalated_at", now=now):
        return False
    raise_alert(tx, AlertKind.MISSED_PROMISE, due.lead_id, callback_id=due.id, now=now)
    log.warning("promise_missed", lead_id=due.lead_public_id)
    return True


def apologise(house: House, tx: Tx, due: Due) -> bool:
    """Tell the person that we are sorry and that somebody will call."""
    now = house.clock.now()
    hearer = reaching.lock_hearer(house, tx, due.person_id, now)
    if hearer is None or not promise_due.mark(tx, due.id, "apologised_at", now=now):
        return False
    reaching.tell(house, tx, hearer, "callback.missed", lead_id=due.lead_id)
    return True


def ask(house: House, tx: Tx, due: Due) -> bool:
    """Ask the person whether we called; the conversation hears the answer."""
    now = house.clock.now()
    hearer = reaching.lock_hearer(house, tx, due.person_id, now)
    if hearer is None or not _may_be_asked(hearer, due, now):
        return False
    if not promise_due.mark(tx, due.id, "asked_at", now=now):
        return False
    reply, after = ask_whether_called(hearer.state, house.script, hearer.channel, now)
    reaching.say(house, tx, hearer, reply, after, lead_id=due.lead_id)
    return True


def _each(house: House, dues: Iterable[Due], do: Callable[[House, Tx, Due], bool]) -> int:
    count = 0
    for due in dues:
        with house.store.transaction() as tx:
            count += do(house, tx, due)
    return count


def _may_apologise(house: House, tx: Tx, due: Due, now: datetime) -> bool:
    waited_up = now - due.end < _WAITED_UP
    if not waited_up and not reaching.is_awake(due.zone, now):
        return False
    return reaching.find_hearer(house, tx, due.person_id, now) is not None


def _may_ask(house: House, tx: Tx, due: Due, now: datetime) -> bool:
    if not reaching.is_awake(due.zone, now):
        return False
    hearer = reaching.find_hearer(house, tx, due.person_id, now)
    return hearer is not None and _may_be_asked(hearer, due, now)


def _may_be_asked(hearer: reaching.Hearer, due: Due, now: datetime) -> bool:
    """Only about the enquiry that the talk is about, and not in the middle of something else."""
    state = hearer.state
    if hearer.talk.current_lead_id != due.lead_id or not can_be_asked(state):
        return False
    busy = state.last_at is not None and now - state.last_at < _QUIET
    shaken = state.danger_at is not None and now - state.danger_at < _AFTER_DANGER
    return not busy and not shaken
