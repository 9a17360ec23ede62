"""Holds: a coordinator has the talk of a person, so that the bot keeps quiet until a set time.

A hold stands while `taken_over_until` lies ahead. Once it is past, the bot answers again: the
person has yet to be told so while `taken_over_by` stands, and was told where it is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from models import conversation, coordinator, lead, person
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has or had the talk that a lead belongs to; locked until the end of the transaction.

    `wrapped_key` is None once the person is erased; `holder` is the coordinator's name.
    """

    conversation_id: int
    person_id: int
    wrapped_key: str | None
    taken_over_by: int | None
    taken_over_until: datetime | None
    holder: str | None

    def held_by(self, now: datetime) -> int | None:
        """The id of the coordinator who has the talk at `now`, if one has."""
        until = self.taken_over_until
        return self.taken_over_by if until is not None and until > now else None


_LOCK = (
    select(
        conversation.c.id,
        conversation.c.person_id,
        person.c.wrapped_key,
        conversation.c.taken_over_by,
        conversation.c.taken_over_until,
        coordinator.c.name,
    )
    .select_from(lead)
    .join(person, person.c.id == lead.c.person_id)
    .join(conversation, conversation.c.person_id == person.c.id)
    .outerjoin(coordinator, coordinator.c.id == conversation.c.taken_over_by)
    .where(lead.c.public_id == bindparam("its_id"))
    .with_for_update(key_share=True, of=conversation)
)
_STATE = select(conversation.c.state_sealed).where(conversation.c.id == bindparam("this"))
_SET = (
    update(conversation)
    .where(conversation.c.id == bindparam("this"))
    .values(taken_over_by=bindparam("who"), taken_over_until=bindparam("until"))
)


def state_of(tx: Tx, conversation_id: int) -> str | None:
    """What the conversation remembers, sealed; None before its first turn."""
    found: str | None = tx.execute(_STATE, {"this": conversation_id}).scalar()
    return found


def lock(tx: Tx, lead_public_id: str) -> Hold | None:
    """The talk that a lead belongs to, kept from messages and others; None for no such lead."""
    row: Any = tx.execute(_LOCK, {"its_id": lead_public_id}).first()
    return Hold(*row) if row else None


def take(tx: Tx, conversation_id: int, *, by: int, until: datetime) -> None:
    """From now until then the coordinator has the talk."""
    tx.execute(_SET, {"this": conversation_id, "who": by, "until": until})


def end(tx: Tx, conversation_id: int, *, untold: int | None, now: datetime) -> None:
    """The bot answers from now on; `untold` is who had the talk while the person has yet to be
    told, and None when they were."""
    tx.execute(_SET, {"this": conversation_id, "who": untold, "until": now})


def forget(tx: Tx, conversation_id: int) -> None:
    """Nothing is left of a hold: the person knows who answers."""
    tx.execute(_SET, {"this": conversation_id, "who": None, "until": None})
