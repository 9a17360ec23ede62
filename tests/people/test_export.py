"""A copy of everything about one person: all of it, readable, and nobody else's."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

import models
from tests.builders import rows
from tests.people.canaries import (
    CITY,
    NAME,
    NOTE,
    PHOTO,
    QUILL,
    QUILL_SMS,
    REPLY,
    WORD,
    quill,
)
from triage.errors import NotFound
from triage.services import audit
from triage.services.house import House
from triage.services.people import erasure
from triage.services.people.export import export

PHONE = "+44 7700 900417"


def _bundle(house: House) -> zipfile.ZipFile:
    file = io.BytesIO()
    export(house, PHONE, file, by="coordinator:1", reason="their_request")
    return zipfile.ZipFile(file)


def _told(house: House) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_bundle(house).read("person.json"))
    return told


def test_everything_that_is_kept_is_in_it(full: House) -> None:
    bundle = _bundle(full)
    told = json.loads(bundle.read("person.json"))

    assert told["schema"] == "person-export/1"
    assert {one["address"] for one in told["addresses"]} == {QUILL, QUILL_SMS}
    mine = rows(full.store, models.message, conversation_id=1)
    assert [one["public_id"] for one in told["messages"]] == [row.public_id for row in mine]
    assert [one["sid"] for one in told["messages"]] == [row.sid for row in mine]
    assert any(one["text"] == WORD and one["by"] == "you" for one in told["messages"])
    assert any(REPLY in (one["text"] or "") for one in told["messages"])
    assert {one["value"] for one in told["facts"]} >= {NAME, f"I live in {CITY}"}
    assert [(one["by"], one["text"]) for one in told["notes"]] == [("Bina", f"likes {NOTE}s")]
    assert [one["words"] for one in told["consent"]] == ["yes", "stop"]
    assert len(told["leads"]) == len(rows(full.store, models.lead, person_id=1))
    assert told["damaged"] == []
    name = next(name for name in bundle.namelist() if name.startswith("files/"))
    assert bundle.read(name) == PHOTO
    assert WORD in bundle.read("messages.txt").decode()
    assert "DELETE MY DATA" in bundle.read("README.txt").decode()
    assert "agreed to health questions" in bundle.read("consent.html").decode()


def test_nobody_else_is_in_it(full: House) -> None:
    bundle = _bundle(full)
    content = b"".join(bundle.read(name) for name in bundle.namelist())

    assert b"Somebody Else" not in content
    assert b"900518" not in content
    others = rows(full.store, models.message, conversation_id=2)
    assert not any(row.public_id.encode() in content for row in others)


def test_who_looked_is_in_it_and_the_export_is_written_down(full: House) -> None:
    with full.store.transaction() as tx:
        lead = rows(full.store, models.lead)[0].public_id
        audit.record(
            tx,
            at=full.clock.now(),
            actor="coordinator:1",
            action="reveal_phone",
            subject=f"lead:{lead}",
            reason="callback",
        )

    looks = _told(full)["looked_at"]

    assert {"who": "Bina", "what": "reveal_phone"}.items() <= looks[-2].items()
    assert looks[-2]["detail"] == {"reason": "callback"}
    assert looks[-1]["what"] == "person.exported"
    event = rows(full.store, models.audit_event)[-1]
    assert (event.actor, event.subject) == ("coordinator:1", f"person:{quill(full).public_id}")
    assert json.loads(event.detail) == {"reason": "their_request"}


def test_what_is_damaged_is_named_and_keeps_nothing_else_back(full: House) -> None:
    first = rows(full.store, models.message)[0]
    with full.store.transaction() as tx:
        tx.execute(
            models.message.update()
            .where(models.message.c.id == first.id)
            .values(body_sealed=first.body_sealed[:-6] + "AAAAAA")
        )

    told = _told(full)

    assert told["damaged"] == [f"message {first.public_id}"]
    assert len(told["messages"]) == len(rows(full.store, models.message, conversation_id=1))


def test_after_an_erasure_there_is_nothing_to_export(full: House) -> None:
    erasure.erase(full, quill(full).public_id, by="operator")

    with pytest.raises(NotFound, match="nothing is kept"):
        export(full, PHONE, io.BytesIO(), by="operator")
