"""The proof of what somebody agreed to: exact words of both sides, times, how it stands."""

from __future__ import annotations

import json

import models
from tests.builders import arrival, rows
from tests.fakes import FakeClock
from tests.people.canaries import OTHER, QUILL, QUILL_SMS, quill
from triage.services import audit
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.people import consent, erasure, proof, proof_page
from triage.services.people.proof import Proof


def _proof(house: House) -> Proof:
    return proof.prove(house, "+447700900417", by="operator")


def test_every_decision_has_its_words_and_the_text_that_was_shown(full: House) -> None:
    found = _proof(full)

    agreed, stopped = found.events
    assert (agreed.kind, agreed.action, agreed.words) == ("health", "given", "yes")
    assert agreed.text_key == "form.consent"
    assert agreed.shown is not None
    assert "<form.consent>" in agreed.shown
    assert agreed.shown_at == agreed.at
    assert (stopped.channel, stopped.action, stopped.words) == ("sms", "opt_out", "stop")
    assert stopped.address == QUILL_SMS
    assert set(found.addresses) == {QUILL, QUILL_SMS}


def test_the_state_is_that_of_the_newest_decision(full: House, clock: FakeClock) -> None:
    clock.tick(hours=1)
    receive(full, arrival("start", sender=QUILL_SMS))

    states = {state.about: state for state in _proof(full).states}

    assert (states["health"].says, states["health"].event) == ("agreed", 1)
    assert states["sms"].says == "may be written to"
    assert (states["sms"].since, states["sms"].event) == (clock.now(), 3)
    assert (states["whatsapp"].says, states["whatsapp"].event) == ("may be written to", None)
    with full.store.reading() as tx:
        assert consent.state_of(tx, quill(full).id) == list(_proof(full).states)


def test_the_ledger_only_grows(full: House) -> None:
    before = rows(full.store, models.consent_event)

    receive(full, arrival("start", sender=QUILL_SMS))
    receive(full, arrival("stop", sender=QUILL))

    after = rows(full.store, models.consent_event)
    assert after[: len(before)] == before
    assert len(after) == len(before) + 2


def test_the_document_is_a_page_that_loads_nothing_and_holds_nobody_else(full: House) -> None:
    receive(full, arrival("STOP <script>alert(1)</script>", sender=QUILL))
    receive(full, arrival("stop", sender=OTHER))
    found = _proof(full)

    page = proof_page.as_html(found)

    assert audit.head(full).partition("/")[2] == found.audit_head.partition("/")[2]
    assert found.audit_head.partition("/")[2] in page
    assert "agreed to health questions" in page
    assert "2026-11-23 06:00:00 UTC" in page
    assert "<script" not in page
    assert "http" not in page
    assert "900518" not in page
    told = json.loads(json.dumps(proof_page.as_json(found)))
    assert (told["schema"], told["events"][0]["words"]) == ("consent-proof/1", "yes")


def test_of_an_erased_person_times_and_versions_are_left(full: House) -> None:
    erasure.erase(full, quill(full).public_id, by="operator")

    found = _proof(full)

    assert found.erased_at is not None
    assert [(e.action, e.words, e.shown, e.address) for e in found.events] == [
        ("given", None, None, None),
        ("opt_out", None, None, None),
    ]
    assert {(s.about, s.says) for s in found.states} == {
        ("health", "agreed"),
        ("sms", "opted out"),
        ("whatsapp", "may be written to"),
    }
    assert found.addresses == ()
    assert rows(full.store, models.audit_event)[-1].action == "person.consent_proven"
