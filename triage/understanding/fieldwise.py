"""One field alone: what `triage understand --field NAME` asks, outside of any conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from triage.meaning import Fact, Situation
from triage.understanding.reader import Reader
from triage.vocabulary import Field

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # where the caller tells no `now`: the core has no clock


def read_field(
    reader: Reader, name: str, text: str, context: Mapping[str, object]
) -> tuple[str | None, dict[str, str]]:
    """The value of the named field (None: ask again), and other facts by their names.

    `context` may hold `now`, `country`, `sender`, `zone` and known facts. Raises ValueError for an
    unknown name.
    """
    meaning = reader.read(text, situation_of(Field(name), context))
    also = {fact.field.value: fact.value for fact in meaning.also}
    return (meaning.answer.value if meaning.answer else None), also


def situation_of(field: Field | None, context: Mapping[str, object]) -> Situation:
    """A Situation from a plain table; what is malformed in it counts as not said."""
    said = {key: value for key, value in context.items() if isinstance(value, str) and value}
    known = tuple(
        Fact(Field(key), value)
        for key, value in said.items()
        if key in tuple(Field) and key != "country"
    )
    now = _moment(said.get("now"))
    zone = said.get("zone") or (getattr(now.tzinfo, "key", None) if now else None)
    return Situation(
        now=now or _EPOCH,
        country=said.get("country"),
        zone=zone,
        sender=said.get("sender"),
        expecting=field,
        known=known,
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
