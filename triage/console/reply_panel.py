"""What the part "Answer" of a lead's page shows: who has the talk, and each way to write.

Nothing is changed here. Addresses are masked; the texts to begin with are filled with names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from triage.services.answers import canned, replies, take_over
from triage.services.answers.canned import Draft, Names
from triage.services.answers.take_over import Until
from triage.services.answers.ways import Kind, Way, ways_to, wire_of
from triage.services.house import House
from triage.services.leads.opened import OpenedLead
from triage.services.leads.phones import masked
from triage.services.staff.coordinators import Coordinator
from triage.settings import Template
from triage.storage import Tx, addresses, new_public_id
from triage.vocabulary import Channel

TITLES = {Kind.WHATSAPP: "WhatsApp", Kind.TEMPLATE: "WhatsApp template", Kind.SMS: "SMS"}
UNTIL_WORDS = {
    Until.AN_HOUR: "for 1 hour",
    Until.FOUR_HOURS: "for 4 hours",
    Until.TOMORROW: "until tomorrow morning",
}
_BLANKS = {"name": "Their name", "patient": "The patient's name", "coordinator": "Your name"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed and could not send, with the reason; or picked to begin with."""

    kind: Kind | None = None
    text: str = field(default="", repr=False)
    template: str = ""
    values: tuple[str, ...] = field(default=(), repr=False)
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class HoldView:
    """Who has the talk: `mine`, `theirs` with a `name`, or `free`; times are aware UTC.

    `choices` are for how long it may be had: value, words, when that ends.
    """

    state: str
    until: datetime | None
    name: str
    holder: int | None
    choices: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A template with a mark for its form, and label and value of each of its blanks."""

    name: str
    text: str
    language: str
    once: str
    blanks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WayView:
    """One way to write. `groups` are the drafts by the name of their language."""

    kind: str
    title: str
    to: str
    refused: str
    since: datetime | None
    until: datetime | None
    is_first: bool
    once: str
    most: int
    groups: tuple[tuple[str, tuple[Draft, ...]], ...] = ()
    templates: tuple[TemplateView, ...] = ()


def read_panel(
    house: House, tx: Tx, lead: OpenedLead, by: Coordinator, typed: Typed | None = None
) -> dict[str, Any]:
    """Everything that the template needs, in two statements."""
    now, typed = house.clock.now(), typed or Typed()
    rows, holder = addresses.with_holder(tx, lead.person_id)
    sealed = addresses.names_of_lead(tx, lead.id) if lead.key else {}
    names = canned.names_of(lead.key, lead.public_id, sealed)
    ways = ways_to(lead, rows, house.settings.current(), now)
    first = typed.kind or (ways.best.kind if ways.best else None)
    shown = [_way(house, lead, ways.of(kind), names, by, is_first=kind is first) for kind in Kind]
    hold = _hold(house, lead, holder, by, now)
    closed = typed.kind is not None and not ways.of(typed.kind).is_open
    return {
        "now": now,
        "hold": hold,
        "ways": [] if ways.nobody else shown,
        "nobody": ways.nobody,
        "typed": typed,
        "is_lost": bool(typed.text) and (closed or hold.state == "theirs"),
        "quiet": take_over.DEFAULT.value,
    }


def _hold(
    house: House, lead: OpenedLead, name: str | None, by: Coordinator, now: datetime
) -> HoldView:
    holder, office = take_over.holder_of(lead, now), house.settings.current().office.zone
    return HoldView(
        state="free" if holder is None else "mine" if holder == by.id else "theirs",
        until=lead.taken_over_until if holder else None,
        name=name or "somebody who left",
        holder=holder,
        choices=tuple(
            (choice.value, words, take_over.ends_at(choice, now, office))
            for choice, words in UNTIL_WORDS.items()
        ),
    )


def _way(
    house: House, lead: OpenedLead, way: Way, names: Names, by: Coordinator, *, is_first: bool
) -> WayView:
    templates: tuple[TemplateView, ...] = ()
    groups: tuple[tuple[str, tuple[Draft, ...]], ...] = ()
    if way.is_open and way.kind is Kind.TEMPLATE:
        listed = house.settings.current().triage_templates.listed
        templates = tuple(_template(house, one, names, by) for one in listed)
    elif way.is_open:
        groups = _groups(house, lead, way.kind, names, by)
    wire = wire_of(lead, way)
    return WayView(
        kind=way.kind.value,
        title=TITLES[way.kind],
        to=_masked(wire) if way.is_open else "",
        refused=way.refused,
        since=way.since,
        until=way.until,
        is_first=is_first,
        once=new_public_id(),
        most=replies.LONGEST.get(way.kind, 0),
        groups=groups,
        templates=templates,
    )


def _masked(wire: str) -> str:
    number = wire.removeprefix("whatsapp:")
    return masked(number) if number.startswith("+") else "without a number"


def _groups(
    house: House, lead: OpenedLead, kind: Kind, names: Names, by: Coordinator
) -> tuple[tuple[str, tuple[Draft, ...]], ...]:
    script = house.script
    channel = Channel.SMS if kind is Kind.SMS else Channel.WHATSAPP
    return tuple(
        (script.languages[code].name, canned.drafts(script, code, channel, names, by.name))
        for code in canned.languages_of(script, lead.language)
    )


def _template(house: House, template: Template, names: Names, by: Coordinator) -> TemplateView:
    known: Mapping[str, str] = canned.values_for(house.script, template.language, names, by.name)
    blanks = tuple(
        (_BLANKS.get(variable, variable), known.get(variable, ""))
        for variable in template.variables
    )
    shown = template.filled([f"[{label}]" for label, _ in blanks])
    return TemplateView(template.name, shown, template.language, new_public_id(), blanks)
