"""Keyed hashes of the words that leads are found by, and which leads are to be indexed anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, null, select, update

from models import address, lead, note, person, search_word
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class ToIndex:
    """A lead whose words are out of date, locked; `wrapped_key` is None of an erased person."""

    id: int
    public_id: str
    person_id: int
    wrapped_key: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """An address or a note; `lookup` is the address's, for which it is sealed."""

    owner: int
    sealed: str
    lookup: str = ""


_IDS: Any = bindparam("ids", expanding=True)
_DUE = (
    select(lead.c.id, lead.c.public_id, lead.c.person_id, person.c.wrapped_key, person.c.country)
    .join(person, person.c.id == lead.c.person_id)
    .where(lead.c.words_at.is_(None))
    .order_by(lead.c.id)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True, of=lead)
)
_PHONES = select(address.c.person_id, address.c.sealed, address.c.lookup).where(
    address.c.person_id.in_(_IDS), address.c.kind == "phone", address.c.sealed.is_not(None)
)
_NOTES = select(note.c.lead_id, note.c.text_sealed).where(
    note.c.lead_id.in_(_IDS), note.c.text_sealed.is_not(None)
)
_THERE = select(search_word.c.lead_id, search_word.c.lookup).where(search_word.c.lead_id.in_(_IDS))
_DROP = delete(search_word).where(
    search_word.c.lead_id == bindparam("of_lead"), search_word.c.lookup == bindparam("word")
)
_INDEXED = update(lead).where(lead.c.id.in_(_IDS)).values(words_at=bindparam("now"))
_OF_PERSON = update(lead).where(lead.c.person_id == bindparam("who")).values(words_at=null())


def take_due(tx: Tx, *, limit: int) -> list[ToIndex]:
    """Leads whose words are out of date, locked; what another worker holds is passed over."""
    rows: Any = tx.execute(_DUE, {"most": limit})
    return [ToIndex(*row) for row in rows]


def phones_of(tx: Tx, person_ids: list[int]) -> list[Sealed]:
    """The numbers that these people write from."""
    rows: Any = tx.execute(_PHONES, {"ids": person_ids})
    return [Sealed(*row) for row in rows]


def notes_of(tx: Tx, lead_ids: list[int]) -> list[Sealed]:
    """The notes on these leads."""
    rows: Any = tx.execute(_NOTES, {"ids": lead_ids})
    return [Sealed(*row) for row in rows]


def put(tx: Tx, words: Mapping[int, set[str]], *, now: datetime) -> None:
    """From now on these leads are found by these look-ups and by no others."""
    if not words:
        return
    ids = list(words)
    there: dict[int, set[str]] = defaultdict(set)
    for lead_id, lookup in tx.execute(_THERE, {"ids": ids}):
        there[lead_id].add(lookup)
    gone = _pairs({one: there[one] - words[one] for one in ids})
    if gone:
        tx.execute(_DROP, [{"of_lead": one, "word": word} for one, word in gone])
    fresh = _pairs({one: words[one] - there[one] for one in ids})
    if fresh:
        rows = [{"lead_id": one, "lookup": word} for one, word in fresh]
        tx.execute(insert(search_word), rows)
    tx.execute(_INDEXED, {"ids": ids, "now": now})


def person_changed(tx: Tx, person_id: int) -> None:
    """The leads of this person are to be indexed anew: an address came, or they were erased."""
    tx.execute(_OF_PERSON, {"who": person_id})


def is_lead(tx: Tx, public_id: str) -> bool:
    """Whether a lead has this id."""
    found = select(lead.c.id).where(lead.c.public_id == bindparam("its_id"))
    return tx.execute(found, {"its_id": public_id}).first() is not None


def all_due(tx: Tx) -> int:
    """Every lead is to be indexed anew; how many there are."""
    return tx.execute(update(lead).values(words_at=null())).rowcount


def _pairs(words: Mapping[int, Iterable[str]]) -> list[tuple[int, str]]:
    return [(one, word) for one, found in words.items() for word in sorted(found)]
