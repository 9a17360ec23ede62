"""One enquirer, several patients: what is told about one never gets into the lead of another."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, confirmed, in_form
from triage.conversation.types import CompleteLead, FillLead, OpenLead, Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import Command, Field, Service, Signal, Topic

FATHER = (Fact(Field.FOR_WHOM, "father"), Fact(Field.CANCER_TYPE, "prostate"))


def filled(talk: Talk) -> dict[Field, str]:
    return {e.fact.field: e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)}


def test_another_service_after_the_form_asks_whether_it_is_for_the_same_patient() -> None:
    talk = confirmed()

    assert talk.pick(Service.CANCER_VACCINE) == "service.same_patient"
    assert "Asha Rahman" in talk.text
    assert not talk.done(OpenLead)


def test_the_same_patient_takes_the_facts_along_to_a_lead_of_its_own() -> None:
    talk = confirmed()
    talk.pick(Service.CANCER_VACCINE)

    assert talk.number(1) == "service.3.intro form.call_time"
    assert talk.done(OpenLead) == [OpenLead(Service.CANCER_VACCINE)]
    assert filled(talk)[Field.CANCER_TYPE] == "lung"
    assert Field.QUESTION not in filled(talk)


@pytest.mark.parametrize("no", [Meaning(number=2), Meaning(signal=Signal.NO)])
def test_somebody_else_starts_afresh_but_for_the_enquirers_own_facts(no: Meaning) -> None:
    talk = confirmed()
    talk.pick(Service.CANCER_VACCINE)

    assert talk.hear(no) == "service.3.intro form.for_whom"
    assert filled(talk) == {Field.PHONE: "<sender>"}
    assert talk.state.fact(Field.NAME) is None


def test_naming_the_other_patient_is_an_answer_and_kept_for_them() -> None:
    talk = confirmed()
    talk.pick(Service.CANCER_VACCINE)

    assert talk.hear(Meaning(also=FATHER)) == "service.3.intro form.patient_name"
    assert filled(talk)[Field.CANCER_TYPE] == "prostate"
    assert talk.done(OpenLead)


def test_naming_the_same_patient_is_a_yes() -> None:
    talk = confirmed()
    talk.pick(Service.CANCER_VACCINE)

    assert talk.hear(Meaning(also=(Fact(Field.NAME, "Asha Rahman"),))) == (
        "service.3.intro form.call_time"
    )


def test_a_fact_that_fits_either_patient_waits_for_the_answer() -> None:
    talk = confirmed()
    talk.pick(Service.CANCER_VACCINE)

    assert talk.hear(Meaning(also=(Fact(Field.STAGE, "1"),))) == "service.same_patient"
    assert not talk.done(FillLead)
    talk.number(2)
    assert filled(talk)[Field.STAGE] == "1"


@pytest.mark.parametrize(
    ("meaning", "keys"),
    [
        (Meaning(asks=True, also=FATHER), "talk.out_of_scope menu.menu"),
        (Meaning(topic=Topic.WHAT_IS), "answer.what_is ask.footer"),
        (Meaning(signal=Signal.THANKS), "talk.thanks service.same_patient"),
        (Meaning(command=Command.MENU), "menu.menu"),
        (Meaning(service=Service.CAR_T), "service.same_patient"),
        (Meaning(concern=True, also=(Fact(Field.STAGE, "1"),)), "talk.concern"),
    ],
)
def test_something_else_said_there_writes_nothing_into_the_first_lead(
    meaning: Meaning, keys: str
) -> None:
    talk = confirmed()
    talk.pick(Service.CANCER_VACCINE)

    assert talk.hear(meaning) == keys
    assert not talk.done(FillLead)


def test_a_service_for_another_relative_opens_a_second_lead_at_once() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(service=Service.CAR_T, also=FATHER)) == (
        "service.2.intro form.patient_name"
    )
    assert talk.done(OpenLead) == [OpenLead(Service.CAR_T)]


def test_facts_about_another_relative_after_the_form_are_no_correction() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(also=FATHER)) == "service.same_patient"
    assert not talk.done(FillLead)

    assert talk.number(2) == "service.2.intro form.patient_name"
    assert filled(talk)[Field.CANCER_TYPE] == "prostate"


def test_or_they_correct_who_the_patient_is() -> None:
    talk = confirmed()
    talk.hear(Meaning(also=(Fact(Field.FOR_WHOM, "aunt"),)))

    assert talk.number(1) == "form.summary"
    assert "aunt" in talk.text
    assert filled(talk) == {Field.FOR_WHOM: "aunt"}
    assert not talk.done(OpenLead)


def test_the_same_service_for_the_same_patient_shows_what_we_have() -> None:
    talk = confirmed()
    talk.pick(Service.CAR_T)

    assert talk.number(1) == "form.summary"
    assert not talk.done(OpenLead)
    assert talk.says(Signal.YES) == "form.confirmed"
    assert talk.done(CompleteLead)


def test_a_question_about_another_relative_leaves_the_lead_alone() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(text="can my father too?", asks=True, also=FATHER)) == (
        "talk.out_of_scope menu.footer"
    )
    assert talk.state.step is Step.DONE
    assert not talk.done(FillLead)


def test_a_patient_without_a_name_is_not_called_by_a_label() -> None:
    talk = in_form(Step.PATIENT_NAME)
    for _ in range(7):
        talk.says(Signal.SKIP)
    talk.says(Signal.YES)

    talk.pick(Service.CANCER_VACCINE)

    assert "<option.same_patient.yes>, " not in talk.text
    assert "label.patient_name" not in talk.text


def test_an_old_button_there_is_no_answer() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(option="same_patient:no")) == "menu.menu"
    assert not talk.done(OpenLead)


def test_an_answer_that_cannot_be_read_is_asked_for_once_more() -> None:
    talk = confirmed()
    talk.pick(Service.CANCER_VACCINE)

    assert talk.hear(Meaning(text="hm")) == "service.same_patient"
    assert talk.hear(Meaning(text="hm")) == "talk.out_of_scope menu.menu"


def test_what_was_told_about_one_who_was_dropped_reaches_nobody_later() -> None:
    talk = confirmed()
    talk.hear(Meaning(also=FATHER))
    talk.hear(Meaning(command=Command.MENU))
    talk.pick(Service.CANCER_VACCINE)

    talk.number(1)

    assert filled(talk)[Field.CANCER_TYPE] == "lung"
    assert filled(talk)[Field.FOR_WHOM] == "mother"


def test_a_service_named_meanwhile_keeps_what_was_told_about_the_other() -> None:
    talk = confirmed()
    talk.hear(Meaning(also=FATHER))
    talk.pick(Service.PROTON_THERAPY)

    assert talk.number(2) == "service.5.intro form.patient_name"
    assert filled(talk)[Field.CANCER_TYPE] == "prostate"
