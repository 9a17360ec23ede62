"""Leads for tests of the queue, written as the inbox would leave them, in whatever place."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert

import models
from tests.builders import NOW
from triage.ranks import Rank
from triage.services.house import House
from triage.services.sealing import for_address, for_callback, seal_fact
from triage.storage import Tx, new_public_id
from triage.vault import PersonKey

_people = count(1)


def a_lead(
    house: House,
    name: str = "Asha Rao",
    *,
    rank: Rank = Rank.NEW,
    waits: timedelta = timedelta(hours=1),
    call_in: timedelta | None = None,
    phone: str | None = None,
    facts: dict[str, str] | None = None,
    **columns: Any,
) -> str:
    """Somebody new with one lead; its public id. `call_in` is when a promised call begins.

    `columns` are those of the lead, and language and country of the person.
    """
    number, since = next(_people), NOW - waits
    phone = phone or f"+1{200 + number // 100}55501{number % 100:02d}"
    public_id = new_public_id(10)
    with house.store.transaction() as tx:
        person, key = _person(house, tx, phone, since, columns)
        usual = {
            **{"public_id": public_id, "person_id": person, "status": "new", "service": 2},
            **{"priority": "normal", "flags": [], "complete": False, "rank": int(rank)},
            **{"waiting_since": since, "created_at": since, "updated_at": since},
        }
        lead = _add(tx, models.lead, {**usual, **columns, "last_message_at": since})
        for field, value in {"enquirer_name": name, **(facts or {})}.items():
            sealed, said = seal_fact(key, public_id, field, value, value)
            fact = {"lead_id": lead, "field": field, "value_sealed": sealed, "said_sealed": said}
            more = {"understood": True, "by": "person", "created_at": since}
            _add(tx, models.lead_fact, {**fact, **more})
        if call_in is not None:
            start, said = NOW + call_in, key.seal("soon", for_callback(public_id))
            when = {"start": start, "end": start + timedelta(minutes=30), "zone": "Asia/Dhaka"}
            more = {"said_sealed": said, "state": "open", "attempts": 0, "created_at": since}
            _add(tx, models.callback, {"lead_id": lead, "person_id": person, **when, **more})
    return public_id


def _person(
    house: House, tx: Tx, phone: str, since: datetime, columns: dict[str, Any]
) -> tuple[int, PersonKey]:
    wrapped = house.vault.new_person_key()
    key, lookup = house.vault.open_key(wrapped.wrapped), house.vault.lookup(phone)
    values = {
        **{"public_id": new_public_id(), "lookup": lookup, "created_at": since},
        **{"key_id": wrapped.key_id, "wrapped_key": wrapped.wrapped, "zone": "Asia/Dhaka"},
        **{"language": columns.pop("language", "en"), "country": columns.pop("country", "BD")},
    }
    person = _add(tx, models.person, values)
    sealed = key.seal(f"whatsapp:{phone}", for_address(lookup))
    where = {"channel": "whatsapp", "kind": "phone", "lookup": lookup, "sealed": sealed}
    _add(tx, models.address, {"person_id": person, **where})
    talk = {"flow_version": 1, "step": "menu", "last_seq": 0, "updated_at": since}
    _add(tx, models.conversation, {"person_id": person, **talk})
    return person, key


def _add(tx: Tx, table: Any, values: dict[str, Any]) -> int:
    return int(tx.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def order_of(page: str) -> list[str]:
    """The leads on a page, as they stand there."""
    return re.findall(r'<tr class="lead" data-lead="(\w+)"', page)
