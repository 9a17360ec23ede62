"""Promised calls for tests: a lead of Asha's with a promise, and what became of both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from models import callback, lead, message, person
from tests.builders import NOW, arrival, only, rows
from tests.fakes import FakeClock
from triage.conversation.stored import FLOW_VERSION, dump_state
from triage.conversation.types import State, Step
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.sealing import for_state, open_body
from triage.storage import callbacks, reach
from triage.storage.callbacks import NewCallback

HALF_HOUR = timedelta(minutes=30)


def promised(
    house: House,
    start: datetime = NOW + timedelta(hours=1),
    *,
    lasts: timedelta = HALF_HOUR,
    zone: str = "Asia/Kolkata",
    sender: str = "whatsapp:+12025550123",
) -> str:
    """Asha writes, and is promised a call at `start`; her lead's public id."""
    receive(house, arrival("2", sender=sender))
    made = rows(house.store, lead)[-1]
    with house.store.transaction() as tx:
        new = NewCallback(
            lead_id=made.id,
            person_id=made.person_id,
            start=start,
            end=start + lasts,
            zone=zone,
            said_sealed=None,
            created_at=house.clock.now(),
        )
        callbacks.promise(tx, new)
    return str(made.public_id)


def missed(house: House, clock: FakeClock) -> None:
    """The promise of half past twelve (India) ends at one; nobody calls."""
    promised(house)
    clock.tick(hours=1, minutes=46)


def the_promise(house: House, **where: Any) -> Any:
    """The newest promise, as its row."""
    return rows(house.store, callback, **where)[-1]


def said_unasked(house: House) -> list[str]:
    """What we wrote on our own, oldest first: the fake texts, so their keys."""
    people = {row.id: row.wrapped_key for row in rows(house.store, person)}
    found = rows(house.store, message, direction="out", in_reply_to=None)
    key = house.vault.open_key(next(iter(people.values())))
    return [open_body(key, row.body_sealed, row.public_id).text for row in found]


def rested(house: House) -> None:
    """The form is finished: no question of ours is open."""
    who = only(house.store, person)
    key = house.vault.open_key(who.wrapped_key)
    state = State(step=Step.DONE, has_lead=True, complete=True, last_at=house.clock.now())
    with house.store.transaction() as tx:
        talk = reach.lock(tx, who.id)
        assert talk is not None
        sealed = key.seal(dump_state(state), for_state(who.public_id))
        now = house.clock.now()
        reach.remember(
            tx,
            talk.conversation_id,
            state_sealed=sealed,
            step="done",
            version=FLOW_VERSION,
            now=now,
        )


def set_person(house: House, **values: Any) -> None:
    """Change the row of everybody."""
    with house.store.transaction() as tx:
        tx.execute(update(person).values(**values))
