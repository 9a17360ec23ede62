"""What came of the effects, in plain values: the leads as coordinators would see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from triage.conversation.types import (
    CompleteLead,
    Effect,
    EraseRequest,
    FillLead,
    HandOver,
    KeepAttachment,
    LeaveAlone,
    NoCalls,
    OpenLead,
    OptIn,
    OptOut,
    Promise,
    RaiseFlag,
    SetService,
)
from triage.vocabulary import Channel, Field


class Expected(Protocol):
    """What a turn states about the house."""

    @property
    def lead(self) -> dict[str, object]: ...
    @property
    def leads(self) -> int | None: ...
    @property
    def flags(self) -> list[str]: ...
    @property
    def promised(self) -> bool | None: ...
    @property
    def handed(self) -> str: ...
    @property
    def erased(self) -> bool: ...


@dataclass
class Lead:
    """One lead: `columns` by their names in the export."""

    columns: dict[str, object] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    promised: str = ""
    handed: str = ""


class House:
    """The leads of one person, last one last, and the channels they opted out of."""

    def __init__(self) -> None:
        self.leads: list[Lead] = []
        self.opted_out: set[Channel] = set()
        self.erased = False

    def apply(self, effects: Iterable[Effect], channel: Channel) -> None:
        """Do what the conversation asks the shell to do."""
        for effect in effects:
            match effect:
                case OpenLead(service):
                    self.leads.append(Lead({"service": service, "attachments": 0}))
                case OptOut():
                    self.opted_out.add(channel)
                case OptIn():
                    self.opted_out.discard(channel)
                case EraseRequest():
                    self.erased = True
                case _ if self.leads:
                    _write(self.leads[-1], effect)

    def faults(self, turn: Expected) -> list[str]:
        """What the house holds otherwise than a turn says, a line each."""
        lead = self.leads[-1] if self.leads else Lead()
        found = [
            f"lead: {name} is {lead.columns.get(name, '')!r}, not {value!r}"
            for name, value in turn.lead.items()
            if lead.columns.get(name, "") != value
        ]
        found += [f"the lead has no flag {f!r}" for f in turn.flags if f not in lead.flags]
        if turn.leads not in (None, len(self.leads)):
            found.append(f"there are {len(self.leads)} leads")
        if turn.promised not in (None, bool(lead.promised)):
            found.append(f"promised: {lead.promised or 'nothing'}")
        if turn.handed and turn.handed != lead.handed:
            found.append(f"handed over: {lead.handed!r}")
        if turn.erased and not self.erased:
            found.append("nothing was erased")
        return found


def _write(lead: Lead, effect: Effect) -> None:
    match effect:
        case FillLead(fact=fact):
            name = "patient_name" if fact.field is Field.NAME else fact.field.value
            lead.columns[name] = fact.value
        case SetService(service):
            lead.columns["service"] = service
        case RaiseFlag(flag):
            lead.flags.add(flag)
        case HandOver(flag, question):
            lead.flags.add(flag)
            lead.handed = question or lead.handed
        case Promise(said=said):
            lead.promised = said
        case NoCalls() | LeaveAlone():
            lead.promised = ""
        case CompleteLead():
            lead.columns["complete"] = True
        case KeepAttachment():
            lead.columns["attachments"] = int(str(lead.columns["attachments"])) + 1
