"""Which leads of the queue are wanted, as conditions on the lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, select

from models import callback, lead, person, search_word
from triage.ranks import Rank
from triage.vocabulary import Flag, LeadStatus


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leads; everything that is given has to hold. Times are aware UTC.

    `open_only` leaves out what is done, unless a call to it is due. `called_before` and
    `call_over_by` are about the open promise: it begins before then, it was to be over by then.
    Each of `words` is a set of look-ups of which a lead has at least one.
    """

    open_only: bool = True
    owner_id: int | None = None
    unassigned: bool = False
    service: int | None = None
    status: LeadStatus | None = None
    language: str | None = None
    flag: Flag | None = None
    rank: Rank | None = None
    called_before: datetime | None = None
    call_over_by: datetime | None = None
    words: tuple[tuple[str, ...], ...] = ()


def conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What has to hold of a lead, but for `open_only`."""
    plain = (
        (lead.c.owner_id, wanted.owner_id),
        (lead.c.service, wanted.service),
        (lead.c.status, wanted.status),
        (lead.c.rank, wanted.rank),
    )
    yield from (column == value for column, value in plain if value is not None)
    if wanted.unassigned:
        yield lead.c.owner_id.is_(None)
    if wanted.language is not None:
        speaks = select(person.c.id).where(person.c.language == wanted.language)
        yield lead.c.person_id.in_(speaks)
    if wanted.flag is not None:
        yield cast(lead.c.flags, String).contains(f'"{wanted.flag.value}"', autoescape=True)
    if wanted.called_before is not None:
        yield _has_call(callback.c.start < wanted.called_before)
    if wanted.call_over_by is not None:
        yield _has_call(callback.c.end <= wanted.call_over_by)
    for lookups in wanted.words:
        found = select(search_word.c.lead_id).where(search_word.c.lookup.in_(lookups))
        yield lead.c.id.in_(found)


def _has_call(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    calls = select(callback.c.lead_id).where(callback.c.state == "open", condition)
    return lead.c.id.in_(calls)
