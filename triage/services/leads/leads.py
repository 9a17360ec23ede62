"""Leads as coordinators, exports and other systems see them: every column of the contract.

Values are opened here and nowhere else on the way out; of an erased person only what is not
personal is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from triage.errors import NotFound
from triage.phone import parse_address
from triage.services.house import House
from triage.services.messages.effects import QUESTIONS
from triage.services.sealing import for_address, for_fact
from triage.storage import Tx, lead_views
from triage.storage.lead_views import AddressRow, Hanging, LeadRow
from triage.vault import PersonKey
from triage.vocabulary import Field, LeadStatus

_PAGE = 200
#: The person is to be called on the number they write from.
_SENDER = "<sender>"


@dataclass(frozen=True, slots=True)
class LeadView:
    """One lead, opened. Times are ISO 8601 with the office's zone, `call_time_utc` in UTC."""

    id: str
    created_at: str
    updated_at: str
    status: str
    priority: str
    flags: str
    service: int | None
    enquirer_name: str
    for_whom: str
    patient_name: str
    age: str
    country: str
    city: str
    cancer_type: str
    stage: str
    phone: str
    channels: str
    language: str
    call_time: str
    call_time_utc: str
    call_count: int
    consent_at: str
    opted_out: bool
    owner: str
    source: str
    questions: str
    attachments: int
    last_message_at: str
    complete: bool


#: The columns of a lead in the order of the contract.
COLUMNS: tuple[str, ...] = tuple(column.name for column in fields(LeadView))


def row_of(lead: LeadView) -> tuple[object, ...]:
    """The values of a lead in the order of COLUMNS."""
    return tuple(getattr(lead, column) for column in COLUMNS)


def list_leads(
    house: House, *, since: datetime | None = None, status: LeadStatus | None = None
) -> Iterator[LeadView]:
    """Leads created at `since` or later, oldest first, read page by page."""
    after: tuple[datetime, int] | None = None
    while True:
        with house.store.reading() as tx:
            rows = lead_views.page(tx, since=since, status=status, after=after, limit=_PAGE)
            leads = views_of(house, tx, rows)
        yield from leads
        if len(rows) < _PAGE:
            return
        after = rows[-1].created_at, rows[-1].id


def views_of(house: House, tx: Tx, rows: list[LeadRow]) -> list[LeadView]:
    """These rows, opened with all that hangs on them."""
    hanging = lead_views.hanging_on(tx, rows)
    return [_view(house, row, hanging[row.id]) for row in rows]


def get_lead(house: House, public_id: str) -> LeadView:
    """One lead. Raises NotFound."""
    with house.store.reading() as tx:
        row = lead_views.find(tx, public_id)
        if row is None:
            raise NotFound("no lead has this id")
        hanging = lead_views.hanging_on(tx, [row])[row.id]
    return _view(house, row, hanging)


def _view(house: House, row: LeadRow, hanging: Hanging) -> LeadView:
    key = house.vault.open_key(row.wrapped_key) if row.wrapped_key else None
    facts = _facts(key, row, hanging)
    zone = ZoneInfo(house.settings.current().office.zone)

    def known(name: str) -> str:
        return facts[name][-1] if facts[name] else ""

    return LeadView(
        id=row.public_id,
        created_at=_time(row.created_at, zone),
        updated_at=_time(row.updated_at, zone),
        status=row.status,
        priority=row.priority,
        flags=";".join(row.flags),
        service=row.service,
        enquirer_name=known(Field.ENQUIRER_NAME),
        for_whom=known(Field.FOR_WHOM),
        patient_name=known(Field.NAME),
        age=known(Field.AGE),
        country=known(Field.COUNTRY),
        city=known(Field.CITY),
        cancer_type=known(Field.CANCER_TYPE),
        stage=known(Field.STAGE),
        phone=_phone(key, known(Field.PHONE), hanging.addresses),
        channels=";".join(sorted({address.channel for address in hanging.addresses})),
        language=row.language,
        call_time=known(Field.CALL_TIME),
        call_time_utc=_time(hanging.call_at, UTC),
        call_count=hanging.call_count,
        consent_at=_time(row.consent_at, zone),
        opted_out=any(address.opted_out_at for address in hanging.addresses),
        owner=row.owner or "",
        source=row.source or "",
        questions=" | ".join([*facts[Field.QUESTION], *facts[QUESTIONS]]),
        attachments=hanging.attachments,
        last_message_at=_time(row.last_message_at, zone),
        complete=row.complete,
    )


def _facts(key: PersonKey | None, row: LeadRow, hanging: Hanging) -> dict[str, list[str]]:
    opened: dict[str, list[str]] = defaultdict(list)
    if key is not None:
        for fact in hanging.facts:
            purpose = for_fact(row.public_id, fact.field)
            opened[fact.field].append(key.unseal(fact.value_sealed, purpose))
    return opened


def _phone(key: PersonKey | None, told: str, addresses: tuple[AddressRow, ...]) -> str:
    """The number that was told, else the first one that the person wrote from."""
    if told and told != _SENDER:
        return told
    if key is None:
        return ""
    for address in addresses:
        if address.sealed and address.kind == "phone":
            wire = key.unseal(address.sealed, for_address(address.lookup))
            return parse_address(wire).phone or ""
    return ""


def _time(at: datetime | None, zone: tzinfo) -> str:
    return "" if at is None else at.astimezone(zone).isoformat(timespec="seconds")
