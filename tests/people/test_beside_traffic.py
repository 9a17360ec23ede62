"""Somebody is erased while they write: nothing fails, nothing is mixed, nobody is half erased."""

from __future__ import annotations

import threading

import models
from tests.builders import arrival, only, rows
from tests.people.canaries import QUILL, QUILL_SMS, quill
from tests.people.traces import sealed_cells
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.people import erasure, erasure_work


def test_messages_beside_an_erasure(full: House) -> None:
    started, stop, problems = threading.Event(), threading.Event(), list[BaseException]()
    sids: list[str] = []

    def write(sender: str) -> None:
        while not stop.is_set():
            message = arrival("hi", sender=sender)
            sids.append(message.message_sid)
            try:
                receive(full, message)
            except BaseException as problem:
                problems.append(problem)
            started.set()

    threads = [threading.Thread(target=write, args=(one,)) for one in (QUILL, QUILL_SMS)]
    for thread in threads:
        thread.start()
    started.wait(10)
    public_id = quill(full).public_id

    erasure.erase(full, public_id, by="operator")
    erasure_work.work(full)
    stop.set()
    for thread in threads:
        thread.join(20)

    assert problems == []
    assert sealed_cells(full, 1) == []
    assert quill(full).wrapped_key is None
    heard = [row.sid for row in rows(full.store, models.message, direction="in")]
    assert sorted(sid for sid in heard if sid in sids) == sorted(sids)
    fresh = {row.person_id for row in rows(full.store, models.address) if row.sealed}
    assert 1 not in fresh
    assert only(full.store, models.person, public_id=public_id).erased_at
    for talk in rows(full.store, models.conversation):
        mine = [row.seq for row in rows(full.store, models.message, conversation_id=talk.id)]
        assert sorted(mine) == list(range(1, talk.last_seq + 1))
