"""A lead's facts in the order of the form: value, their own words, who said it, what stood before.

Also what is still missing, and the questions that wait for an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from triage.conversation.script import Script
from triage.services.leads.lead_facts import EDITABLE, SERVICE
from triage.services.leads.lead_words import (
    ASIDE,
    ASKED_FOR,
    LABELS,
    RELATIONS,
    SENDER,
    STAGES,
    service_words,
    value_words,
)
from triage.services.leads.opened import OpenedLead
from triage.services.leads.shown import Shown, unsealed
from triage.services.messages.effects import QUESTIONS
from triage.services.sealing import for_fact
from triage.storage.lead_facts import FactRow
from triage.storage.lead_sheet import Sheet
from triage.vocabulary import Field, Service

#: Fields whose value may be a phone number.
_PHONES = frozenset({Field.PHONE.value})
#: Of the questions handed to a person, so many are listed.
_MOST_QUESTIONS = 10
_LONG = frozenset({Field.QUESTION.value})


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a fact, and where it is from.

    `by` names the coordinator who wrote it; None is the person. `message` and `seq` are the public
    id and the place of the message it came from. `stands` is False for what was replaced.
    """

    value: Shown
    said: str
    understood: bool
    by: str | None
    at: datetime
    message: str | None
    seq: int | None
    stands: bool = True


@dataclass(frozen=True, slots=True)
class FactView:
    """One line of the sheet. `now` is None where nothing is known.

    `typed` is what the form to change it starts with; `options` are value and words of a list to
    choose from, empty where it is typed.
    """

    field: str
    label: str
    now: Said | None
    before: tuple[Said, ...]
    can_edit: bool
    typed: str = ""
    options: tuple[tuple[str, str], ...] = ()
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class FactSheet:
    """All lines, the labels of what is missing, and the newest questions handed to a person; the
    others are counted."""

    lines: tuple[FactView, ...]
    missing: tuple[str, ...]
    questions: tuple[Said, ...]
    more_questions: int
    values: Mapping[str, str]

    def value(self, field: str) -> str:
        """The stored value of a field, or an empty text."""
        return self.values.get(field, "")


def fact_sheet(
    script: Script,
    lead: OpenedLead,
    sheet: Sheet,
    names: Mapping[int, str],
    *,
    hide: Callable[[str], str],
) -> FactSheet:
    """The facts of an opened lead; `hide` masks phone numbers, and gives back what may be shown."""
    values: dict[str, str] = {}
    by_field: dict[str, list[FactRow]] = {}
    for row in sheet.facts:
        by_field.setdefault(row.field, []).append(row)
        if row.replaced_at is None and row.field not in ASIDE:
            value = unsealed(lead.key, row.value_sealed, for_fact(lead.public_id, row.field))
            values[row.field] = value.text

    def said(row: FactRow) -> Said:
        return _said(script, lead, row, names, hide)

    lines = [_service_line(script, lead)]
    for field in list(LABELS)[1:]:
        rows = [said(row) for row in by_field.get(field, [])]
        typed = _typed(script, field, values.get(field, ""), hide)
        options = _options(field, values.get(field, ""))
        lines.append(_line(field, rows, typed, options, can_edit=lead.key is not None))
    asked = [row for row in by_field.get(QUESTIONS, []) if row.replaced_at is None]
    known = {line.field for line in lines if line.now is not None}
    return FactSheet(
        lines=tuple(lines),
        missing=tuple(LABELS[field] for field in ASKED_FOR if field not in known),
        questions=tuple(said(row) for row in asked[-_MOST_QUESTIONS:]),
        more_questions=max(0, len(asked) - _MOST_QUESTIONS),
        values=values,
    )


def _line(
    field: str,
    rows: list[Said],
    typed: str,
    options: tuple[tuple[str, str], ...],
    *,
    can_edit: bool,
) -> FactView:
    now = next((row for row in reversed(rows) if row.stands), None)
    return FactView(
        field=field,
        label=LABELS[field],
        now=now if now and now.value else None,
        before=tuple(row for row in reversed(rows) if row is not now),
        can_edit=can_edit and field in EDITABLE,
        typed=typed,
        options=options,
        is_long=field in _LONG,
    )


def _said(
    script: Script,
    lead: OpenedLead,
    row: FactRow,
    names: Mapping[int, str],
    hide: Callable[[str], str],
) -> Said:
    purpose = for_fact(lead.public_id, row.field)
    value = unsealed(lead.key, row.value_sealed, purpose)
    words = unsealed(lead.key, row.said_sealed, f"{purpose}.said").text
    of_staff = row.by == "coordinator"
    shown = value_words(script, row.field, value.text)
    return Said(
        value=Shown(hide(shown), value.problem),
        said="" if words == value.text or words == shown else hide(words),
        understood=row.understood,
        by=names.get(row.coordinator_id or 0, "somebody who left") if of_staff else None,
        at=row.created_at,
        message=row.message,
        seq=row.seq,
        stands=row.replaced_at is None,
    )


def _service_line(script: Script, lead: OpenedLead) -> FactView:
    words = service_words(script, lead.service)
    now = Said(Shown(words), "", True, None, lead.created_at, None, None) if words else None
    return FactView(
        field=SERVICE,
        label=LABELS[SERVICE],
        now=now,
        before=(),
        can_edit=lead.key is not None,
        typed=str(lead.service or ""),
        options=tuple((str(s.value), service_words(script, s.value)) for s in Service),
    )


def _typed(script: Script, field: str, value: str, hide: Callable[[str], str]) -> str:
    """What a form starts with: words that are read as the same value again."""
    if field in _PHONES:
        return "" if value in ("", SENDER) else hide(value)
    return value_words(script, field, value) if field == Field.COUNTRY else value


def _options(field: str, value: str) -> tuple[tuple[str, str], ...]:
    """The list to choose from, with a value that is not on it added."""
    listed = {Field.FOR_WHOM: RELATIONS, Field.STAGE: STAGES}.get(Field(field))
    if listed is None:
        return ()
    others = (value,) if value and value not in listed else ()
    unknown = {"unknown": "Not known to them", "self": "Self (the writer is the patient)"}
    return tuple((one, unknown.get(one, one[:1].upper() + one[1:])) for one in (*listed, *others))
