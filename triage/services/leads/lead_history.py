"""What happened to a lead and its person besides talk: changes, decisions, other leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from triage.conversation.script import Script
from triage.services.leads.lead_words import (
    CHANNELS,
    FLAGS,
    STATUSES,
    label_of,
    service_words,
    value_words,
)
from triage.services.leads.opened import OpenedLead
from triage.services.leads.shown import Shown, unsealed, unsealed_json
from triage.services.sealing import for_consent, for_fact, for_lead_event
from triage.storage.lead_rows import ConsentRow
from triage.storage.lead_sheet import Sheet
from triage.vocabulary import Field, Flag, LeadStatus

_DECISIONS = {
    ("health", "given"): "Agreed to health questions",
    ("health", "declined"): "Declined health questions",
    ("messages", "opt_out"): "Stopped our messages",
    ("messages", "opt_in"): "Wants our messages again",
    ("erasure", "requested"): "Asked us to erase everything",
}
_BY = {"person": "themselves", "twilio": "Twilio, from their word", "coordinator": "a coordinator"}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: who (None: the program), what in words, before and after."""

    at: datetime
    who: str | None
    what: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person decided: their `words`, how, and the text they answered to."""

    at: datetime
    what: str
    words: Shown
    channel: str
    by: str
    text: str
    message: str | None


@dataclass(frozen=True, slots=True)
class Sister:
    """Another lead of the same person."""

    public_id: str
    patient: Shown
    service: str
    status: str
    created_at: datetime


def changes(
    script: Script,
    lead: OpenedLead,
    sheet: Sheet,
    names: Mapping[int, str],
    *,
    hide: Callable[[str], str],
) -> tuple[Change, ...]:
    """What was changed on the lead, newest first."""
    return tuple(
        _change(
            script,
            row.kind,
            unsealed_json(lead.key, row.detail_sealed, for_lead_event(lead.public_id)),
            names.get(row.coordinator_id, "somebody who left") if row.coordinator_id else None,
            row.at,
            hide,
        )
        for row in reversed(sheet.events)
    )


def decisions(lead: OpenedLead, sheet: Sheet) -> tuple[Decision, ...]:
    """Consent, opt-outs and requests of the person, newest first."""
    return tuple(_decision(lead, row) for row in reversed(sheet.consents))


def sisters(script: Script, lead: OpenedLead, sheet: Sheet) -> tuple[Sister, ...]:
    """The other leads of this person, newest first."""
    return tuple(
        Sister(
            row.public_id,
            unsealed(lead.key, row.name_sealed, for_fact(row.public_id, Field.NAME)),
            service_words(script, row.service) or "No service picked",
            STATUSES[LeadStatus(row.status)],
            row.created_at,
        )
        for row in reversed(sheet.sisters)
    )


def _change(
    script: Script,
    kind: str,
    told: dict[str, Any],
    who: str | None,
    at: datetime,
    hide: Callable[[str], str],
) -> Change:
    old, new = str(told.get("old") or ""), str(told.get("new") or "")
    if kind == "status":
        return Change(at, who, "Status", _status(old), _status(new))
    if kind == "owner":
        return Change(at, who, "Owner", old or "nobody", new or "nobody")
    if kind == "flag":
        words = FLAGS[Flag(old)] if old in frozenset(Flag) else old
        return Change(at, who, f"Settled: {words}" if words else "Settled a flag")
    if kind == "note":
        return Change(at, who, "Wrote a note")
    if kind == "fact":
        field = str(told.get("field", ""))
        was, now = (hide(value_words(script, field, value)) for value in (old, new))
        return Change(at, who, label_of(field), was or "empty", now or "empty")
    return Change(at, who, kind.replace("_", " ").capitalize(), hide(old), hide(new))


def _status(name: str) -> str:
    return STATUSES[LeadStatus(name)] if name in frozenset(LeadStatus) else name


def _decision(lead: OpenedLead, row: ConsentRow) -> Decision:
    version = f", version {row.text_version}" if row.text_version else ""
    return Decision(
        row.at,
        _DECISIONS.get((row.kind, row.action), f"{row.kind}: {row.action}"),
        unsealed(lead.key, row.words_sealed, for_consent(lead.person_public_id)),
        CHANNELS.get(row.channel, row.channel),
        _BY.get(row.by, row.by),
        f"{row.text_key}{version}" if row.text_key else "",
        row.message,
    )
