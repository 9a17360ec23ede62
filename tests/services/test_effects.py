"""What the conversation decides ends up in the books: opt-outs, flags, promises, consent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from models import address, attachment, callback, consent_event, lead, lead_fact, person
from tests.builders import NOW, arrival, only, rows
from triage.arrival import Medium
from triage.conversation.types import (
    CompleteLead,
    EraseRequest,
    FillLead,
    HandOver,
    KeepAttachment,
    NoCalls,
    OpenLead,
    OptIn,
    OptOut,
    Promise,
    RaiseFlag,
    RecordConsent,
    SetLanguage,
    SetService,
)
from triage.meaning import Fact
from triage.services.house import House
from triage.services.messages import effects, senders
from triage.services.messages.inbox import receive
from triage.services.messages.ledger import Ledger
from triage.services.sealing import for_consent
from triage.storage import conversations
from triage.storage.conversations import Turned
from triage.vocabulary import Field, Flag, MediaKind, Service

PHOTO = Medium(MediaKind.IMAGE, "image/jpeg", "https://api.example/ME1")


@pytest.fixture
def do(house: House) -> Any:
    """Apply effects as one message of Asha's would."""

    def apply(*all_effects: Any, at: datetime = NOW) -> None:
        receive(house, arrival("hi"))
        came = arrival("words", media=(PHOTO,))
        with house.store.transaction() as tx:
            who, _ = senders.find(tx, senders.sender_of(house, came))
            assert who is not None
            key = house.vault.open_key(who.wrapped_key or "")
            ledger = Ledger(tx, who, key, came, 1, at)
            for effect in all_effects:
                effects.apply(effect, ledger)
            ledger.write()
            turned = Turned(who.conversation_id, who.last_seq, ledger.lead_id, None, who.step, 1)
            conversations.save(tx, turned, now=at)

    return apply


def test_stop_opts_out_one_channel_and_keeps_the_exact_words(house: House) -> None:
    receive(house, arrival("hi"))
    receive(house, arrival("hi", sender="+12025550123"))
    receive(house, arrival("Stop"))

    assert only(house.store, address, channel="whatsapp").opted_out_at == NOW
    assert only(house.store, address, channel="sms").opted_out_at is None
    event, who = only(house.store, consent_event), only(house.store, person)
    key = house.vault.open_key(who.wrapped_key)
    assert key.unseal(event.words_sealed, for_consent(who.public_id)) == "Stop"
    assert (event.kind, event.action, event.by) == ("messages", "opt_out", "person")


def test_after_stop_comes_silence_until_start(house: House) -> None:
    receive(house, arrival("stop"))

    assert receive(house, arrival("hi")).body is None
    assert receive(house, arrival("start")).body is not None
    assert only(house.store, address).opted_out_at is None


def test_an_opt_out_that_twilio_answered_says_so(house: House, do: Any) -> None:
    do(OptOut("STOP", by_twilio=True), OptIn("START"))

    out, back = rows(house.store, consent_event)
    assert (out.by, out.action) == ("twilio", "opt_out")
    assert (back.by, back.action) == ("person", "opt_in")
    assert only(house.store, address).opted_out_at is None


def test_flags_move_a_lead_to_the_front_and_never_back(house: House, do: Any) -> None:
    do(OpenLead(None), RaiseFlag(Flag.EMERGENCY, "chest_pain"), RaiseFlag(Flag.ATTACHMENT))
    do(HandOver(Flag.ASKED_FOR_PERSON), RaiseFlag(Flag.EMERGENCY))

    found = rows(house.store, lead)[-1]
    assert found.priority == "urgent"
    assert sorted(found.flags) == ["asked_for_person", "attachment", "emergency"]


def test_an_effect_on_a_lead_that_is_missing_opens_one(house: House, do: Any) -> None:
    do(RaiseFlag(Flag.WROTE_AFTER_STOP))

    assert "wrote_after_stop" in rows(house.store, lead)[-1].flags


def test_several_questions_stand_side_by_side(house: House, do: Any) -> None:
    do(OpenLead(None), HandOver(Flag.QUESTION, "One?"), HandOver(Flag.QUESTION, "Two?"))

    found = rows(house.store, lead)[-1]
    assert len(rows(house.store, lead_fact, lead_id=found.id, field="questions")) == 2
    assert found.priority == "high"


def test_a_new_value_replaces_the_old_one_and_keeps_it_as_history(house: House, do: Any) -> None:
    do(OpenLead(Service.CAR_T), FillLead(Fact(Field.STAGE, "2", "two")))
    do(FillLead(Fact(Field.STAGE, "3", "three")), at=NOW + timedelta(hours=1))

    old, new = rows(house.store, lead_fact, field="stage")
    assert old.replaced_at == NOW + timedelta(hours=1)
    assert new.replaced_at is None


def test_a_second_promise_withdraws_the_first(house: House, do: Any) -> None:
    first = Promise(NOW, NOW + timedelta(hours=1), "Asia/Kolkata", "today")
    later = Promise(NOW + timedelta(days=1), NOW + timedelta(days=2), "Asia/Kolkata", "tomorrow")
    do(OpenLead(None), first, later)

    assert [row.state for row in rows(house.store, callback)] == ["withdrawn", "open"]

    do(NoCalls())
    assert [row.state for row in rows(house.store, callback)] == ["withdrawn", "withdrawn"]


def test_consent_is_kept_with_the_text_it_answered_to(house: House, do: Any) -> None:
    do(OpenLead(Service.CAR_T), RecordConsent(True, "yes", "form.consent", "v7"))

    event = only(house.store, consent_event, kind="health")
    assert (event.action, event.text_key, event.text_version) == ("given", "form.consent", "v7")
    assert rows(house.store, lead)[-1].consent_at == NOW


def test_consent_counts_for_the_next_lead_until_it_is_declined(house: House, do: Any) -> None:
    do(OpenLead(Service.CAR_T), RecordConsent(True, "yes", "form.consent", "v7"))
    do(OpenLead(Service.PROTON_THERAPY))
    assert rows(house.store, lead)[-1].consent_at == NOW

    do(RecordConsent(False, "no", "form.consent", "v7"), OpenLead(Service.CAR_T))
    assert rows(house.store, lead)[-1].consent_at is None


def test_the_rest_of_the_effects_reach_their_columns(house: House, do: Any) -> None:
    do(OpenLead(None), SetService(Service.PROTON_THERAPY), CompleteLead(), SetLanguage("hi"))

    found = rows(house.store, lead)[-1]
    assert (found.service, found.complete) == (5, True)
    assert only(house.store, person).language == "hi"


def test_a_wish_to_be_erased_flags_the_lead_and_is_kept_as_proof(house: House, do: Any) -> None:
    do(EraseRequest("yes, delete"))

    assert "erase_request" in rows(house.store, lead)[-1].flags
    assert only(house.store, consent_event).kind == "erasure"


def test_an_attachment_waits_with_its_sealed_address(house: House, do: Any) -> None:
    do(OpenLead(None), KeepAttachment(0, MediaKind.IMAGE))

    found = only(house.store, attachment)
    assert (found.kind, found.content_type, found.state) == ("image", "image/jpeg", "pending")
    assert PHOTO.url not in found.url_sealed
