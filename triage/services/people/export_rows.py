"""One person's rows opened for their own eyes: plain values by kind, oldest first."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from triage.errors import Damaged
from triage.services.sealing import (
    for_address,
    for_callback,
    for_consent,
    for_fact,
    for_lead_event,
    for_note,
    for_state,
    open_body,
)
from triage.storage.dossier import Dossier, Row
from triage.vault import PersonKey

_PROGRAM, _LEFT = "the program", "somebody who left"


@dataclass(slots=True)
class Opened:
    """`told` is plain JSON by kind; `damaged` names what could not be opened."""

    told: dict[str, Any]
    damaged: list[str] = field(default_factory=list)


def open_rows(key: PersonKey, found: Dossier) -> Opened:
    """Everything that is sealed for this person, opened."""
    return _Opener(key, found).open()


class _Opener:
    def __init__(self, key: PersonKey, found: Dossier) -> None:
        self._key, self._found, self._damaged = key, found, list[str]()

    def open(self) -> Opened:
        found = self._found
        told = {
            "person": self._person(found.person),
            "addresses": [self._address(row) for row in found.addresses],
            "messages": [self._message(row) for row in found.messages],
            "leads": [self._lead(row) for row in found.leads],
            "facts": [self._fact(row) for row in found.facts],
            "callbacks": [self._callback(row) for row in found.callbacks],
            "calls": [self._call(row) for row in found.call_attempts],
            "notes": [self._note(row) for row in found.notes],
            "history": [self._event(row) for row in found.lead_events],
            "consent": [self._consent(row) for row in found.consents],
            "files": [self._file(row) for row in found.attachments],
        }
        return Opened(told, self._damaged)

    def _text(self, sealed: str | None, purpose: str) -> str | None:
        if sealed is None:
            return None
        try:
            return self._key.unseal(sealed, purpose)
        except Damaged:
            self._damaged.append(purpose)
            return None

    def _json(self, sealed: str | None, purpose: str) -> Any:
        text = self._text(sealed, purpose)
        return json.loads(text) if text else None

    def _who(self, row: Row, name: str = "coordinator_id") -> str:
        number = row[name]
        return self._found.staff.get(number, _LEFT) if number is not None else _PROGRAM

    def _person(self, row: Row) -> Row:
        kept = _only(row, "public_id", "language", "zone", "country", "created_at", "left_alone_at")
        state = self._json(row["state_sealed"], for_state(row["public_id"]))
        return {**kept, "step": row["step"], "remembered": state}

    def _address(self, row: Row) -> Row:
        kept = _only(row, "channel", "kind", "our_number", "opted_out_at", "last_inbound_at")
        return {"address": self._text(row["sealed"], for_address(row["lookup"])), **kept}

    def _message(self, row: Row) -> Row:
        names = ("public_id", "seq", "direction", "channel", "sid", "kind", "status", "lead")
        told = {
            **_only(row, *names, "error_code", "segments", "content_version", "template_sid"),
            "at": _plain(row["created_at"]),
            "by": "you" if row["direction"] == "in" else self._who(row),
            "text": None,
            "more": {},
        }
        if row["body_sealed"] is not None:
            try:
                body = open_body(self._key, row["body_sealed"], row["public_id"])
                told |= {"text": body.text, "more": body.more}
            except (Damaged, ValueError, KeyError):
                self._damaged.append(f"message {row['public_id']}")
        return told

    def _lead(self, row: Row) -> Row:
        names = ("public_id", "status", "priority", "flags", "service", "complete", "source")
        owner = self._who(row, "owner_id") if row["owner_id"] else None
        times = ("created_at", "updated_at", "consent_at", "last_message_at")
        return {**_only(row, *names, *times), "owner": owner}

    def _fact(self, row: Row) -> Row:
        purpose = for_fact(row["lead"], row["field"])
        return {
            **_only(row, "lead", "field", "understood", "message", "created_at", "replaced_at"),
            "value": self._text(row["value_sealed"], purpose),
            "said": self._text(row["said_sealed"], f"{purpose}.said"),
            "by": "you" if row["by"] == "person" else self._who(row),
        }

    def _callback(self, row: Row) -> Row:
        names = ("lead", "start", "end", "zone", "state", "attempts", "outcome", "confirmed")
        said = self._text(row["said_sealed"], for_callback(row["lead"]))
        who = self._who(row) if row["coordinator_id"] else None
        return {**_only(row, *names, "created_at", "closed_at"), "said": said, "who_calls": who}

    def _call(self, row: Row) -> Row:
        return {**_only(row, "lead", "outcome", "at"), "by": self._who(row)}

    def _note(self, row: Row) -> Row:
        text = self._text(row["text_sealed"], for_note(row["lead"]))
        return {**_only(row, "lead", "created_at"), "by": self._who(row), "text": text}

    def _event(self, row: Row) -> Row:
        detail = self._json(row["detail_sealed"], for_lead_event(row["lead"]))
        return {**_only(row, "lead", "kind", "at"), "by": self._who(row), "detail": detail}

    def _consent(self, row: Row) -> Row:
        words = self._text(row["words_sealed"], for_consent(self._found.person["public_id"]))
        names = ("at", "kind", "action", "channel", "by", "text_key", "text_version", "message")
        return {**_only(row, *names, "lead"), "words": words}

    def _file(self, row: Row) -> Row:
        names = ("public_id", "message", "lead", "kind", "content_type", "found_type", "state")
        return _only(row, *names, "size", "pages", "digest", "error", "created_at", "fetched_at")


def _only(row: Row, *names: str) -> Row:
    return {name: _plain(row[name]) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
