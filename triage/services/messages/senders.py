"""Who wrote: one person behind SMS, WhatsApp number and WhatsApp user id.

A sender is looked for at the address written from and, on WhatsApp, at the user id that came along;
the same number on another channel is the same person. Two people are never merged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.arrival import Arrival
from triage.phone import Address, country_of, user_address, zone_of
from triage.services.credentials import past_keys
from triage.services.house import House
from triage.services.sealing import for_address
from triage.storage import Tx, index_moves, people, search_words
from triage.storage.people import Correspondent, NewAddress, NewPerson


@dataclass(frozen=True, slots=True)
class Sender:
    """The addresses of an arrival; `user` is the WhatsApp user id's, if any. What each is found
    by is the first of its look-ups; of more than one, the others are those of an older key.
    `about` names the message that is to be claimed: Twilio's account and id."""

    address: Address
    lookups: tuple[str, ...]
    user: Address | None
    user_lookups: tuple[str, ...]
    to: str
    about: tuple[str, str]


def sender_of(house: House, arrival: Arrival) -> Sender:
    """Hash the addresses: done before the transaction, for it needs none."""
    user = _user(arrival)
    return Sender(
        arrival.sender,
        house.vault.lookups(arrival.sender.canonical),
        user,
        house.vault.lookups(user.canonical) if user else (),
        arrival.to,
        (arrival.account_sid, arrival.message_sid),
    )


def find(tx: Tx, sender: Sender) -> tuple[Correspondent | None, list[Correspondent]]:
    """The person at exactly this address, and everybody known at any of the look-ups.

    While the index key is changed, two messages from one address wait for each other here: one
    process may still write under the old key, and the hash would not tell that they are one.
    """
    if len(sender.lookups) > 1:
        users = (min(sender.user_lookups),) if sender.user_lookups else ()
        index_moves.alone(tx, min(sender.lookups), *users)
    known = people.find(tx, *sender.lookups, *sender.user_lookups, about=sender.about)
    return _exact(known, sender), known


def admit(
    house: House, tx: Tx, sender: Sender, known: list[Correspondent], now: datetime
) -> Correspondent:
    """Make what is missing (person, conversation, address) and read it back, locked."""
    if known:
        person_id, wrapped = known[0].person_id, known[0].wrapped_key
        search_words.person_changed(tx, person_id)
    else:
        person_id, wrapped = people.add_person(tx, _new_person(house, sender), now=now)
        people.add_conversation(tx, person_id, now=now)
    if wrapped is None:
        fresh = house.vault.new_person_key()
        people.give_new_key(tx, person_id, key_id=fresh.key_id, wrapped_key=fresh.wrapped)
        wrapped = fresh.wrapped
    _add_address(house, tx, person_id, wrapped, sender.address, sender.to)
    who, _ = find(tx, sender)
    if who is None:
        raise LookupError("an address was stored and is not there")
    return who


def note_user_id(
    house: House, tx: Tx, sender: Sender, who: Correspondent, known: list[Correspondent]
) -> None:
    """Remember the WhatsApp user id beside the number, unless somebody has it."""
    if sender.user is None or who.wrapped_key is None:
        return
    if all(other.lookup not in sender.user_lookups for other in known):
        _add_address(house, tx, who.person_id, who.wrapped_key, sender.user, sender.to)


def _exact(known: list[Correspondent], sender: Sender) -> Correspondent | None:
    channel = sender.address.channel
    here = [k for k in known if k.channel == channel]
    # the newest key first, should an address ever be there twice
    return next((k for one in sender.lookups for k in here if k.lookup == one), None)


def _new_person(house: House, sender: Sender) -> NewPerson:
    fresh = house.vault.new_person_key()
    phone = sender.address.phone
    return NewPerson(
        lookup=sender.lookups[0],
        key_id=fresh.key_id,
        wrapped_key=fresh.wrapped,
        language="en",
        zone=zone_of(phone) if phone else None,
        country=country_of(phone) if phone else None,
    )


def _add_address(
    house: House, tx: Tx, person_id: int, wrapped: str, address: Address, to: str
) -> None:
    known_as = past_keys.lookups(house, tx, address.canonical)
    lookup = known_as[0]
    sealed = house.vault.open_key(wrapped).seal(address.wire, for_address(lookup))
    new = NewAddress(address.channel, address.kind.value, lookup, sealed, to)
    people.add_address(tx, person_id, new, known_as)


def _user(arrival: Arrival) -> Address | None:
    if arrival.user_id is None:
        return None
    try:
        user = user_address(arrival.user_id)
    except ValueError:
        return None
    return None if user == arrival.sender else user
