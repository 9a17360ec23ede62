"""The proof of what one person decided: every event with the exact words of both sides.

What was shown is the very message that was sent, found by the name of the text in it; a text that
has changed since is known by its version alone. Of an erased person times, kinds and versions stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.errors import Damaged
from triage.services import audit
from triage.services.house import House
from triage.services.people import finding
from triage.services.people.consent import State, states_of
from triage.services.people.finding import Meant
from triage.services.sealing import for_address, for_consent, open_body
from triage.storage import Tx, dossier, erasures
from triage.storage.dossier import Row
from triage.storage.erasures import Erasure
from triage.vault import PersonKey


@dataclass(frozen=True, slots=True)
class Event:
    """One decision with the exact words of both sides. Aware UTC.

    `words` are the person's, None once they are erased or cannot be opened; `shown` is the message
    of ours that they answered to, as it was sent; `text_now` is the text of that key today where
    its version is the same still.
    """

    number: int
    at: datetime
    kind: str
    action: str
    channel: str
    by: str
    words: str | None
    text_key: str | None
    text_version: str | None
    shown: str | None
    shown_at: datetime | None
    text_now: str | None
    message: str | None
    lead: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Proof:
    """All that is known of one person's decisions, and the head of the audit chain at `made_at`."""

    made_at: datetime
    person: str | None
    erased_at: datetime | None
    addresses: tuple[str, ...]
    states: tuple[State, ...]
    events: tuple[Event, ...]
    erasures: tuple[Erasure, ...]
    audit_head: str


def prove(house: House, asked: str, *, by: str) -> Proof:
    """The proof for a number or an id; that it was made is recorded. Raises as `finding.find`."""
    meant = finding.find(house, asked)
    now = house.clock.now()
    public_id = _whose(meant)
    with house.store.transaction() as tx:
        if public_id is not None:
            audit.record(
                tx,
                at=now,
                actor=by,
                action="person.consent_proven",
                subject=f"person:{public_id}",
            )
    head = audit.head(house)
    with house.store.reading() as tx:
        return proof_of(house, tx, meant, public_id, head)


def events_of(house: House, tx: Tx, person_id: int, public_id: str) -> list[Event]:
    """Every decision of a person, with what can be opened of it."""
    wrapped = dossier.wrapped_key(tx, person_id)
    key = house.vault.open_key(wrapped) if wrapped else None
    return [
        _event(house, tx, person_id, public_id, key, number, row)
        for number, row in enumerate(dossier.consents(tx, person_id), start=1)
    ]


def proof_of(house: House, tx: Tx, meant: Meant, public_id: str | None, head: str) -> Proof:
    """The proof for who was found, as of now; `head` is that of the audit chain."""
    there = dossier.by_id(tx, public_id) if public_id else []
    rows: Sequence[Mapping[str, object]] = ()
    events: list[Event] = []
    consents: list[Row] = []
    if there:
        events = events_of(house, tx, there[0].id, there[0].public_id)
        consents = dossier.consents(tx, there[0].id)
        rows = dossier.addresses(tx, there[0].id)
    if not there or there[0].erased:  # of an erased address only the tombstone says how it stands
        rows = [{"channel": o.channel, "opted_out_at": o.opted_out_at} for o in meant.left]
    done = erasures.of_person(tx, public_id) if public_id else []
    return Proof(
        made_at=house.clock.now(),
        person=public_id,
        erased_at=meant.left[0].erased_at
        if meant.left and (not there or there[0].erased)
        else None,
        addresses=_wires(house, tx, there[0].id) if there else (),
        states=tuple(states_of(consents, rows)),
        events=tuple(events),
        erasures=tuple(done),
        audit_head=head,
    )


def _whose(meant: Meant) -> str | None:
    if meant.person is not None:
        return meant.person.public_id
    return next((one.person_public_id for one in meant.left if one.person_public_id), None)


def _event(
    house: House,
    tx: Tx,
    person_id: int,
    public_id: str,
    key: PersonKey | None,
    number: int,
    row: Row,
) -> Event:
    shown, shown_at = _shown(tx, person_id, key, row)
    return Event(
        number=number,
        at=row["at"],
        kind=row["kind"],
        action=row["action"],
        channel=row["channel"],
        by=row["by"],
        words=_opened(key, row["words_sealed"], for_consent(public_id)),
        text_key=row["text_key"],
        text_version=row["text_version"],
        shown=shown,
        shown_at=shown_at,
        text_now=_text_now(house, row),
        message=row["message"],
        lead=row["lead"],
        address=_opened(key, row["address_sealed"], for_address(row["address"] or "")),
    )


def _shown(
    tx: Tx, person_id: int, key: PersonKey | None, row: Row
) -> tuple[str | None, datetime | None]:
    """The very message that held the text that was answered to."""
    if key is None or row["text_key"] is None or row["seq"] is None:
        return None, None
    for said in dossier.said_before(tx, person_id, row["seq"]):
        try:
            body = open_body(key, said["body_sealed"], said["public_id"])
        except (Damaged, ValueError, KeyError):
            continue
        if row["text_key"] in body.more.get("keys", ()):
            return body.text, said["created_at"]
    return None, None


def _text_now(house: House, row: Row) -> str | None:
    """The text in English as it is today, if it is of the same version."""
    key, version = row["text_key"], row["text_version"]
    if key is None:
        return None
    for language in house.script.languages.values():
        text = language.texts.get(key)
        if text is not None and version in (text.version, house.script.version):
            return text.sms if row["channel"] == "sms" else text.whatsapp
    return None


def _wires(house: House, tx: Tx, person_id: int) -> tuple[str, ...]:
    wrapped = dossier.wrapped_key(tx, person_id)
    if wrapped is None:
        return ()
    key = house.vault.open_key(wrapped)
    told = (
        _opened(key, row["sealed"], for_address(row["lookup"]))
        for row in dossier.addresses(tx, person_id)
    )
    return tuple(one for one in told if one)


def _opened(key: PersonKey | None, sealed: str | None, purpose: str) -> str | None:
    if key is None or sealed is None:
        return None
    try:
        return key.unseal(sealed, purpose)
    except Damaged:
        return None
