"""A copy of everything that is kept about one person: one zip, and nobody else's data in it.

What the staff wrote about them belongs to it: notes, the history of their leads, and who looked at
them when and why. What cannot be opened is named as damaged and keeps nothing else back.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from triage.errors import Damaged
from triage.services import audit
from triage.services.house import House
from triage.services.people import proof_page
from triage.services.people.export_rows import Opened, open_rows
from triage.services.people.finding import Meant, find_here
from triage.services.people.proof import proof_of
from triage.services.sealing import for_file
from triage.storage import dossier
from triage.storage.dossier import Dossier, Found
from triage.vault import PersonKey

SCHEMA = "person-export/1"
_README = """This is everything that CancerFax keeps about you, as of {at}.

person.json    everything, for a computer: your messages and ours, your answers with their history,
               promised calls, notes that our staff wrote, what was changed and by whom, your
               decisions, your files, and who of us looked at your data, when and why
messages.txt   the talk, to read
consent.html   what you agreed to and what not, with the exact words; open it in a browser
files/         the files that you sent, as we keep them: pictures without hidden data

Times are in UTC. "sid" is the number of a message at Twilio, the company that carries it.
"by" says who did something: you (person), the program, or one of our staff by name.
You can ask us to correct or to erase this: write DELETE MY DATA, or call {call_number}.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of it, in numbers."""

    person: str
    messages: int
    files: int
    damaged: int


def export(house: House, asked: str, file: BinaryIO, *, by: str, reason: str = "") -> Exported:
    """Write the zip of who is meant by a number or an id; recorded before the first byte.

    Raises NotFound where nothing is kept, and Conflict where it may be two people.
    """
    return export_person(house, find_here(house, asked), file, by=by, reason=reason)


def export_person(
    house: House, who: Found, file: BinaryIO, *, by: str, reason: str = ""
) -> Exported:
    """The same for a person who was found."""
    now = house.clock.now()
    with house.store.transaction() as tx:
        audit.record(
            tx,
            at=now,
            actor=by,
            action="person.exported",
            subject=f"person:{who.public_id}",
            **({"reason": reason} if reason else {}),
        )
    return write_bundle(house, who, file)


def write_bundle(house: House, who: Found, file: BinaryIO) -> Exported:
    """The zip itself. Nobody is told: that is for who asks for it."""
    now, head = house.clock.now(), audit.head(house)
    with house.store.reading() as tx:
        found = dossier.of_person(tx, who.id)
        proof = proof_of(house, tx, Meant(who, ()), who.public_id, head)
        events = dossier.looks(tx, _subjects(found))
        looks = _looks(events, dossier.staff(tx, _lookers(events)))
    key = house.vault.open_key(found.person["wrapped_key"] or "")
    opened = open_rows(key, found)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        told = {**opened.told, "schema": SCHEMA, "made_at": now.isoformat(), "looked_at": looks}
        files = _write_files(house, bundle, key, found, opened)
        told["damaged"] = opened.damaged
        _put(bundle, "README.txt", _readme(house, now))
        _put(bundle, "person.json", json.dumps(told, ensure_ascii=False, indent=1))
        _put(bundle, "messages.txt", _talk(opened.told["messages"]))
        _put(bundle, "consent.html", proof_page.as_html(proof))
    return Exported(who.public_id, len(found.messages), files, len(opened.damaged))


def file_name(house: House) -> str:
    """What a download is called: it names nobody."""
    return f"person-{house.clock.now():%Y%m%d-%H%M%S}.zip"


def _write_files(
    house: House, bundle: zipfile.ZipFile, key: PersonKey, found: Dossier, opened: Opened
) -> int:
    """Every part of every kept file, opened; how many."""
    from triage.media.shelf import Shelf

    shelf, count = Shelf(house.settings.current().triage_data_dir / "media"), 0
    for row in found.attachments:
        public_id = row["public_id"]
        parts = ("original", *map(str, range(1, (row["pages"] or 0) + 1)))
        for part in parts if row["state"] == "kept" else ():
            sealed = shelf.find(public_id, part)
            if sealed is None:
                continue
            try:
                content = key.unseal_bytes(sealed, for_file(public_id, part))
            except Damaged:
                opened.damaged.append(f"file {public_id}.{part}")
                continue
            bundle.writestr(f"files/{public_id}.{part}{_ending(part, row)}", content)
            count += 1
    return count


def _ending(part: str, row: Mapping[str, Any]) -> str:
    from triage.media.kinds import KEPT

    kind = KEPT.get(row["found_type"] or "")
    return f".{kind.ending}" if part == "original" and kind else ".jpg"


def _put(bundle: zipfile.ZipFile, name: str, text: str) -> None:
    bundle.writestr(name, text.encode("utf-8", "replace"))


def _readme(house: House, now: datetime) -> str:
    at = f"{now:%Y-%m-%d %H:%M} UTC"
    return _README.format(at=at, call_number=house.script.call_number)


def _talk(messages: list[dict[str, Any]]) -> str:
    lines = []
    for one in messages:
        who = {"in": "You", "out": one["by"]}[one["direction"]]
        text = (one["text"] or "(nothing to read)").replace("\n", "\n    ")
        lines.append(f"{one['at']}  {one['channel']}  {who}:\n    {text}\n")
    return "\n".join(lines)


def _subjects(found: Dossier) -> list[str]:
    leads = [f"lead:{row['public_id']}" for row in found.leads]
    files = [f"attachment:{row['public_id']}" for row in found.attachments]
    return [f"person:{found.person['public_id']}", *leads, *files]


def _lookers(events: list[dict[str, Any]]) -> set[int]:
    numbers = (_number(row["actor"]) for row in events)
    return {number for number in numbers if number is not None}


def _number(actor: str) -> int | None:
    kind, _, number = actor.partition(":")
    return int(number) if kind == "coordinator" and number.isdecimal() else None


def _looks(rows: list[dict[str, Any]], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Who of us did what with their data, and why, from the audit chain."""
    return [
        {
            "at": row["at"].isoformat(),
            "who": names.get(_number(row["actor"]) or 0, row["actor"]),
            "what": row["action"],
            "about": row["subject"],
            "detail": json.loads(row["detail"]),
        }
        for row in rows
    ]
