"""What Twilio's log holds of a stretch of time and we do not, person by person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from triage.phone import parse_address
from triage.services.house import House
from triage.services.messages import belated
from triage.services.messages.belated import Late
from triage.storage import missed
from triage.twilio_gateway.message_log import Logged


@dataclass(frozen=True, slots=True)
class Backlog:
    """The messages of a stretch of time that are missing here.

    `in_log` counts what people sent us, `known` what of it is here. `people` holds the rest: one
    list a person, each oldest first, and the person who has waited longest first.
    """

    in_log: int
    known: int
    people: tuple[tuple[Logged, ...], ...]
    answers: tuple[Logged, ...]

    def late(self, entry: Logged, queued: frozenset[str]) -> Late:
        """What is known around one message; `queued` are our answers that wait to be sent."""
        said = [a.body for a in self.answers if a.to == entry.sender and a.at >= entry.at]
        return Late(entry.at, belated.words_of(said), queued)


def our_numbers(house: House) -> frozenset[str]:
    """Every sender of ours, as Twilio writes it."""
    settings = house.settings.current()
    return settings.senders | frozenset(settings.twilio_messaging_service_sid)


def look(house: House, since: datetime, until: datetime) -> Backlog:
    """The backlog from `since` to before `until`. Raises SendFailed and StorageDown."""
    ours = our_numbers(house)
    heard = house.at_twilio.heard(since, until, ours)
    account = house.settings.current().twilio_account_sid
    with house.store.reading() as tx:
        known = missed.known_sids(tx, account, [entry.sid for entry in heard])
    missing = [entry for entry in heard if entry.sid not in known]
    people = _by_person(missing)
    answers: tuple[Logged, ...] = ()
    if missing:
        # what was said to them since, until now: a database that was restored knows nothing of it
        now = house.clock.now()
        reached = {entry.sender for entry in missing}
        said = house.at_twilio.said(missing[0].at, now, ours)
        answers = tuple(entry for entry in said if entry.to in reached)
    return Backlog(len(heard), len(known), people, answers)


def _by_person(entries: list[Logged]) -> tuple[tuple[Logged, ...], ...]:
    """SMS and WhatsApp of one number are one person."""
    people: defaultdict[str, list[Logged]] = defaultdict(list)
    for entry in entries:
        people[_name(entry.sender)].append(entry)
    return tuple(tuple(messages) for messages in people.values())


def _name(sender: str) -> str:
    try:
        return parse_address(sender).canonical
    except ValueError:
        return sender
