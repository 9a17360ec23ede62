"""Consent in plain words before the first health question: recorded, never assumed."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, in_form
from triage.conversation.types import (
    Consent,
    FillLead,
    OpenLead,
    RaiseFlag,
    RecordConsent,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Field, Flag, Service, Signal, Topic


def filled(talk: Talk) -> dict[Field, str]:
    return {e.fact.field: e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)}


def test_picking_a_service_opens_a_lead_and_asks_for_consent_first() -> None:
    talk = Talk()

    assert talk.pick(Service.PROTON_THERAPY) == "service.5.intro form.consent"
    assert talk.done(OpenLead) == [OpenLead(Service.PROTON_THERAPY)]


def test_consent_is_recorded_with_the_version_of_its_text() -> None:
    talk = in_form(Step.CONSENT)

    assert talk.number(1) == "form.for_whom"
    assert talk.done(RecordConsent) == [
        RecordConsent(True, "words", "form.consent", "v-form.consent")
    ]


@pytest.mark.parametrize("signal", [Signal.NO, Signal.SKIP, Signal.UNSURE])
def test_declining_consent_leaves_only_the_call_to_arrange(signal: Signal) -> None:
    talk = in_form(Step.CONSENT)

    assert talk.says(signal) == "form.declined form.call_time"
    assert talk.done(RaiseFlag) == [RaiseFlag(Flag.NO_CONSENT)]
    talk.number(1)
    assert talk.number(1) == "form.summary"
    assert "label.cancer_type" not in talk.text


def test_health_facts_told_before_consent_are_written_only_after_it() -> None:
    talk = Talk()
    talk.hear(Meaning(also=(Fact(Field.CANCER_TYPE, "lung"), Fact(Field.CITY, "Dhaka"))))
    talk.pick(Service.CAR_T)
    assert filled(talk) == {Field.CITY: "Dhaka"}

    talk.says(Signal.YES)

    assert filled(talk) == {Field.CANCER_TYPE: "lung"}


def test_health_facts_are_dropped_when_consent_is_declined() -> None:
    talk = Talk()
    talk.hear(Meaning(also=(Fact(Field.CANCER_TYPE, "lung"),)))
    talk.pick(Service.CAR_T)
    talk.says(Signal.NO)

    assert talk.state.fact(Field.CANCER_TYPE) is None
    talk.hear(Meaning(answer=Fact(Field.CALL_TIME, "asap"), also=(Fact(Field.STAGE, "4"),)))
    assert talk.state.fact(Field.STAGE) is None


def test_unreadable_consent_is_asked_again_and_never_assumed() -> None:
    talk = in_form(Step.CONSENT)

    for _ in range(3):
        assert talk.hear(Meaning(text="hmm")) == "form.consent.again form.consent"
    assert talk.state.consent is Consent.UNASKED


@pytest.mark.parametrize(
    ("meaning", "keys"),
    [
        (Meaning(topic=Topic.HOW_OFTEN), "answer.how_often form.consent"),
        (Meaning(signal=Signal.ASK), "ask.list"),
        (Meaning(signal=Signal.MORE), "ask.no_more form.consent"),
        (Meaning(asks=True), "talk.out_of_scope form.consent"),
        (Meaning(service=Service.CAR_T), "service.2.intro form.consent"),
    ],
)
def test_a_question_instead_of_an_answer_is_heard(meaning: Meaning, keys: str) -> None:
    talk = in_form(Step.CONSENT)

    assert talk.hear(meaning) == keys
    assert talk.state.consent is Consent.UNASKED


def test_facts_told_instead_of_an_answer_wait_in_the_draft() -> None:
    talk = in_form(Step.CONSENT)

    assert talk.hear(Meaning(also=(Fact(Field.STAGE, "4"),))) == "form.consent.again form.consent"
    assert not talk.done(FillLead)
    talk.says(Signal.YES)
    assert filled(talk) == {Field.STAGE: "4"}


def test_nothing_about_health_is_noted_after_a_refusal() -> None:
    talk = in_form(Step.CONSENT)
    talk.says(Signal.NO)
    talk.number(1)
    talk.number(1)
    talk.says(Signal.YES)

    assert talk.hear(Meaning(also=(Fact(Field.STAGE, "4"),))) == "menu.menu"
    assert not talk.done(FillLead)


def test_the_form_starts_only_where_the_lead_is_open() -> None:
    talk = Talk()
    talk.pick(Service.CAR_T)
    talk.says(Signal.YES)

    assert not talk.done(OpenLead)
    assert talk.state.step is Step.FOR_WHOM


def test_a_refusal_is_asked_about_anew_for_the_next_enquiry() -> None:
    talk = in_form(Step.CONSENT)
    talk.says(Signal.NO)
    talk.number(1)
    talk.number(1)
    talk.says(Signal.YES)
    talk.pick(Service.CANCER_VACCINE)

    assert talk.number(1) == "service.3.intro form.consent"
    assert talk.state.consent is Consent.UNASKED
