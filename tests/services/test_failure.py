"""A bug costs a person one apology and never the message; a database away costs nothing stored."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from models import conversation, lead, message, person
from tests.builders import NOW, arrival, only, rows
from triage.conversation.types import Promise
from triage.errors import Damaged, StorageDown
from triage.services.house import House
from triage.services.leads.leads import list_leads
from triage.services.messages import effects
from triage.services.messages.inbox import receive
from triage.storage import open_store
from triage.storage.sqlite_library import DBAPI


def test_a_bug_in_a_step_is_one_apology_and_a_person_is_asked_to_look(house: House) -> None:
    receive(house, arrival("2"))
    before = only(house.store, conversation)

    received = receive(house, arrival("break"))

    assert received.body == "<talk.apology>"
    found = only(house.store, lead)
    assert found.flags == ["bot_failed"]
    assert found.priority == "high"
    after = only(house.store, conversation)
    assert (after.state_sealed, after.step) == (before.state_sealed, before.step)
    assert [row.direction for row in rows(house.store, message)] == ["in", "out", "in", "out"]


def test_the_next_message_after_a_bug_works(house: House) -> None:
    receive(house, arrival("2"))
    receive(house, arrival("break"))

    received = receive(house, arrival("yes"))

    assert received.body is not None
    assert "<form.for_whom>" in received.body


def test_a_copy_of_a_message_that_broke_gets_the_same_apology(house: House) -> None:
    came = arrival("break")
    receive(house, came)

    again = receive(house, came)

    assert (again.body, again.duplicate) == ("<talk.apology>", True)
    assert len(rows(house.store, message)) == 2


def test_a_bug_on_the_first_message_opens_a_lead_that_the_next_step_fills(house: House) -> None:
    receive(house, arrival("break"))
    assert only(house.store, lead).service is None

    receive(house, arrival("2"))

    found = only(house.store, lead)
    assert (found.service, found.flags) == (2, ["bot_failed"])


def test_nobody_who_opted_out_hears_an_apology(house: House) -> None:
    receive(house, arrival("stop"))

    assert receive(house, arrival("break")).body is None
    assert only(house.store, lead).flags == ["bot_failed"]


def test_nothing_personal_is_logged_about_a_bug(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        receive(house, arrival("break"))

    events = [record.getMessage() for record in caplog.records]
    assert "step_failed" in events
    assert "Asha" not in " ".join(events)
    assert "12025550123" not in " ".join(events)


def test_half_of_a_turn_is_never_stored(house: House) -> None:
    class Broken:
        served = ("en",)

        def say(self, *_words: object, **_values: object) -> str:
            raise RuntimeError("no text")

    broken = replace(house, script=Broken())  # type: ignore[arg-type]

    with pytest.raises(RuntimeError):
        receive(broken, arrival("2"))

    assert rows(house.store, person) == []
    assert rows(house.store, message) == []


def test_an_effect_nobody_knows_is_a_bug() -> None:
    promise = Promise(NOW, NOW, "UTC", "now")
    assert type(promise) in effects.KNOWN

    with pytest.raises(KeyError):
        effects.apply("not an effect", None)  # type: ignore[arg-type]


def test_a_locked_sqlite_is_storage_down_and_nothing_is_stored(
    house: House, sqlite_url: str
) -> None:
    locked = replace(house, store=open_store(sqlite_url, deadline=0.2))
    other = DBAPI.connect(str(make_url(sqlite_url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    quick = locked.store.engine.raw_connection()
    quick.driver_connection.execute("PRAGMA busy_timeout=100")  # type: ignore[union-attr]
    quick.close()

    with pytest.raises(StorageDown):
        receive(locked, arrival("2"))

    other.execute("ROLLBACK")
    assert rows(locked.store, message) == []
    assert receive(locked, arrival("2")).body is not None
    other.close()
    locked.store.close()


def test_a_postgresql_that_is_gone_is_storage_down_at_once(house: House) -> None:
    nowhere = open_store("postgresql://nobody@127.0.0.1:1/none", deadline=2.0)
    started = time.monotonic()

    with pytest.raises(StorageDown) as caught:
        receive(replace(house, store=nowhere), arrival("2"))

    assert time.monotonic() - started < 3
    assert "nobody" not in str(caught.value)


def test_lines_that_were_cut_a_moment_ago_cost_no_message(house: House, postgres_url: str) -> None:
    store = open_store(postgres_url, deadline=2.0)
    there = replace(house, store=store)
    receive(there, arrival("2"))
    end_all = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    other = open_store(postgres_url, deadline=2.0)
    with other.transaction() as tx:
        tx.execute(end_all)

    assert receive(there, arrival("yes")).body is not None
    assert len(rows(store, message)) == 4
    store.close()
    other.close()


def test_a_wrong_key_is_no_apology_but_an_error_for_operators(house: House) -> None:
    receive(house, arrival("2"))
    with house.store.transaction() as tx:
        tx.execute(person.update().values(wrapped_key="w1.deadbeef.AAAA"))

    with pytest.raises(Damaged):
        receive(house, arrival("yes"))

    assert len(rows(house.store, message)) == 2
    with pytest.raises(Damaged):
        list(list_leads(house, since=datetime.min.replace(tzinfo=NOW.tzinfo)))
