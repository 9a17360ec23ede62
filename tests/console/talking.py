"""What tests of taking over and answering share: Asha has a lead, and Bina's pages of it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from models import conversation, lead, message, person
from tests.builders import arrival, only, rows
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from triage.services.house import House
from triage.services.messages.inbox import Received, receive
from triage.services.sealing import open_body
from triage.services.staff.coordinators import Coordinator


def asha_writes(house: House, *texts: str, **more: Any) -> Received:
    """Asha writes these; the answer to the last."""
    answers = [receive(house, arrival(text, **more)) for text in texts]
    return answers[-1]


def lead_of_asha(house: House) -> str:
    """Asha has picked a service and asked for a person; the id of her lead."""
    asha_writes(house, "2", "human")
    return str(only(house.store, lead).public_id)


def comes_back(console: Flask, who: Coordinator) -> Visitor:
    """A fresh session, for somebody whose old one has run out."""
    return signed_in(console, who)


def path(public_id: str, what: str = "reply") -> str:
    """A page of a lead."""
    return f"/console/leads/{public_id}/{what}"


def answers(visitor: Visitor, public_id: str, text: str = "Dear Asha", **more: str) -> str:
    """Send an answer by WhatsApp as the page does; where that leads."""
    form = {"kind": "whatsapp", "once": once_on(visitor, public_id), "text": text, **more}
    return visitor.post(path(public_id), form, status=303)


def once_on(visitor: Visitor, public_id: str) -> str:
    """The mark of a fresh form of this lead."""
    visitor.get(path(public_id))
    assert visitor.page
    return next(str(f["names"]["once"]) for f in visitor.page.forms if "once" in f["names"])


def written(house: House) -> list[Any]:
    """What coordinators wrote, oldest first."""
    return [row for row in rows(house.store, message) if row.coordinator_id is not None]


def words_of(house: House, row: Any) -> str:
    """The text of a stored message."""
    talk = only(house.store, conversation, id=row.conversation_id)
    wrapped = only(house.store, person, id=talk.person_id).wrapped_key
    return open_body(house.vault.open_key(wrapped), row.body_sealed, row.public_id).text
