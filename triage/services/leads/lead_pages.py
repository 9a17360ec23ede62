"""The page of one lead, read: everything a coordinator needs on one sheet, opened and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from triage.ranks import Rank
from triage.services import audit
from triage.services.house import House
from triage.services.leads.fact_sheet import FactSheet, fact_sheet
from triage.services.leads.lead_history import Change, Decision, Sister, changes, decisions, sisters
from triage.services.leads.lead_words import FLAGS
from triage.services.leads.next_step import NextStep, Standing, next_step
from triage.services.leads.opened import OpenedLead
from triage.services.leads.phones import Phone, hide_in, phones_of
from triage.services.leads.shown import unsealed
from triage.services.leads.transcript import Bubble, rule_words, rules_by_message, transcript
from triage.services.sealing import for_fact
from triage.services.staff.coordinators import Coordinator
from triage.storage import Tx, lead_sheet, transcripts
from triage.storage.lead_rows import StaffRow
from triage.storage.lead_sheet import Sheet
from triage.vocabulary import STATUS_RANK, URGENT_FLAGS, Field, Flag, Role


@dataclass(frozen=True, slots=True)
class FlagView:
    """A flag in words; `rules` are the red-flag rules behind it."""

    flag: Flag
    words: str
    urgent: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """A page of the transcript, oldest first. `newest` says that it ends with the last message.

    `oldest_seq` is the place of its first message, `older_than` the same where there are older
    ones, None on the oldest page.
    """

    bubbles: tuple[Bubble, ...]
    newest: bool
    older_than: int | None
    oldest_seq: int


@dataclass(frozen=True, slots=True)
class LeadPage:
    """What the page shows. Times are aware UTC; `patient_zone` is an IANA name; `mark` changes with
    what is shown.
    """

    mark: str
    name: str
    language: str
    patient_zone: str
    next_step: NextStep
    waiting_since: datetime | None
    flags: tuple[FlagView, ...]
    facts: FactSheet
    phones: tuple[Phone, ...]
    revealed: bool
    talk: Talk
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    sisters: tuple[Sister, ...]
    owner: str | None
    owners: tuple[StaffRow, ...]


def read_page(
    house: House,
    tx: Tx,
    lead: OpenedLead,
    *,
    my_zone: str,
    revealed: bool = False,
    before: int | None = None,
) -> LeadPage:
    """One opened lead with all that hangs on it, in one statement. Damaged values say so."""
    ids = {"lead_id": lead.id, "person_id": lead.person_id}
    sheet = lead_sheet.gather(tx, conversation_id=lead.conversation_id, before=before, **ids)
    names = {row.id: row.name for row in sheet.staff}
    phones = phones_of(lead.key, _told(lead, sheet), sheet.addresses, revealed=revealed)

    def hide(text: str) -> str:
        return text if revealed else hide_in(text, phones)

    facts = fact_sheet(house.script, lead, sheet, names, hide=hide)
    writes = facts.value(Field.ENQUIRER_NAME)
    office = house.settings.current().office.zone
    zone = _zone(facts.value(Field.ZONE), lead.zone, office)
    at = _standing(house, lead, sheet, facts, phones, zone, my_zone)
    return LeadPage(
        mark=_mark(lead, sheet),
        name=facts.value(Field.NAME) or writes or "",
        language=_language(house, lead.language),
        patient_zone=zone,
        next_step=next_step(at),
        waiting_since=sheet.waiting_since if sheet.rank <= Rank.NEW else None,
        flags=_flags(lead, sheet),
        facts=facts,
        phones=phones,
        revealed=revealed,
        talk=_talk(lead, sheet, names, writes or "They", before is None, hide),
        changes=changes(house.script, lead, sheet, names, hide=hide),
        decisions=decisions(lead, sheet),
        sisters=sisters(house.script, lead, sheet),
        owner=names.get(lead.owner_id or 0),
        owners=tuple(_owners(sheet.staff)),
    )


def record_view(house: House, lead: OpenedLead, by: Coordinator) -> None:
    """Write down that somebody looked at a lead."""
    with house.store.transaction() as tx:
        subject, actor = f"lead:{lead.public_id}", audit.actor_of(by.id)
        audit.record(tx, at=house.clock.now(), actor=actor, action="view_lead", subject=subject)


def _mark(lead: OpenedLead, sheet: Sheet) -> str:
    """What `transcripts.mark` says of this page, as long as nothing new came."""
    ranks = sum(STATUS_RANK.get(row.status, 0) for row in sheet.messages)
    last_seq = sheet.messages[-1].seq if sheet.messages else 0
    last_note = sheet.notes[-1].id if sheet.notes else 0
    return transcripts.mark_of(lead.updated_at, last_seq, ranks, last_note)


def _standing(
    house: House,
    lead: OpenedLead,
    sheet: Sheet,
    facts: FactSheet,
    phones: Iterable[Phone],
    zone: str,
    my_zone: str,
) -> Standing:
    promise = min(sheet.promises, key=lambda row: row.start, default=None)
    opted_out = {row.channel for row in sheet.addresses if row.opted_out_at}
    return Standing(
        now=house.clock.now(),
        zone=zone,
        my_zone=my_zone,
        status=lead.status,
        flags=lead.flags,
        erased=lead.key is None,
        left_alone=lead.left_alone_at is not None,
        can_call=any(phone.number for phone in phones),
        wants_no_calls=facts.value(Field.CALL_TIME) == "no calls",
        consent=lead.consent_at is not None,
        opted_out=tuple(sorted(opted_out, reverse=True)),
        promised=(promise.start, promise.end) if promise else None,
        last_call=sheet.calls[-1].outcome if sheet.calls else None,
        missing=facts.missing,
    )


def _talk(
    lead: OpenedLead,
    sheet: Sheet,
    names: dict[int, str],
    their_name: str,
    newest: bool,
    hide: Callable[[str], str],
) -> Talk:
    first = sheet.messages[0].seq if sheet.messages else 0
    bubbles = transcript(lead, sheet, names, their_name=their_name, newest=newest, hide=hide)
    return Talk(bubbles, newest, first if sheet.older_at else None, first)


def _told(lead: OpenedLead, sheet: Sheet) -> str:
    """The number they gave, as it is kept."""
    told = (
        unsealed(lead.key, fact.value_sealed, for_fact(lead.public_id, Field.PHONE)).text
        for fact in reversed(sheet.facts)
        if fact.field == Field.PHONE and fact.replaced_at is None
    )
    return next(told, "")


def _flags(lead: OpenedLead, sheet: Sheet) -> tuple[FlagView, ...]:
    """Urgent ones first; the rules that hit stand with the first of them."""
    by_message = rules_by_message(lead, sheet)
    rules = tuple(dict.fromkeys(rule for found in by_message.values() for rule in found))
    flags = [Flag(name) for name in lead.flags if name in frozenset(Flag)]
    order = list(FLAGS)
    flags.sort(key=order.index)
    return tuple(
        FlagView(
            flag,
            FLAGS[flag],
            flag in URGENT_FLAGS,
            tuple(rule_words(rule) for rule in rules)
            if place == 0 and flag in URGENT_FLAGS
            else (),
        )
        for place, flag in enumerate(flags)
    )


def _zone(*names: str | None) -> str:
    """The first name of a zone that there is."""
    for name in names:
        try:
            return ZoneInfo(name or "").key
        except (ValueError, OSError, KeyError):
            continue
    return "UTC"


def _language(house: House, code: str) -> str:
    language = house.script.languages.get(code)
    return language.name if language else code


def _owners(staff: Iterable[StaffRow]) -> Iterable[StaffRow]:
    """Who can have leads, by name."""
    can = [row for row in staff if row.active and row.role != Role.OPERATOR]
    return sorted(can, key=lambda row: (row.name.casefold(), row.id))
