"""What has to be known before a message is taken in late: is it here, and what came after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from models import consent_event, message, tombstone
from triage.storage.store import Tx
from triage.vocabulary import Channel

_KNOWN = select(message.c.sid).where(
    message.c.account_sid == bindparam("account"),
    message.c.sid.in_(bindparam("sids", expanding=True)),
)
_NEWEST = select(func.max(message.c.created_at)).where(
    message.c.conversation_id == bindparam("talk"), message.c.direction == "in"
)
_OPTED_IN = select(func.max(consent_event.c.at)).where(
    consent_event.c.person_id == bindparam("who"),
    consent_event.c.channel == bindparam("on"),
    consent_event.c.action == "opt_in",
)
_FIRST = select(func.min(message.c.created_at)).where(message.c.direction == "in")
_ERASED = select(func.max(tombstone.c.erased_at)).where(
    tombstone.c.lookup.in_(bindparam("hashes", expanding=True))
)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Since:
    """What a person did most lately, as far as we know: wrote, and asked for messages again."""

    wrote_at: datetime | None
    opted_in_at: datetime | None


def known_sids(tx: Tx, account_sid: str, sids: Collection[str]) -> set[str]:
    """Which of these ids of Twilio's are stored, whatever became of the message."""
    listed, known = list(sids), set[str]()
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        known.update(tx.execute(_KNOWN, {"account": account_sid, "sids": some}).scalars())
    return known


def since(tx: Tx, person_id: int, conversation_id: int, channel: Channel) -> Since:
    """The newest of a person before the message that is being taken in is stored."""
    return Since(
        tx.execute(_NEWEST, {"talk": conversation_id}).scalar(),
        tx.execute(_OPTED_IN, {"who": person_id, "on": channel}).scalar(),
    )


def first_heard_at(tx: Tx) -> datetime | None:
    """When the first message ever came in; None where none did."""
    found: datetime | None = tx.execute(_FIRST).scalar()
    return found


def erased_at(tx: Tx, lookups: Sequence[str]) -> datetime | None:
    """When whoever wrote from here, by any of these hashes, was last erased; None for everybody
    else."""
    found: datetime | None = tx.execute(_ERASED, {"hashes": list(lookups)}).scalar()
    return found
