"""What a conversation is left with after a turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from models import conversation
from triage.storage.statements import Prepared
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class Turned:
    """The conversation after a message; `state_sealed` None leaves the state as it was.

    `pace_sealed` is written as it is, None too: it is what a message begins with next time.
    """

    conversation_id: int
    last_seq: int
    current_lead_id: int | None
    state_sealed: str | None
    step: str
    flow_version: int
    pace_sealed: str | None = None


_COMMON: dict[str, Any] = {
    "last_seq": bindparam("seq"),
    "current_lead_id": bindparam("lead"),
    "pace_sealed": bindparam("pace"),
    "last_inbound_at": bindparam("now"),
    "updated_at": bindparam("now"),
}
_THIS = conversation.c.id == bindparam("this")
_TURN = Prepared(
    update(conversation)
    .where(_THIS)
    .values(
        **_COMMON,
        state_sealed=bindparam("state"),
        step=bindparam("at_step"),
        flow_version=bindparam("version"),
    )
)
_STAY = Prepared(update(conversation).where(_THIS).values(**_COMMON))
_NEXT_SEQ = (
    update(conversation)
    .where(_THIS)
    .values(last_seq=conversation.c.last_seq + 1)
    .returning(conversation.c.last_seq)
)


def save(tx: Tx, turned: Turned, *, now: datetime) -> None:
    """Write down where the talk stands."""
    values = {
        "this": turned.conversation_id,
        "seq": turned.last_seq,
        "lead": turned.current_lead_id,
        "pace": turned.pace_sealed,
        "now": now,
    }
    if turned.state_sealed is None:
        _STAY.run(tx, values)
        return
    more = {
        "state": turned.state_sealed,
        "at_step": turned.step,
        "version": turned.flow_version,
    }
    _TURN.run(tx, {**values, **more})


def next_seq(tx: Tx, conversation_id: int) -> int:
    """The place of a message that we send on our own."""
    return int(tx.execute(_NEXT_SEQ, {"this": conversation_id}).scalar_one())
