"""A message of our own on its way into the books: stored once, and due for the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from triage.errors import Conflict, NotFound
from triage.services.house import House
from triage.services.sealing import Body, seal_body
from triage.settings import Template
from triage.storage import Tx, conversations, due, messages, new_message_id, outgoing
from triage.storage.messages import NewMessage
from triage.vocabulary import STATUS_RANK, MessageStatus

#: The kind of due work whose subject is a message.
KIND = "send_message"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent to an address. `more` is sealed with the text: `keys` of texts of ours.

    `coordinator_id` is who wrote it, None where the program did. Of two letters with the same
    `once` only the first is ever sent. `template_sid` is an approved template whose slots are
    filled with `more["variables"]`; `text` is what it will read.
    """

    address_id: int
    text: str = field(repr=False)
    lead_id: int | None = None
    coordinator_id: int | None = None
    once: str | None = None
    template_sid: str | None = None
    more: dict[str, Any] = field(default_factory=dict, repr=False)


def from_template(
    address_id: int, template: Template, values: Sequence[str], **rest: Any
) -> Letter:
    """A letter that says what a template says, filled with one value for each of its variables."""
    slots = {str(number): value for number, value in enumerate(values, start=1)}
    more = {"template": template.name, "variables": slots}
    text = template.filled(values)
    return Letter(address_id, text, template_sid=template.sid, more=more, **rest)


def put(house: House, tx: Tx, letter: Letter) -> str | None:
    """Store a letter and have it sent as soon as a worker is free; our id of it.

    None when one with the same `once` was stored before. Raises NotFound for an unknown address
    and Conflict when the person was erased. The conversation is locked from here on.
    """
    now = house.clock.now()
    place = outgoing.find_place(tx, letter.address_id)
    if place is None:
        raise NotFound("no such address")
    if place.wrapped_key is None:
        raise Conflict("this person was erased")
    seq = conversations.next_seq(tx, place.conversation_id)
    if letter.once is not None and messages.has_once(tx, letter.once):
        return None
    public_id = new_message_id(now)
    key = house.vault.open_key(place.wrapped_key)
    new = NewMessage(
        conversation_id=place.conversation_id,
        address_id=letter.address_id,
        lead_id=letter.lead_id or place.current_lead_id,
        seq=seq,
        direction="out",
        public_id=public_id,
        kind="text",
        body_sealed=seal_body(key, Body(letter.text, letter.more), public_id),
        status=MessageStatus.QUEUED,
        status_rank=STATUS_RANK["queued"],
        content_version=house.script.version if letter.more.get("keys") else None,
        created_at=now,
        coordinator_id=letter.coordinator_id,
        template_sid=letter.template_sid,
        once=letter.once,
    )
    message_id = messages.add_with_id(tx, new)
    due.add(tx, KIND, message_id, person_id=place.person_id, run_at=now)
    return public_id
