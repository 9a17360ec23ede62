"""What is too old, or was overtaken, or was answered long ago: kept, obeyed, never answered now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from models import address, callback, conversation, lead, message, person, staff_alert, tombstone
from tests.builders import ACCOUNT, only, rows
from tests.reconcile.conftest import Outside
from triage.errors import StorageDown
from triage.phone import parse_address
from triage.services.messages import inbox
from triage.services.messages.inbox import receive
from triage.services.recovery import reconcile
from triage.storage import meta

A_DAY = 60 * 24


def test_what_is_older_than_a_day_is_handed_to_a_person(outside: Outside) -> None:
    outside.lost("2", minutes_ago=A_DAY + 5)

    found = outside.reconcile()

    assert (found.added, found.handed, found.answered) == (1, 1, 0)
    assert outside.deliver() == []
    assert only(outside.house.store, lead).flags == ["bot_failed"]
    assert only(outside.house.store, conversation).step == "new"


def test_an_old_stop_is_obeyed_without_a_word(outside: Outside) -> None:
    outside.lost("stop", minutes_ago=A_DAY * 3)

    found = outside.reconcile()

    assert (found.added, found.handed) == (1, 0)
    assert only(outside.house.store, address).opted_out_at is not None
    assert rows(outside.house.store, lead) == []
    assert outside.deliver() == []


def test_a_start_after_the_stop_counts(outside: Outside) -> None:
    stop = outside.lost("stop", minutes_ago=50)
    outside.told(outside.lost("stop", minutes_ago=40))
    outside.told(outside.lost("start", minutes_ago=30))

    outside.reconcile()

    assert stop in {row.sid for row in rows(outside.house.store, message)}
    assert only(outside.house.store, address).opted_out_at is None


def test_a_stop_that_was_overtaken_by_other_words_is_obeyed(outside: Outside) -> None:
    outside.lost("stop", minutes_ago=40)
    outside.told(outside.lost("hi", minutes_ago=30))

    outside.reconcile()

    assert only(outside.house.store, address).opted_out_at is not None


def test_danger_is_told_to_the_staff_whatever_its_age(outside: Outside) -> None:
    outside.lost("chest pain", minutes_ago=A_DAY * 2)

    outside.reconcile()

    kept = only(outside.house.store, lead)
    assert sorted(kept.flags) == ["bot_failed", "emergency"]
    assert kept.priority == "urgent"
    assert "red_flag" in {row.kind for row in rows(outside.house.store, staff_alert)}
    assert outside.deliver() == []


def test_an_answer_to_another_question_is_not_taken_for_this_one(outside: Outside) -> None:
    outside.lost("yes", minutes_ago=20)
    outside.told(outside.lost("2", minutes_ago=10))
    step = only(outside.house.store, conversation).step

    found = outside.reconcile()

    assert (step, found.handed) == ("consent", 1)
    talk = only(outside.house.store, conversation)
    assert talk.step == "consent"
    heard = [row.created_at for row in rows(outside.house.store, message, direction="in")]
    assert talk.last_inbound_at == max(heard)


def test_what_was_answered_then_is_replayed_without_a_word(outside: Outside) -> None:
    """A restored database does not know of the answers that its successor gave."""
    for minutes, text in ((50, "hi"), (40, "2"), (30, "yes")):
        sid = outside.lost(text, minutes_ago=minutes)
        entry = outside.entry(sid)
        received = outside.told(sid)
        outside.said(str(received.body), at=entry.at)
    step = only(outside.house.store, conversation).step
    before = len(outside.heard_from_us())
    outside.forget_everything()

    found = outside.reconcile()

    assert (found.replayed, found.answered, found.handed) == (3, 0, 0)
    assert only(outside.house.store, conversation).step == step
    assert len(outside.deliver()) == before


def test_an_apology_is_not_taken_for_an_answer(outside: Outside) -> None:
    sid = outside.lost("hi")
    outside.said("Sorry, something went wrong. Please call us.", at=outside.entry(sid).at)

    assert outside.reconcile().answered == 1


def test_whoever_was_erased_since_does_not_come_back(outside: Outside) -> None:
    sid = outside.lost("hi")
    lookup = outside.house.vault.lookup(parse_address("whatsapp:+12025550123").canonical)
    gone = {"channel": "whatsapp", "lookup": lookup, "erased_at": outside.clock.now()}
    with outside.house.store.transaction() as tx:
        tx.execute(insert(tombstone), gone)

    found = outside.reconcile()

    assert (found.erased, found.added) == (1, 0)
    assert rows(outside.house.store, message, sid=sid) == []
    assert rows(outside.house.store, person) == []


def test_a_message_that_breaks_keeps_only_its_own_person_waiting(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = outside.lost("hi", minutes_ago=30)
    outside.lost("2", minutes_ago=20)
    outside.lost("hi", minutes_ago=10, sender="+447700900145")

    def broken(house: object, arrival: object, **more: object) -> object:
        if getattr(arrival, "message_sid", "") == bad:
            raise RuntimeError("a bug")
        return receive(house, arrival, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(inbox, "receive", broken)
    found = reconcile.run(outside.house, since=outside.clock.now() - timedelta(days=1))
    with outside.house.store.reading() as tx:
        reached = meta.find(tx, reconcile.REACHED)

    assert (found.failed, found.added) == (2, 1)
    assert reached == outside.entry(bad).at.isoformat()
    monkeypatch.undo()
    assert outside.reconcile().added == 2


def test_an_outage_in_the_middle_loses_nothing(outside: Outside) -> None:
    for minutes in (30, 20, 10):
        outside.lost("hi", minutes_ago=minutes, sender=f"+4477009001{minutes}")
    calls: list[int] = []

    class Falling:
        def __getattr__(self, name: str) -> object:
            return getattr(outside.house.at_twilio, name)

        def arrival_of(self, *what: object) -> object:
            calls.append(1)
            if len(calls) == 2:
                raise StorageDown("gone")
            return outside.house.at_twilio.arrival_of(*what)  # type: ignore[arg-type]  # as it came

    falling = replace(outside.house, at_twilio=Falling())  # type: ignore[arg-type]  # a stand-in
    with pytest.raises(StorageDown):
        reconcile.run(falling, since=outside.clock.now() - timedelta(hours=1))

    assert outside.reconcile().added == 2
    assert rows(outside.house.store, callback) == []
    assert {row.account_sid for row in rows(outside.house.store, message, direction="in")} == {
        ACCOUNT
    }
