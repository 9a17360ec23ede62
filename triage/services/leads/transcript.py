"""A conversation as bubbles: who said what when, how it travelled, what went wrong in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from operator import attrgetter

from triage.services.leads.lead_words import CHANNELS
from triage.services.leads.opened import OpenedLead
from triage.services.leads.shown import Shown, unsealed, unsealed_body
from triage.services.messages.effects import RULE
from triage.services.sealing import for_fact, for_note
from triage.storage.lead_rows import AttachmentRow
from triage.storage.lead_sheet import Sheet
from triage.storage.notes import NoteRow
from triage.storage.transcripts import MessageRow
from triage.twilio_gateway.codes import lookup

#: How far a message of ours got: a sign, words for it, and how it went.
TICKS: dict[str, tuple[str, str, str]] = {
    "replied": ("✓", "answered at once", ""),
    "queued": ("◷", "waiting to be sent", ""),
    "sending": ("◷", "being sent", ""),
    "sent": ("✓", "sent", ""),
    "delivered": ("✓✓", "delivered", ""),
    "read": ("✓✓", "read", "good"),
    "undelivered": ("!", "not delivered", "bad"),
    "failed": ("!", "failed", "bad"),
    "canceled": ("!", "not sent", "bad"),
}
_FILES = {
    "image": "Picture",
    "document": "Document",
    "audio": "Voice message",
    "video": "Video",
    "sticker": "Sticker",
    "contact": "Contact",
    "location": "Place",
    "other": "File",
}
#: Files that hold nothing to open.
_SPOKEN_OF = frozenset({"location", "contact"})


@dataclass(frozen=True, slots=True)
class File:
    """Something that came along, opened by its id; `words` say what it is and if we have it."""

    public_id: str
    words: str
    can_open: bool


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message or a private note. `anchor` is its place on the page; times are aware UTC.

    `side` is `in`, `out` or `note`; `rules` are the red-flag rules that it hit; `other_lead` is the
    id of the lead it belongs to when that is another one; `error` and `advice` say what went wrong.
    """

    anchor: str
    side: str
    who: str
    text: Shown
    at: datetime
    channel: str = ""
    tick: tuple[str, str, str] | None = None
    error: str = ""
    advice: str = ""
    sid: str | None = None
    rules: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    place: str = ""
    tapped: str = ""
    other_lead: str | None = None


def transcript(
    lead: OpenedLead,
    sheet: Sheet,
    names: Mapping[int, str],
    *,
    their_name: str,
    newest: bool,
    hide: Callable[[str], str],
) -> tuple[Bubble, ...]:
    """The page's messages and the notes among them, oldest first; `hide` masks phone numbers."""
    rules = rules_by_message(lead, sheet)
    files = _files(sheet.attachments)
    said = [
        _message(lead, row, names, their_name, hide, rules[row.public_id], files[row.id])
        for row in sheet.messages
    ]
    noted = [
        Bubble(
            anchor=f"n-{note.id}",
            side="note",
            who=names.get(note.coordinator_id, "somebody who left"),
            text=unsealed(lead.key, note.text_sealed, for_note(lead.public_id)),
            at=note.created_at,
        )
        for note in notes_among(sheet, newest=newest)
    ]
    return tuple(merge(said, noted, key=attrgetter("at")))


def rules_by_message(lead: OpenedLead, sheet: Sheet) -> Mapping[str | None, tuple[str, ...]]:
    """Red-flag rules by the public id of the message that hit them."""
    found: dict[str | None, tuple[str, ...]] = defaultdict(tuple)
    for fact in sheet.facts:
        if fact.field == RULE:
            rule = unsealed(lead.key, fact.value_sealed, for_fact(lead.public_id, RULE))
            found[fact.message] = (*found[fact.message], rule.text or rule.problem)
    return found


def rule_words(rule: str) -> str:
    """A rule by its family and its id: "bleeding (rule bleeding.vomit)"."""
    family = rule.partition(".")[0].replace("_", " ")
    return f"{family} (rule {rule})" if family != rule else f"rule {rule}"


def notes_among(sheet: Sheet, *, newest: bool) -> list[NoteRow]:
    """The notes that belong between the messages of this page."""
    last = None if newest or not sheet.messages else sheet.messages[-1].created_at
    return [
        note
        for note in sheet.notes
        if (sheet.older_at is None or note.created_at > sheet.older_at)
        and (last is None or note.created_at <= last)
    ]


def _files(rows: Iterable[AttachmentRow]) -> Mapping[int, tuple[File, ...]]:
    found: dict[int, tuple[File, ...]] = defaultdict(tuple)
    for row in sorted(rows, key=lambda row: (row.message_id, row.idx)):
        words = _FILES.get(row.kind, "File")
        state = {
            "pending": "being fetched",
            "failed": "could not be fetched",
            "removed": "removed",
        }.get(row.state)
        told = f"{words} ({state})" if state else words
        can_open = row.kind not in _SPOKEN_OF and row.state != "removed"
        found[row.message_id] = (*found[row.message_id], File(row.public_id, told, can_open))
    return found


def _message(
    lead: OpenedLead,
    row: MessageRow,
    names: Mapping[int, str],
    their_name: str,
    hide: Callable[[str], str],
    rules: tuple[str, ...],
    files: tuple[File, ...],
) -> Bubble:
    text, more = unsealed_body(lead.key, row.body_sealed, row.public_id)
    ours = row.direction == "out"
    code = lookup(row.error_code) if row.error_code else None
    known = row.lead is None or row.lead == lead.public_id
    return Bubble(
        anchor=f"m-{row.public_id}",
        side=row.direction,
        who=_who(row, names, their_name),
        text=Shown(hide(text.text), text.problem),
        at=row.created_at,
        channel=CHANNELS.get(row.channel, row.channel),
        tick=TICKS.get(row.status) if ours else None,
        error=f"{code.words} (Twilio {row.error_code})" if code else "",
        advice=code.next_step if code else "",
        sid=row.sid,
        rules=tuple(rule_words(rule) for rule in rules),
        files=files,
        place=str(more.get("place", "")),
        tapped=str(more.get("tap_text", "")) if more.get("tap_text") != text.text else "",
        other_lead=None if known else row.lead,
    )


def _who(row: MessageRow, names: Mapping[int, str], their_name: str) -> str:
    if row.direction == "in":
        return their_name
    if row.coordinator_id is None:
        return "Bot"
    return names.get(row.coordinator_id, "somebody who left")
