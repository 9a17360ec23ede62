"""The numbers that a lead can be called on: masked until somebody says why they need them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from triage.phone import mask, parse_address
from triage.services import audit
from triage.services.house import House
from triage.services.leads.opened import open_lead
from triage.services.leads.shown import unsealed
from triage.services.sealing import for_address
from triage.services.staff.coordinators import Coordinator
from triage.storage.lead_rows import AddressRow
from triage.vault import PersonKey

_SHAPE = re.compile(r"\+[1-9][0-9]{6,14}")
_LIKE_A_NUMBER = re.compile(r"\+?[0-9](?:[ ().-]{0,2}[0-9]){6,14}")
_TAIL = 7


class Reason(StrEnum):
    """Why somebody needs a number."""

    CALL = "to_call"
    COMPARE = "to_compare"
    CORRECT = "to_correct"
    OTHER = "other"


REASONS = {
    Reason.CALL: "To call them",
    Reason.COMPARE: "To compare it with what they said",
    Reason.CORRECT: "To put it right",
    Reason.OTHER: "Another reason",
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164 (None where there is none behind an address) and where it is from.

    `shown` is what may stand on the page now.
    """

    number: str | None = field(repr=False)
    shown: str
    about: str
    opted_out_at: datetime | None = None
    channel: str | None = None


def masked(number: str) -> str:
    """A number of which only the country and two digits are seen: "+91 ••• ••89"."""
    code = mask(number).partition("*")[0]
    return f"{code} ••• ••{number[-2:]}".strip()


def phones_of(
    key: PersonKey | None, told: str, addresses: Iterable[AddressRow], *, revealed: bool
) -> tuple[Phone, ...]:
    """What can be called: the number they gave first, then those they write from."""
    found = [_phone(told, "the number they gave", revealed)] if _SHAPE.fullmatch(told) else []
    for row in addresses:
        where = "WhatsApp" if row.channel == "whatsapp" else "SMS"
        wire = unsealed(key, row.sealed, for_address(row.lookup))
        if not wire.text:
            problem = wire.problem or "nothing kept"
            found.append(Phone(None, f"({problem})", where, row.opted_out_at, row.channel))
            continue
        number = _number(wire.text)
        if number is None:
            about = f"{where}, without a number: they can only be written to"
            found.append(Phone(None, "no number", about, row.opted_out_at, row.channel))
        else:
            about = f"writes from here by {where}"
            found.append(_phone(number, about, revealed, row))
    return tuple(found)


def hide_in(text: str, phones: Iterable[Phone]) -> str:
    """The text with these numbers masked, however they are spaced, and any that begins with +."""
    tails = {phone.number[-_TAIL:]: phone.number for phone in phones if phone.number}

    def hidden(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        number = tails.get(digits[-_TAIL:]) or (f"+{digits}" if found[0][0] == "+" else None)
        return masked(number) if number else found[0]

    return _LIKE_A_NUMBER.sub(hidden, text)


def record_reveal(house: House, public_id: str, reason: Reason, by: Coordinator) -> None:
    """Write down that somebody looks at a lead's numbers, and why. Raises NotFound."""
    with house.store.transaction() as tx:
        lead = open_lead(house, tx, public_id)
        audit.record(
            tx,
            at=house.clock.now(),
            actor=audit.actor_of(by.id),
            action="reveal_phone",
            subject=f"lead:{lead.public_id}",
            reason=reason.value,
        )


def _number(wire: str) -> str | None:
    try:
        return parse_address(wire).phone
    except ValueError:
        return None


def _phone(number: str, about: str, revealed: bool, row: AddressRow | None = None) -> Phone:
    return Phone(
        number,
        number if revealed else masked(number),
        about,
        row.opted_out_at if row else None,
        row.channel if row else None,
    )
