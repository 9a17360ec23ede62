"""Rows of people, their leads and their talks, as a house that has worked for a year has them.

Decided here: half of the leads are done, a few in a hundred wait for a person, a handful are red;
everything personal is sealed for real. Names are invented, the numbers are given to nobody.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

import models
from triage.ranks import Rank, moved, raised
from triage.services.house import House
from triage.services.sealing import Body, for_address, for_callback, for_note, seal_body, seal_fact
from triage.storage import Tx, new_public_id
from triage.vault import PersonKey
from triage.vocabulary import Flag, LeadStatus, Priority

_NAMES = (
    "Asha Mohan Farida Yusuf Meena Arjun Nadia Rahim Lakshmi Tomas Grace Ivan Amina José आशा أحمد"
)
_FAMILIES = "Rao Khan Das Iyer Mwangi Petrov Haddad Silva Okafor Begum Nair Roy शर्मा حسن"
_CANCERS = ("lung", "breast", "leukemia (AML)", "colon", "ovary", "stomach", "lymphoma")
_PLACES = (
    *(("IN", "Asia/Kolkata"), ("BD", "Asia/Dhaka"), ("KE", "Africa/Nairobi")),
    *(("AE", "Asia/Dubai"), ("GB", "Europe/London"), ("RU", "Europe/Moscow")),
)
_SAID = (
    "Hello, my mother was told last week and we do not know what to do next.",
    "How much does it cost and how long do we have to stay?",
    "3b, they said it has spread to the liver. Reports are with my brother.",
    "ok thank you",
)
_NOTE = "Called the brother, reports come by mail on Monday. Wants to hear of visas for two."
_STATUSES = ("new", "contacted", "in_progress", "won", "lost", "closed")
_WEIGHTS = (12, 14, 16, 14, 22, 22)


@dataclass(frozen=True, slots=True)
class _Lead:
    id: int
    public_id: str
    key: PersonKey
    country: str
    zone: str
    began: datetime


def phone_of(number: int) -> str:
    """A number of North America that is kept for films: 0100 to 0199 of an area, 80,000 of them."""
    area, line = divmod(number, 100)
    return f"+1{200 + area}55501{line:02d}"


def _message(lead: _Lead, seq: int) -> dict[str, Any]:
    inbound, public_id = seq % 2 == 1, new_public_id()
    return {
        "conversation_id": lead.id,
        "address_id": lead.id,
        "lead_id": lead.id,
        "seq": seq,
        "direction": "in" if inbound else "out",
        "account_sid": "AC" + "0" * 32 if inbound else None,
        "sid": f"SM{lead.id:024x}{seq:08x}" if inbound else None,
        "public_id": public_id,
        "kind": "text",
        "body_sealed": seal_body(lead.key, Body(_SAID[seq % len(_SAID)], {}), public_id),
        "status": "received" if inbound else "replied",
        "status_rank": 0,
        "segments": 1,
        "created_at": lead.began + timedelta(seconds=20 * seq),
    }


class LeadRows:
    """Rows of some people, collected by table and written together."""

    def __init__(
        self, house: House, tx: Tx, chance: random.Random, staff: list[int], each: int
    ) -> None:
        self.house, self.tx, self.chance, self.staff, self.each = house, tx, chance, staff, each
        self.now = house.clock.now()
        self.rows: dict[sa.Table, list[dict[str, Any]]] = {
            table: []
            for table in (
                *(models.person, models.address, models.lead, models.conversation),
                *(models.message, models.lead_fact, models.callback, models.note),
            )
        }

    def write(self, people: range) -> None:
        """One person, one talk and one lead each; `people` are the ids of their rows less one."""
        for number in people:
            self._person(number)
        for table, rows in self.rows.items():
            if rows:
                self.tx.execute(sa.insert(table), rows)

    def _person(self, number: int) -> None:
        this, vault, chance = number + 1, self.house.vault, self.chance
        wrapped = vault.new_person_key()
        key, phone = vault.open_key(wrapped.wrapped), phone_of(number)
        country, zone = chance.choice(_PLACES)
        began = self.now - timedelta(minutes=chance.randrange(10, 60 * 24 * 360))
        lookup = vault.lookup(phone)
        self._add(
            models.person,
            id=this,
            public_id=new_public_id(),
            lookup=lookup,
            key_id=wrapped.key_id,
            wrapped_key=wrapped.wrapped,
            language=chance.choice(("en", "en", "hi", "bn", "ar")),
            zone=zone,
            country=country,
            created_at=began,
        )
        sealed = key.seal(f"whatsapp:{phone}", for_address(lookup))
        self._add(
            models.address,
            id=this,
            person_id=this,
            channel="whatsapp",
            kind="phone",
            lookup=lookup,
            sealed=sealed,
            our_number="whatsapp:+12025550101",
            last_inbound_at=began,
        )
        lead = _Lead(this, new_public_id(10), key, country, zone, began)
        self._lead(lead)
        self._talk(lead)

    def _lead(self, lead: _Lead) -> None:
        chance, status = self.chance, LeadStatus(self.chance.choices(_STATUSES, _WEIGHTS)[0])
        rank, flags = moved(Rank.NEW, status), self._flags(status)
        for flag in flags:
            rank = raised(rank, flag)
        since = lead.began + timedelta(minutes=5)
        self._add(
            models.lead,
            id=lead.id,
            public_id=lead.public_id,
            person_id=lead.id,
            status=status,
            priority=Priority.URGENT if rank <= Rank.CONCERN else Priority.NORMAL,
            flags=[flag.value for flag in flags],
            service=chance.choice((1, 2, 2, 3, 4, 5, None)),
            complete=chance.random() < 0.6,
            owner_id=None if chance.random() < 0.3 else chance.choice(self.staff),
            source="whatsapp",
            rank=int(rank),
            waiting_since=since,
            created_at=lead.began,
            updated_at=since,
            consent_at=lead.began,
            last_message_at=since,
        )
        self._facts(lead)
        if rank is not Rank.DONE and chance.random() < 0.4:
            self._promise(lead)
        if chance.random() < 0.3:
            self._add(
                models.note,
                lead_id=lead.id,
                coordinator_id=chance.choice(self.staff),
                text_sealed=lead.key.seal(_NOTE, for_note(lead.public_id)),
                created_at=since,
            )

    def _flags(self, status: LeadStatus) -> list[Flag]:
        """A few of those that are not done, so that a page looks as on a working day."""
        if status not in (LeadStatus.NEW, LeadStatus.IN_PROGRESS):
            return []
        flag = self.chance.choices(
            (Flag.EMERGENCY, Flag.CONCERN, Flag.ASKED_FOR_PERSON, Flag.QUESTION, None),
            (0.5, 2, 10, 12, 75),
        )[0]
        return [flag] if flag else []

    def _facts(self, lead: _Lead) -> None:
        chance, names, families = self.chance, _NAMES.split(), _FAMILIES.split()
        told = {
            "enquirer_name": f"{chance.choice(names)} {chance.choice(families)}",
            "for_whom": "mother",
            "name": f"{chance.choice(names)} {chance.choice(families)}",
            "age": str(chance.randrange(3, 88)),
            "cancer_type": chance.choice(_CANCERS),
            "stage": chance.choice(("1", "2", "3B", "4", "unknown")),
            "country": lead.country,
            "city": "Dhaka",
            "call_time": "anytime",
            "phone": "<sender>",
        }
        for name, value in told.items():
            sealed, said = seal_fact(lead.key, lead.public_id, name, value, value)
            self._add(
                models.lead_fact,
                lead_id=lead.id,
                field=name,
                value_sealed=sealed,
                said_sealed=said,
                understood=True,
                by="person",
                created_at=lead.began,
            )

    def _promise(self, lead: _Lead) -> None:
        start = self.now + timedelta(minutes=self.chance.randrange(-180, 60 * 24 * 3))
        self._add(
            models.callback,
            lead_id=lead.id,
            person_id=lead.id,
            start=start,
            end=start + timedelta(minutes=30),
            zone=lead.zone,
            said_sealed=lead.key.seal("tomorrow at 5 pm", for_callback(lead.public_id)),
            state="open",
            attempts=0,
            created_at=lead.began,
        )

    def _talk(self, lead: _Lead) -> None:
        self._add(
            models.conversation,
            id=lead.id,
            person_id=lead.id,
            flow_version=1,
            step="menu",
            current_lead_id=lead.id,
            last_seq=self.each,
            updated_at=lead.began,
            last_inbound_at=lead.began,
        )
        for seq in range(1, self.each + 1):
            self.rows[models.message].append(_message(lead, seq))

    def _add(self, table: sa.Table, **values: Any) -> None:
        self.rows[table].append(values)
