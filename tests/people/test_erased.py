"""Whoever is erased is gone: rows, key, files, search words, what waited to be sent."""

from __future__ import annotations

import json

import pytest

import models
from tests.builders import NOW, arrival, only, rows
from tests.fakes import FakeClock, FakeTwilio
from tests.people.canaries import OTHER, QUILL, QUILL_SMS, Cabinet, quill
from tests.people.traces import places, sealed_cells, seen, whose
from triage.services import audit
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due
from triage.services.people import erasure, erasure_work


def _erase(house: House) -> erasure.Receipt:
    return erasure.erase(house, quill(house).public_id, by="operator")


def _of_others(house: House) -> dict[str, list[str]]:
    """Every row that does not belong to Quill, as it stands."""
    mine = quill(house).id
    told = ("person", "address", "conversation", "message", "lead", "lead_fact", "callback")
    return {
        name: [
            repr(tuple(row))
            for row in rows(house.store, models.metadata.tables[name])
            if whose(house, name, row) != mine
        ]
        for name in (*told, "consent_event", "search_word", "note", "attachment")
    }


def test_nothing_that_was_told_is_left_and_nobody_else_is_touched(full: House) -> None:
    before = _of_others(full)
    assert len(sealed_cells(full, quill(full).id)) > 20
    assert sum(map(len, before.values())) > 15

    done = _erase(full)

    assert sealed_cells(full, quill(full).id) == []
    assert _of_others(full) == before
    assert seen(full) == set()
    assert not any(b"photo" in name.encode() or name.endswith(".1") for name, _ in places(full))
    assert done.counts["messages"] == len(rows(full.store, models.message, conversation_id=1))
    assert done.counts["facts"] > 2
    assert (done.counts["notes"], done.counts["files"], done.counts["unsent"]) == (1, 1, 1)
    person = quill(full)
    assert (person.wrapped_key, person.country, person.zone, person.key_id) == (
        None,
        None,
        None,
        "",
    )
    assert person.erased_at == NOW
    lead = only(full.store, models.lead, person_id=person.id)
    assert (lead.status, lead.flags, lead.source) == ("closed", [], None)
    assert rows(full.store, models.search_word, lead_id=lead.id) == []


def test_what_waited_to_be_sent_is_not_sent(full: House, twilio: FakeTwilio) -> None:
    sent = len(twilio.sent)
    _erase(full)

    deliver_due(full, full.send, full.find_sent)

    assert len(twilio.sent) == sent
    assert only(full.store, models.message, status="canceled").body_sealed is None


def test_the_audit_and_what_was_agreed_to_stay_without_words(full: House) -> None:
    before = len(rows(full.store, models.consent_event))
    done = _erase(full)

    kept = rows(full.store, models.consent_event, person_id=quill(full).id)
    assert len(rows(full.store, models.consent_event)) == before
    assert {(row.kind, row.action) for row in kept} >= {
        ("health", "given"),
        ("messages", "opt_out"),
    }
    assert {row.words_sealed for row in kept} == {None}
    event = rows(full.store, models.audit_event)[-1]
    assert (event.action, event.subject) == ("person.erased", f"person:{quill(full).public_id}")
    assert json.loads(event.detail)["number"] == done.number
    assert audit.first_bad_row(full) is None


def test_an_old_webhook_brings_nobody_back(full: House) -> None:
    sid = rows(full.store, models.message)[0].sid
    _erase(full)
    people = len(rows(full.store, models.person))

    again = receive(full, arrival("2", sender=QUILL, message_sid=sid))

    assert (again.body, again.duplicate) == (None, True)
    assert len(rows(full.store, models.person)) == people


def test_whoever_writes_again_starts_anew_under_a_new_key(full: House) -> None:
    _erase(full)

    said = receive(full, arrival("hi", sender=QUILL))

    assert "<menu.welcome>" in str(said.body)
    fresh = rows(full.store, models.person)[-1]
    assert fresh.public_id != quill(full).public_id
    assert fresh.wrapped_key
    assert quill(full).wrapped_key is None


@pytest.mark.parametrize(("sender", "stopped"), [(QUILL_SMS, True), (QUILL, False)])
def test_a_stop_outlives_the_erasure_on_its_channel(
    full: House, sender: str, stopped: bool
) -> None:
    _erase(full)
    receive(full, arrival("hi", sender=OTHER))

    receive(full, arrival("hi", sender=sender))

    fresh = rows(full.store, models.address)[-1]
    assert bool(fresh.opted_out_at) is stopped
    if stopped:
        receive(full, arrival("start", sender=sender))
        assert rows(full.store, models.address)[-1].opted_out_at is None


def test_twilios_copies_go_and_then_it_is_done(
    full: House, cabinet: Cabinet, clock: FakeClock
) -> None:
    sids = {row.sid for row in rows(full.store, models.message, conversation_id=1) if row.sid}
    cabinet.kept = dict.fromkeys(sids, ("", NOW)) | {
        "SManswer": (QUILL, NOW),
        "SMtext": (QUILL_SMS, NOW),
        "SMother": (OTHER, NOW),
    }
    cabinet.down = True
    _erase(full)
    erasure_work.work(full)
    assert only(full.store, models.erasure).state == "cleared"

    cabinet.down = False
    clock.tick(minutes=5)
    cabinet.kept["SMnew"] = (QUILL, clock.now())
    for _ in range(3):
        erasure_work.work(full)
        clock.tick(minutes=1)

    assert set(cabinet.kept) == {"SMother", "SMnew"}
    done = only(full.store, models.erasure)
    assert (done.state, done.left_sealed) == ("done", None)
    assert sids <= set(cabinet.deleted)
    assert rows(full.store, models.audit_event)[-1].action == "person.erased_everywhere"
