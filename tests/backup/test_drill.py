"""The drill: a backup under write load, brought back to an empty place, on and across databases."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from models import conversation, due_work, lead, message, meta
from tests.backup.conftest import MakeHouse
from tests.builders import arrival, only, rows
from tests.fakes import FakeTwilio
from triage.media.shelf import Shelf
from triage.services import audit
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due
from triage.services.recovery import backup, outage
from triage.services.recovery.backup import LAST_GOOD, media_folder
from triage.services.recovery.restore import restore
from triage.storage import dump

KINDS = ("sqlite", "postgresql")


def _lines(house: House) -> dict[str, list[str]]:
    """Every row of every table that a backup holds."""
    with house.store.reading() as tx:
        return {shape.name: list(dump.rows(tx, shape)) for shape in dump.shapes()}


@pytest.mark.parametrize("to", KINDS)
def test_what_was_backed_up_is_there_again(
    full: House, empty: MakeHouse, tmp_path: Path, to: str
) -> None:
    before = _lines(full)
    file = tmp_path / "night.triage"
    manifest = backup.make(full, file)

    place = empty(to)
    done = restore(place, file)

    after = _lines(place)
    changed = {"meta", "message", "due_work", "audit_event"}
    assert {n for n in before if before[n] != after[n]} <= changed
    assert {n: len(lines) for n, lines in before.items() if n not in changed} == {
        n: each.count for n, each in manifest.tables.items() if n not in changed
    }
    assert done.manifest == manifest
    assert done.kept_aside is None
    assert Shelf(media_folder(place)).find("abcdefgh23", "original") == b"abcdefgh23" * 1000
    assert audit.first_bad_row(place) is None


@pytest.mark.parametrize("to", KINDS)
def test_talks_go_on_where_they_were(
    full: House, empty: MakeHouse, tmp_path: Path, to: str
) -> None:
    file = tmp_path / "night.triage"
    backup.make(full, file)
    place = empty(to)
    restore(place, file)

    said = receive(place, arrival("for my mother", sender="whatsapp:+447700900100"))
    new = receive(place, arrival("hi", sender="whatsapp:+447700900199"))

    assert said.body is not None
    assert "<menu.welcome>" not in said.body
    assert "<menu.welcome>" in str(new.body)
    assert only(place.store, conversation, person_id=1).step != "for_whom"
    assert len(rows(place.store, lead)) == len(rows(full.store, lead))


def test_a_backup_under_load_is_of_one_moment(
    full: House, empty: MakeHouse, tmp_path: Path
) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        n = 0
        while not stop.is_set():
            receive(full, arrival("2", sender=f"whatsapp:+4478009{n:05}"))
            written.append(n)
            n += 1

    thread = threading.Thread(target=write)
    thread.start()
    for n in range(3):
        backup.make(full, tmp_path / f"{n}.triage")
    stop.set()
    thread.join(20)

    place = empty("sqlite")
    restore(place, tmp_path / "1.triage")
    assert written
    talks = rows(place.store, conversation)
    heard = rows(place.store, message)
    assert len(talks) < len(rows(full.store, conversation))
    for talk in talks:
        mine = [row.seq for row in heard if row.conversation_id == talk.id]
        assert mine == list(range(1, talk.last_seq + 1))


def test_what_waited_is_looked_for_before_it_is_sent(
    full: House, empty: MakeHouse, tmp_path: Path, twilio: FakeTwilio
) -> None:
    file = tmp_path / "night.triage"
    backup.make(full, file)
    deliver_due(full, full.send, full.find_sent)
    place = empty("sqlite")
    restore(place, file)

    assert deliver_due(place, place.send, place.find_sent) == 0
    full.clock.tick(minutes=11)  # type: ignore[attr-defined]  # the tests' clock
    deliver_due(place, place.send, place.find_sent)

    assert len(twilio.sent) == 1
    assert only(place.store, due_work, kind="send_message").state == "done"


def test_the_worker_is_asked_to_read_twilios_log(
    full: House, empty: MakeHouse, tmp_path: Path
) -> None:
    backup.make(full, tmp_path / "night.triage")
    place = empty("sqlite")
    restore(place, tmp_path / "night.triage")

    assert only(place.store, meta, key=outage.ASKED).value == place.clock.now().isoformat()
    assert only(full.store, meta, key=LAST_GOOD).value.startswith('{"at": "2026-11-23T06:00')
