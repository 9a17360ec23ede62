"""What a person agreed to and refused: how it stands, computed from events that are only added.

Messages are opted out of per channel; health questions are agreed to once for both. What may be
sent is decided by the address's own column; an opt-out that outlived an erasure has no event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.storage import Tx, dossier
from triage.storage.dossier import Row

HEALTH, MESSAGES = "health", "messages"


@dataclass(frozen=True, slots=True)
class State:
    """How it stands: `about` is health or a channel; `event` is the number (1 and up) of the
    decision that counts, None for the rule where nobody decided anything. Aware UTC."""

    about: str
    says: str
    since: datetime | None
    event: int | None


def states_of(consents: Sequence[Row], addresses: Sequence[Mapping[str, object]]) -> list[State]:
    """How things stand after these events, in their order: one state for health, one a channel."""
    decided = {
        (row["kind"], row["channel"] if row["kind"] == MESSAGES else ""): (number, row)
        for number, row in enumerate(consents, start=1)
        if row["kind"] in (HEALTH, MESSAGES)
    }
    found = [_health(decided.get((HEALTH, "")))]
    for channel in sorted({str(row["channel"]) for row in addresses}):
        since = [
            row["opted_out_at"]
            for row in addresses
            if row["channel"] == channel and row["opted_out_at"] is not None
        ]
        number, event = decided.get((MESSAGES, channel), (None, None))
        if since:
            counts = number if event is not None and event["action"] == "opt_out" else None
            at = since[0] if isinstance(since[0], datetime) else None
            found.append(State(channel, "opted out", at, counts))
        else:
            at = event["at"] if event else None
            found.append(State(channel, "may be written to", at, number))
    return found


def state_of(tx: Tx, person_id: int) -> list[State]:
    """How things stand with one person today."""
    return states_of(dossier.consents(tx, person_id), dossier.addresses(tx, person_id))


def _health(decided: tuple[int, Row] | None) -> State:
    if decided is None:
        return State(HEALTH, "was never asked, or never answered", None, None)
    number, row = decided
    says = "agreed" if row["action"] == "given" else "declined"
    return State(HEALTH, says, row["at"], number)
