"""Search over sealed data: leads are found by keyed hashes of words, made by the worker.

A lead is due as long as its column `words_at` is empty. What changes its words (a fact, a note, an
address) empties the column in the same transaction, and indexing locks the lead before it reads: a
change is never missed, whatever order transactions commit in. (A cursor over row ids would be
overtaken by a transaction that commits late, and by ids that SQLite gives out again.) What a lead
is found by is made anew as a whole, so that a corrected fact takes its old words with it, and work
that was cut off is done once more to the same end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress

from triage.errors import Damaged
from triage.phone import parse_address
from triage.services.house import House
from triage.services.leads.search_terms import asked, term_of_country, terms_of_phone, terms_of_text
from triage.services.sealing import for_address, for_fact, for_note
from triage.storage import Tx, queue, search_words
from triage.storage.search_words import Sealed, ToIndex
from triage.vault import PersonKey
from triage.vocabulary import Field

#: Leads in one transaction: on SQLite all messages wait for it.
_BATCH = 20
#: Of one round of the worker; more is left for the next.
_MOST = 500
_NAMES = (Field.ENQUIRER_NAME, Field.NAME)
_FIELDS = (*_NAMES, Field.PHONE, Field.COUNTRY)

_ID = re.compile(r"[2-9a-z]{10}")

Lookups = tuple[tuple[str, ...], ...]


def index_words(house: House, *, limit: int = _MOST) -> int:
    """Index leads whose words are out of date; how many that were. Work of the worker."""
    count = 0
    while count < limit:
        with house.store.transaction() as tx:
            done = _index(house, tx, min(_BATCH, limit - count))
        count += done
        if done == 0:
            break
    return count


def reindex_all(house: House) -> int:
    """Index every lead anew, under the index key as it is now; how many there are.

    For a rotation of the index key. It may be cut off: what is left is done by the worker.
    """
    with house.store.transaction() as tx:
        count = search_words.all_due(tx)
    while index_words(house):
        pass
    return count


def lookups(house: House, text: str) -> Lookups:
    """What to look for: of each part of the text, one of these hashes. Empty for no words."""
    hashed = house.vault.lookups
    return tuple(tuple(one for term in part for one in hashed(term)) for part in asked(text))


def country_lookups(house: House, code: str) -> tuple[str, ...]:
    """What leads of a country (ISO 3166-1 alpha-2) are found by: the patient's where we were told,
    else that of the number they write from."""
    return house.vault.lookups(term_of_country(code))


def lead_of_id(house: House, text: str) -> str | None:
    """The lead whose own id this is, as people read it out; None when there is none."""
    public_id = text.replace(" ", "").replace("-", "").lower()
    if not _ID.fullmatch(public_id):
        return None
    with house.store.reading() as tx:
        return public_id if search_words.is_lead(tx, public_id) else None


def _index(house: House, tx: Tx, limit: int) -> int:
    leads = search_words.take_due(tx, limit=limit)
    if not leads:
        return 0
    ids = [lead.id for lead in leads]
    told: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for lead_id, field, sealed in queue.facts_of(tx, ids, [field.value for field in _FIELDS]):
        told[lead_id].append((field, sealed))
    phones = _by_owner(search_words.phones_of(tx, [lead.person_id for lead in leads]))
    notes = _by_owner(search_words.notes_of(tx, ids))
    words = {
        lead.id: {
            house.vault.lookup(term)
            for term in terms_of(house, lead, told[lead.id], phones[lead.person_id], notes[lead.id])
        }
        for lead in leads
    }
    search_words.put(tx, words, now=house.clock.now())
    return len(leads)


def terms_of(
    house: House,
    lead: ToIndex,
    facts: Iterable[tuple[str, str]],
    phones: Iterable[Sealed],
    notes: Iterable[Sealed],
) -> set[str]:
    """Everything that a lead is found by; nothing of an erased person. What does not open is left
    out: it cannot be read on a page either."""
    if lead.wrapped_key is None:
        return set()
    key = house.vault.open_key(lead.wrapped_key)
    terms: set[str] = set()
    country = lead.country
    for field, sealed in facts:
        value = _opened(key, sealed, for_fact(lead.public_id, field))
        if field == Field.COUNTRY:
            country = value or country
        elif field == Field.PHONE:
            terms |= terms_of_phone(value)
        else:
            terms |= terms_of_text(value)
    for phone in phones:
        terms |= _terms_of_address(_opened(key, phone.sealed, for_address(phone.lookup)))
    for note in notes:
        terms |= terms_of_text(_opened(key, note.sealed, for_note(lead.public_id)))
    return terms | ({term_of_country(country)} if country else set())


def _terms_of_address(wire: str) -> set[str]:
    if not wire:
        return set()
    address = parse_address(wire)
    return terms_of_phone(address.phone or "") | terms_of_phone(address.canonical)


def _opened(key: PersonKey, sealed: str, purpose: str) -> str:
    with suppress(Damaged):
        return key.unseal(sealed, purpose)
    return ""


def _by_owner(rows: Iterable[Sealed]) -> dict[int, list[Sealed]]:
    found: dict[int, list[Sealed]] = defaultdict(list)
    for row in rows:
        found[row.owner].append(row)
    return found
