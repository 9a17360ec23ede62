"""The form: consent first, one open question at a time, everything can be skipped or changed."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, confirmed, in_form
from triage.conversation.types import (
    CompleteLead,
    Consent,
    FillLead,
    NoCalls,
    OpenLead,
    Promise,
    RaiseFlag,
    RecordConsent,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Channel, Field, Flag, Service, Signal, Topic


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
    assert Field.CANCER_TYPE not in filled(talk)

    talk.says(Signal.YES)

    assert filled(talk) == {Field.CANCER_TYPE: "lung", Field.CITY: "Dhaka"}


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


def test_the_whole_form_ends_in_a_summary_and_a_promise() -> None:
    talk = in_form(Step.SUMMARY)
    assert talk.keys == "form.summary"
    assert "2 <label.patient_name>: Asha Rahman" in talk.text
    assert "5 <label.place>: Bangladesh" in talk.text

    assert talk.says(Signal.YES) == "form.confirmed"

    assert talk.done(CompleteLead)
    (promise,) = talk.done(Promise)
    assert isinstance(promise, Promise)
    assert talk.now <= promise.start < promise.end


def test_each_fact_carries_the_message_it_came_from() -> None:
    talk = in_form(Step.CANCER_TYPE)

    talk.hear(Meaning(text="lungs", answer=Fact(Field.CANCER_TYPE, "lung")))

    assert talk.done(FillLead) == [FillLead(Fact(Field.CANCER_TYPE, "lung", "lungs", talk.count))]


def test_several_facts_in_one_message_are_not_asked_again() -> None:
    talk = in_form(Step.FOR_WHOM)

    talk.tells(Field.FOR_WHOM, "mother", Fact(Field.NAME, "Asha"), Fact(Field.CANCER_TYPE, "lung"))

    assert talk.state.step is Step.STAGE


@pytest.mark.parametrize("signal", [Signal.SKIP, Signal.UNSURE])
def test_every_question_can_be_skipped(signal: Signal) -> None:
    talk = in_form(Step.FOR_WHOM)

    for _ in range(8):
        talk.says(signal)

    assert talk.state.step is Step.SUMMARY
    assert talk.text.count("<label.skipped>") == 7  # "no other number" keeps the sender's


def test_an_unreadable_answer_is_asked_again_once_and_then_kept_as_written() -> None:
    talk = in_form(Step.CANCER_TYPE)

    assert talk.hear(Meaning(text="the bad one")) == "form.cancer_type.again"
    assert talk.hear(Meaning(text="the bad one")) == "form.kept_as_written form.stage"
    fact = talk.state.fact(Field.CANCER_TYPE)
    assert fact is not None
    assert (fact.value, fact.understood) == ("the bad one", False)


def test_the_services_own_question_is_asked_again_in_its_own_words() -> None:
    talk = in_form(Step.QUESTION)

    assert talk.hear(Meaning(text="")) == "service.2.again"
    talk.hear(Meaning(text=""))
    assert talk.state.step is Step.SUMMARY


def test_a_question_is_never_kept_as_an_answer() -> None:
    talk = in_form(Step.PATIENT_NAME)

    for _ in range(3):
        assert talk.hear(Meaning(text="what does it cost?", asks=True)) == (
            "talk.out_of_scope form.patient_name"
        )
    assert talk.state.fact(Field.NAME) is None


def test_a_vetted_question_in_the_form_is_answered_and_the_form_goes_on() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(Meaning(topic=Topic.HOW_OFTEN)) == "answer.how_often form.stage"
    assert talk.state.step is Step.STAGE


@pytest.mark.parametrize("step", [Step.FOR_WHOM, Step.STAGE, Step.PHONE])
def test_why_do_you_ask_is_answered_and_the_question_put_again(step: Step) -> None:
    talk = in_form(step)

    assert talk.says(Signal.WHY) == f"form.{step}.why form.{step}"


def test_why_at_the_services_question_has_its_own_words() -> None:
    assert in_form(Step.QUESTION).says(Signal.WHY) == "service.2.why service.2.question"


def test_the_whatsapp_name_is_suggested_to_somebody_who_asks_for_themselves() -> None:
    talk = in_form(Step.FOR_WHOM, profile_name="Asha Rahman")

    assert talk.number(1) == "form.patient_name.known"
    assert talk.says(Signal.YES) == "form.cancer_type"
    name = talk.state.fact(Field.NAME)
    assert name is not None
    assert name.value == "Asha Rahman"


def test_a_wrong_suggestion_is_asked_plainly() -> None:
    talk = in_form(Step.FOR_WHOM, profile_name="Asha Rahman")
    talk.number(1)

    assert talk.says(Signal.NO) == "form.patient_name.self"
    assert talk.tells(Field.NAME, "Bina") == "form.cancer_type"


def test_the_country_of_the_number_is_suggested() -> None:
    talk = in_form(Step.PLACE)
    assert talk.keys == "form.place.known"
    assert "India" in talk.text

    talk.says(Signal.YES)

    country = talk.state.fact(Field.COUNTRY)
    assert country is not None
    assert country.value == "IN"


def test_a_person_without_a_number_is_asked_for_one() -> None:
    talk = in_form(Step.PHONE, sender=None, country=None)

    assert talk.keys.endswith("form.phone.needed")


def test_a_number_we_write_to_is_one_tap_away() -> None:
    talk = in_form(Step.PHONE)

    talk.number(1)

    phone = talk.state.fact(Field.PHONE)
    assert phone is not None
    assert phone.value == "<sender>"


def test_no_calls_withdraws_every_promise() -> None:
    talk = in_form(Step.CALL_TIME)
    assert talk.number(6).startswith("time.no_calls form.phone")
    talk.number(1)
    talk.says(Signal.SKIP)

    assert talk.says(Signal.YES) == "form.confirmed.no_calls"
    assert talk.done(NoCalls)
    assert not talk.done(Promise)


def test_a_call_time_outside_office_hours_is_fitted_and_said_back() -> None:
    talk = in_form(Step.CALL_TIME)

    keys = talk.tells(Field.CALL_TIME, "2026-11-24T03:00+05:30")

    assert keys == "form.call_time.outside form.phone"
    assert "Tue" in talk.text


def test_facts_can_be_corrected_in_words_after_the_form() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(also=(Fact(Field.CITY, "Dhaka"),))) == "form.changed"
    assert filled(talk) == {Field.CITY: "Dhaka"}


def test_a_new_call_time_after_the_form_is_a_new_promise() -> None:
    talk = confirmed()

    talk.hear(Meaning(also=(Fact(Field.CALL_TIME, "anytime"),)))

    assert len(talk.done(Promise)) == 1


def test_a_reply_on_sms_joins_its_parts_with_single_line_ends() -> None:
    talk = Talk(channel=Channel.SMS)

    talk.pick(Service.CAR_T)

    assert "\n\n" not in talk.text
