"""Which data keys are still needed: the ids that people's keys are wrapped under."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from models import person
from triage.storage.store import Tx

_OF_PEOPLE = (
    select(person.c.key_id, func.count())
    .where(person.c.wrapped_key.is_not(None))
    .group_by(person.c.key_id)
)


def of_people(tx: Tx) -> Mapping[str, int]:
    """Key id -> how many people's keys only it opens."""
    return {key_id: int(count) for key_id, count in tx.execute(_OF_PEOPLE)}
