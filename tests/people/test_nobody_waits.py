"""An erasure beside others: nobody waits for it longer than need be, and it misses nothing."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

import models
from tests.builders import arrival, rows
from tests.people.canaries import OTHER, quill
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.people import erasure
from triage.storage import search_words
from triage.storage.cleaning import clean_up
from triage.storage.sqlite_library import journal_mode


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_words_that_are_indexed_at_this_moment_go_too(full: House) -> None:
    lead = rows(full.store, models.lead, person_id=quill(full).id)[0]
    with full.store.transaction() as tx:
        search_words.person_changed(tx, quill(full).id)
    public_id = quill(full).public_id
    eraser = threading.Thread(target=erasure.erase, args=(full, public_id), kwargs={"by": "x"})

    with full.store.transaction() as tx:
        assert lead.id in {one.id for one in search_words.take_due(tx, limit=9)}
        search_words.put(tx, {lead.id: {"a" * 64}}, now=lead.created_at)
        eraser.start()
        eraser.join(1.0)  # it has come as far as it can
    eraser.join(20)

    assert quill(full).wrapped_key is None
    assert rows(full.store, models.search_word, lead_id=lead.id) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_references_are_not_proven_while_writers_wait(full: House) -> None:
    with full.store.engine.connect() as line:
        driver: Any = line.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("INSERT INTO search_word (lead_id, lookup) VALUES (99999, 'lost')")
        driver.execute("PRAGMA foreign_keys=ON")

    erasure.erase(full, quill(full).public_id, by="operator")  # the proof would find it, and raise

    assert quill(full).wrapped_key is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_writer_waits_while_somebody_reads(full: House) -> None:
    assert journal_mode() == "WAL", "the library that we ship has one"
    receive(full, arrival("hi", sender=OTHER))
    with full.store.reading() as tx:
        tx.execute(models.person.select()).all()
        receive(full, arrival("hi", sender=OTHER))
        began = time.monotonic()
        assert not clean_up(full.store)
        assert time.monotonic() - began < 2  # SQLite would wait for five seconds

    assert clean_up(full.store)
