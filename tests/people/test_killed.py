"""An erasure that was cut off anywhere goes on where it was: real processes that end at once."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

import models
from tests.builders import arrival, only, rows
from tests.conftest import DEADLINE
from tests.fakes import FakeClock
from tests.people.canaries import PHOTO, QUILL, Cabinet, quill
from tests.people.traces import places, sealed_cells
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.people import copies, erasure, erasure_log, erasure_steps, erasure_work
from triage.storage import erasing, lead_exports, open_store

#: Where a process ends: in the middle of the transaction, and before and after every other step.
STEPS = (
    (erasure_steps, "write_down"),
    (os, "fsync"),
    (erasing, "clear"),
    (lead_exports, "forget"),
    (erasure_steps, "tell_audit"),
    (erasure_steps, "remove_files"),
    (erasing, "files_of"),
    (erasing, "give_copies_work"),
    (erasure, "clean_up"),
    (copies, "_delete_one"),
    (erasure, "finish"),
)


def _die(*_: object, **__: object) -> None:
    os._exit(9)


def _end_at(house: House, url: str, place: object, name: str) -> None:
    """Another process erases Quill and ends where it calls this."""
    public_id = quill(house).public_id
    house.store.close()
    child = os.fork()
    if child == 0:
        setattr(place, name, _die)
        theirs = replace(house, store=open_store(url, deadline=DEADLINE))
        erasure.erase(theirs, public_id, by="operator")
        erasure_work.work(theirs)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.parametrize(("place", "name"), STEPS, ids=[name for _, name in STEPS])
def test_the_worker_goes_on_after_a_kill(
    full: House,
    database_url: str,
    cabinet: Cabinet,
    clock: FakeClock,
    place: object,
    name: str,
) -> None:
    cabinet.kept = {"SManswer": (QUILL, clock.now())}
    photo = only(full.store, models.attachment).public_id
    others = len(sealed_cells(full, 2))
    _end_at(full, database_url, place, name)
    asked = only(full.store, models.erasure)

    for _ in range(4):
        erasure_work.work(full)
        clock.tick(minutes=4)

    done = only(full.store, models.erasure)
    assert (done.public_id, done.state) == (asked.public_id, "done")
    assert sealed_cells(full, quill(full).id) == []
    assert len(sealed_cells(full, 2)) == others
    assert not any(photo in where for where, _ in places(full))
    assert not any(PHOTO[:33] in content for _, content in places(full))
    assert cabinet.kept == {}
    assert [entry.public_id for entry in erasure_log.read(erasure_log.path_of(full))] == [
        done.public_id
    ]


def test_who_asks_in_the_chat_is_answered_and_then_erased(full: House, clock: FakeClock) -> None:
    receive(full, arrival("delete my data", sender=QUILL))
    asked = arrival("yes", sender=QUILL)
    said = receive(full, asked)
    erasure_work.work(full)
    assert "<erase.done>" in str(said.body)
    assert receive(full, asked).body == said.body  # Twilio asks again: the answer is there
    assert quill(full).wrapped_key

    clock.tick(minutes=2)
    erasure_work.work(full)

    assert sealed_cells(full, quill(full).id) == []
    assert only(full.store, models.erasure).by == "person"
    kept = rows(full.store, models.consent_event, kind="erasure")
    assert [(row.action, row.words_sealed) for row in kept] == [("requested", None)]


def test_a_half_written_line_of_the_file_hides_nobody(full: House) -> None:
    path = erasure_log.path_of(full)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"number": "cut off by a pow')

    done = erasure.erase(full, quill(full).public_id, by="operator")

    assert [entry.public_id for entry in erasure_log.read(path)] == [done.number]
