"""Who is meant: by a number as anybody writes it, a WhatsApp user id, or an id of ours.

Nothing that was asked for is repeated in an error: it may be somebody's number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.errors import Conflict, NotFound
from triage.phone import Address, parse_address
from triage.services.credentials import past_keys
from triage.services.house import House
from triage.storage import dossier, erasures
from triage.storage.dossier import Found
from triage.storage.erasures import Tombstone

#: Digits alone are a number without its +, unless it is said that they are an id.
_PUBLIC_ID = re.compile(r"(?:person:|lead:|(?=[0-9]*[a-z]))([2-9a-hj-km-np-z]{8,32})")
_TRUNK = re.compile(r"\(0\)")
_NOT_DIGITS = re.compile(r"[\s().\-/\u00a0\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060]+")
_SCHEMES = re.compile(r"(?:whatsapp|sms|tel):", re.IGNORECASE)
HOW = "write the number with + and its country code, a WhatsApp user id, or the id of a lead"


@dataclass(frozen=True, slots=True)
class Meant:
    """Who was found: one `person`, or only what is `left` of whoever was erased, or both."""

    person: Found | None
    left: tuple[Tombstone, ...]


def find(house: House, asked: str) -> Meant:
    """Who is meant. Raises NotFound for nobody, and for what is neither number nor id; Conflict
    where it may be two people."""
    public_id = _id_in(asked)
    with house.store.reading() as tx:
        if public_id is not None:
            people, left = dossier.by_id(tx, public_id), []
        else:
            lookups = past_keys.lookups(house, tx, _address(asked).canonical)
            people, left = dossier.by_lookups(tx, lookups), erasures.tombstones(tx, lookups)
    if len(people) > 1:
        ids = ", ".join(one.public_id for one in people)
        raise Conflict(f"{len(people)} people wrote from there; say which one: {ids}")
    if not people and not left:
        raise NotFound("nothing is kept about anybody with this number or id")
    return Meant(people[0] if people else None, tuple(left))


def find_here(house: House, asked: str) -> Found:
    """The person of whom something is kept. Raises NotFound, with words for who was erased."""
    meant = find(house, asked)
    if meant.person is not None and not meant.person.erased:
        return meant.person
    if meant.left:
        on = f"{meant.left[0].erased_at:%Y-%m-%d}"
        raise NotFound(f"nothing is kept: whoever wrote from there was erased on {on}")
    raise NotFound("nothing is kept: this person was erased")


def _id_in(asked: str) -> str | None:
    found = _PUBLIC_ID.fullmatch(asked.strip())
    return found[1] if found else None


def _address(asked: str) -> Address:
    text = _SCHEMES.sub("", asked.strip(), count=1).strip()
    try:
        if re.match(r"[A-Z]{2}\.", text):
            return parse_address(f"whatsapp:{text}")
        number = _NOT_DIGITS.sub("", _TRUNK.sub("", text))
        number = re.sub(r"^00", "+", number)
        if not number.startswith("+"):
            raise ValueError
        return parse_address(number)
    except ValueError:
        raise NotFound(HOW) from None
