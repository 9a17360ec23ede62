"""One person of whom much is kept, with words that stand nowhere else, and a look for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

import models
from tests.builders import arrival, rows
from triage.errors import SendFailed
from triage.media.shelf import Shelf
from triage.services.house import House
from triage.services.leads import search
from triage.services.leads.lead_facts import add_note
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due, queue
from triage.services.sealing import for_attachment, for_file
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.storage import Tx, new_public_id
from triage.vocabulary import Role

QUILL, QUILL_SMS, OTHER = "whatsapp:+447700900417", "+447700900417", "whatsapp:+447700900518"
NAME, WORD, CITY, NOTE, REPLY = "Quillfeather", "zebrafish", "Zanzibarville", "ocelot", "capybara"
PHOTO = b"\xff\xd8\xffa photo of nothing but canaries" * 40
PHONES = ("+447700900417", "447700900417", "07700 900417", "7700-900-417")
CANARIES = (
    *(word.encode() for word in (NAME, WORD, CITY, NOTE, REPLY, *PHONES)),
    PHOTO[:33],
)


@dataclass
class Cabinet:
    """Twilio's copies: `kept` are messages by id with who wrote them and when; `down` refuses."""

    kept: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    down: bool = False

    def copies_of(self, address: str, until: datetime, *, limit: int) -> list[str]:
        """What there is of an address."""
        self._answer()
        found = [sid for sid, (whose, at) in self.kept.items() if whose == address and at < until]
        return found[:limit]

    def delete_copy(self, sid: str) -> None:
        """Take one away."""
        self._answer()
        self.kept.pop(sid, None)
        self.deleted.append(sid)

    def _answer(self) -> None:
        if self.down:
            raise SendFailed("Twilio could not be reached", permanent=False)


def fill(house: House) -> Coordinator:
    """Quill wrote on both channels and much was done; somebody else wrote too. Who did it."""
    texts = ("2", "yes", "mother", NAME, f"I live in {CITY}", WORD)
    for said in texts:
        receive(house, arrival(said, sender=QUILL, profile_name=NAME))
    receive(house, arrival("hi", sender=QUILL_SMS))
    receive(house, arrival("stop", sender=QUILL_SMS))
    for said in ("2", "yes", "self", "Somebody Else"):
        receive(house, arrival(said, sender=OTHER))
    by = coordinators.create(
        house, name="Bina", email="bina@clinic.example", role=Role.COORDINATOR, by="operator"
    )
    add_note(house, rows(house.store, models.lead)[0].public_id, f"likes {NOTE}s", by)
    queue(house, address_id=1, body=f"Dear {NAME}, the {REPLY} says")
    deliver_due(house, house.send, house.find_sent)
    queue(house, address_id=1, body=f"And once more the {REPLY}")
    search.index_words(house)
    give_photo(house)
    return by


def give_photo(house: House) -> str:
    """A photo of Quill's, kept; its public id."""
    whose = rows(house.store, models.person)[0]
    first = rows(house.store, models.message)[0]
    public_id = new_public_id()
    key = house.vault.open_key(whose.wrapped_key)
    with house.store.transaction() as tx:
        _photo_row(tx, whose, first, public_id, key.seal("https://x/" + NAME, for_attachment("x")))
    shelf = Shelf(house.settings.current().triage_data_dir / "media")
    for part in ("1", "thumb"):
        shelf.put(public_id, part, key.seal_bytes(PHOTO, for_file(public_id, part)))
    return public_id


def _photo_row(tx: Tx, whose: Any, first: Any, public_id: str, url: str) -> None:
    lead = tx.execute(select(models.lead.c.id).where(models.lead.c.person_id == whose.id)).scalar()
    values = {
        "public_id": public_id,
        "message_id": first.id,
        "lead_id": lead,
        "person_id": whose.id,
        "idx": 0,
        "kind": "image",
        "content_type": "image/jpeg",
        "url_sealed": url,
        "state": "kept",
        "found_type": "image/jpeg",
        "size": len(PHOTO),
        "pages": 1,
        "digest": "d" * 64,
        "created_at": first.created_at,
        "fetched_at": first.created_at,
    }
    tx.execute(insert(models.attachment), values)


def quill(house: House) -> Any:
    """The row of who is erased in these tests: the first person."""
    return rows(house.store, models.person)[0]
