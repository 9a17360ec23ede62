"""What the program says on its own: only where it may, in the person's language, in a vetted text.

Not to people who opted out of the channel, not on WhatsApp outside its 24 hours, not to somebody
who is left alone, not while a coordinator has the talk, and not in the person's night.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from triage.conversation.calltime import Slot, words
from triage.conversation.office import zone_info
from triage.conversation.stored import FLOW_VERSION, dump_state, load_state
from triage.conversation.turn import language_of
from triage.conversation.types import Reply, State
from triage.services.house import House
from triage.services.messages import outbox
from triage.services.sealing import Body, for_state, said_body
from triage.storage import Tx, reach
from triage.storage.reach import Talk, Way
from triage.vocabulary import Channel

#: WhatsApp takes free words for 24 hours after the person last wrote; the rest is for the queue.
WINDOW = timedelta(hours=23, minutes=50)
#: Hours of the person's day in which we write unasked.
WAKING, SLEEPING = time(9), time(21)
_ANSWERABLE = frozenset({"phone", "whatsapp_user"})


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who may be written to now: how, and what the conversation remembers."""

    talk: Talk
    way: Way
    state: State

    @property
    def channel(self) -> Channel:
        """How they will hear it."""
        return Channel(self.way.channel)


def find_hearer(house: House, tx: Tx, person_id: int, now: datetime) -> Hearer | None:
    """Whom to write to, or None where that is not allowed. Changes nothing."""
    return _hearer(house, reach.find(tx, person_id), now)


def lock_hearer(house: House, tx: Tx, person_id: int, now: datetime) -> Hearer | None:
    """The same; messages of this person wait until the transaction ends."""
    return _hearer(house, reach.lock(tx, person_id), now)


def way_to(ways: Iterable[Way], now: datetime) -> Way | None:
    """The address to write to: the one they wrote from last among those that are open."""
    may = [way for way in ways if _is_open(way, now)]
    return max(may, key=_last_heard, default=None)


def is_awake(zone: str, now: datetime) -> bool:
    """Whether it is day for somebody in this zone."""
    return WAKING <= now.astimezone(zone_info(zone)).time() < SLEEPING


def tell(house: House, tx: Tx, to: Hearer, key: str, *, lead_id: int, **values: str) -> None:
    """Have one vetted text sent, in this transaction."""
    language = language_of(house.script, to.state, key)
    said = house.script.say(key, language, to.channel, **values)
    body = Body(said, {"keys": [key]})
    outbox.queue_in(house, tx, address_id=to.way.address_id, body=body, lead_id=lead_id)


def time_words(house: House, to: Hearer, start: datetime, end: datetime, zone: str) -> str:
    """When we call, in the language that we speak with them and in the clock of `zone`."""
    script, key = house.script, "time.between"
    language = language_of(script, to.state, key)
    slot = Slot(start, end, zone, fitted=False, kind="window")
    calendar = script.calendar(key, language)
    said = words(slot, zone=zone, now=house.clock.now(), calendar=calendar)
    values = {"day": said.day, "start": said.start, "end": said.end, "zone": said.zone_words}
    return script.say(key, language, to.channel, **values)


def say(house: House, tx: Tx, to: Hearer, reply: Reply, after: State, *, lead_id: int) -> None:
    """Have a reply of the conversation sent, and remember the state `after` it."""
    body = said_body(reply)
    outbox.queue_in(house, tx, address_id=to.way.address_id, body=body, lead_id=lead_id)
    remember(house, tx, to.talk, after)


def remember(house: House, tx: Tx, talk: Talk, after: State) -> None:
    """Have the conversation remember this state. The talk is locked, its person is not erased."""
    person_key = house.vault.open_key(talk.wrapped_key or "")
    reach.remember(
        tx,
        talk.conversation_id,
        state_sealed=person_key.seal(dump_state(after), for_state(talk.person_public_id)),
        step=after.step.value,
        version=FLOW_VERSION,
        now=house.clock.now(),
    )


def _hearer(house: House, talk: Talk | None, now: datetime) -> Hearer | None:
    if talk is None or talk.wrapped_key is None or talk.left_alone_at is not None:
        return None
    if talk.taken_over_until is not None and talk.taken_over_until > now:
        return None
    way = way_to(talk.ways, now)
    return Hearer(talk, way, state_of(house, talk)) if way else None


def state_of(house: House, talk: Talk) -> State:
    """What the conversation remembers of somebody who is not erased."""
    sealed = talk.state_sealed
    key = house.vault.open_key(talk.wrapped_key or "")
    purpose = for_state(talk.person_public_id)
    return load_state(key.unseal(sealed, purpose) if sealed else None, talk.language)


def _is_open(way: Way, now: datetime) -> bool:
    if way.opted_out_at is not None or way.kind not in _ANSWERABLE:
        return False
    if way.channel == Channel.SMS:
        return True
    return way.last_inbound_at is not None and now - way.last_inbound_at < WINDOW


def _last_heard(way: Way) -> float:
    return way.last_inbound_at.timestamp() if way.last_inbound_at else 0.0
