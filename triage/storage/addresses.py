"""The addresses of one person, to choose from when we write, and the names of who is written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from models import address, conversation, coordinator, lead_fact
from triage.storage.opt_outs import opted_out_before
from triage.storage.statements import insert_new
from triage.storage.store import Tx
from triage.vocabulary import Channel, Field


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address; `kind` is phone or whatsapp_user, others cannot be answered. `sealed` opens with
    the person's key for `sealing.for_address(lookup)` and is None once they are erased.
    """

    id: int
    channel: str
    kind: str
    lookup: str
    sealed: str | None
    opted_out_at: datetime | None
    last_inbound_at: datetime | None


_OF_PERSON = (
    select(
        address.c.id,
        address.c.channel,
        address.c.kind,
        address.c.lookup,
        address.c.sealed,
        address.c.opted_out_at,
        address.c.last_inbound_at,
        coordinator.c.name,
    )
    .select_from(address)
    .join(conversation, conversation.c.person_id == address.c.person_id)
    .outerjoin(coordinator, coordinator.c.id == conversation.c.taken_over_by)
    .where(address.c.person_id == bindparam("who"))
    .order_by(address.c.id)
)
_SMS = select(address.c.id).where(
    address.c.channel == Channel.SMS, address.c.lookup == bindparam("hashed")
)
_NAMES = (
    select(lead_fact.c.field, lead_fact.c.value_sealed)
    .where(
        lead_fact.c.lead_id == bindparam("this"),
        lead_fact.c.field.in_((Field.NAME.value, Field.ENQUIRER_NAME.value)),
        lead_fact.c.replaced_at.is_(None),
        lead_fact.c.value_sealed.is_not(None),
    )
    .order_by(lead_fact.c.id)
)


def of_person(tx: Tx, person_id: int) -> list[AddressRow]:
    """Every address of a person, the first known first."""
    return with_holder(tx, person_id)[0]


def with_holder(tx: Tx, person_id: int) -> tuple[list[AddressRow], str | None]:
    """The same, and the name of the coordinator who has or last had the talk with the person."""
    rows: Any = tx.execute(_OF_PERSON, {"who": person_id}).all()
    return [AddressRow(*row[:-1]) for row in rows], rows[0][-1] if rows else None


def names_of_lead(tx: Tx, lead_id: int) -> dict[str, str]:
    """Sealed names by field: the patient's (`name`) and that of who writes (`enquirer_name`)."""
    return {row.field: row.value_sealed for row in tx.execute(_NAMES, {"this": lead_id})}


def add_sms(tx: Tx, person_id: int, *, known_as: Sequence[str], sealed: str) -> int:
    """An SMS address for a number that we know from WhatsApp; its id, whoever made it first.

    `known_as` are all hashes it ever had, the one it gets first.
    """
    lookup = known_as[0]
    values = {
        "person_id": person_id,
        "channel": Channel.SMS,
        "kind": "phone",
        "lookup": lookup,
        "sealed": sealed,
        "opted_out_at": opted_out_before(tx, person_id, Channel.SMS, known_as),
    }
    made = insert_new(tx, address, ("channel", "lookup"), values)
    return made if made is not None else int(tx.execute(_SMS, {"hashed": lookup}).scalar_one())
