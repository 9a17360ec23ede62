"""Command words work in every state and leave the open question where it was."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, confirmed, in_form
from triage.conversation.types import (
    Consent,
    FillLead,
    HandOver,
    OpenLead,
    Promise,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Command, Field, Flag, Service, Signal


def command(talk: Talk, word: Command) -> str:
    return talk.hear(Meaning(text=word, command=word))


def test_menu_shows_the_five_services_and_numbers_mean_them() -> None:
    talk = in_form(Step.STAGE)

    assert command(talk, Command.MENU) == "menu.menu"
    assert talk.outcome.reply is not None
    assert talk.outcome.reply.options == tuple(f"menu:{n}" for n in range(1, 6))
    assert talk.number(4).startswith("service.changed")


@pytest.mark.parametrize("word", [Command.MENU, Command.START])
def test_the_first_menu_is_a_welcome(word: Command) -> None:
    assert command(Talk(), word) == "menu.welcome"


def test_a_greeting_is_a_welcome() -> None:
    talk = Talk()
    assert talk.says(Signal.GREETING) == "menu.welcome"
    assert talk.says(Signal.GREETING) == "menu.welcome"


def test_the_unfinished_form_waits_behind_the_menu() -> None:
    talk = in_form(Step.STAGE)
    command(talk, Command.MENU)

    assert talk.number(2) == "service.2.intro form.stage"


@pytest.mark.parametrize("step", [Step.CONSENT, Step.STAGE, Step.SUMMARY])
def test_back_at_the_menu_returns_to_the_unfinished_form(step: Step) -> None:
    talk = in_form(step)
    command(talk, Command.MENU)

    command(talk, Command.BACK)

    assert talk.state.step is step


def test_back_asks_the_question_before() -> None:
    talk = in_form(Step.CANCER_TYPE)

    assert command(talk, Command.BACK) == "form.patient_name"
    assert talk.tells(Field.NAME, "Bina Rahman") == "form.cancer_type"
    assert talk.done(FillLead)


def test_back_from_the_summary_opens_the_last_question() -> None:
    talk = in_form(Step.SUMMARY)

    assert command(talk, Command.BACK) == "service.2.question"


def test_back_brings_up_a_skipped_question_again() -> None:
    talk = in_form(Step.CANCER_TYPE)
    talk.says(Signal.SKIP)
    command(talk, Command.BACK)

    assert talk.tells(Field.CANCER_TYPE, "lung") == "form.stage"


@pytest.mark.parametrize("step", [Step.CONSENT, Step.FOR_WHOM])
def test_back_at_the_first_question_leads_to_the_menu(step: Step) -> None:
    assert command(in_form(step), Command.BACK) == "talk.back_at_menu menu.menu"


def test_back_where_there_is_nothing_says_so() -> None:
    assert command(Talk(), Command.BACK) == "talk.back_at_menu menu.menu"


@pytest.mark.parametrize("detour", [Signal.ASK, Signal.GREETING])
def test_back_from_a_detour_returns_to_the_open_question(detour: Signal) -> None:
    talk = in_form(Step.STAGE)
    talk.says(detour)

    assert command(talk, Command.BACK) == "form.stage"


def test_after_a_refusal_back_knows_only_the_call() -> None:
    talk = in_form(Step.CONSENT)
    talk.says(Signal.NO)
    talk.number(1)

    assert command(talk, Command.BACK) == "form.call_time"


@pytest.mark.parametrize(
    ("step", "keys"),
    [(Step.STAGE, "talk.help form.stage"), (Step.SUMMARY, "talk.help form.summary")],
)
def test_help_in_the_form_asks_the_question_again(step: Step, keys: str) -> None:
    assert command(in_form(step), Command.HELP) == keys


def test_help_elsewhere_stands_alone() -> None:
    assert command(Talk(), Command.HELP) == "talk.help"


def test_asking_for_a_person_opens_a_lead_with_what_is_known() -> None:
    talk = Talk(profile_name="Asha Rahman")
    talk.hear(Meaning(also=(Fact(Field.CITY, "Dhaka"), Fact(Field.STAGE, "4"))))

    assert command(talk, Command.HUMAN) == "talk.human menu.footer"
    assert talk.done(OpenLead) == [OpenLead(None)]
    assert talk.done(HandOver) == [HandOver(Flag.ASKED_FOR_PERSON)]
    told = [e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)]
    assert told == ["Dhaka", "Asha Rahman"]  # the stage waits for consent


def test_office_hours_are_said_with_a_person_to_come() -> None:
    talk = Talk()
    command(talk, Command.HUMAN)

    assert "<time.hours> 6:30 pm Mon-Sat 9:30 am India time" in talk.text


def test_a_person_can_be_had_in_the_middle_of_the_form() -> None:
    assert command(in_form(Step.STAGE), Command.HUMAN) == "talk.human form.stage"


def test_restart_forgets_the_patient_and_opens_a_lead_of_its_own() -> None:
    talk = in_form(Step.STAGE)

    assert command(talk, Command.RESTART) == "talk.restarted menu.menu"
    assert talk.state.fact(Field.NAME) is None
    assert talk.pick(Service.CANCER_VACCINE) == "service.3.intro form.for_whom"
    assert talk.done(OpenLead) == [OpenLead(Service.CANCER_VACCINE)]


def test_a_refusal_is_asked_about_anew_after_restart() -> None:
    talk = in_form(Step.CONSENT)
    talk.says(Signal.NO)
    command(talk, Command.RESTART)

    assert talk.pick(Service.CAR_T) == "service.2.intro form.consent"
    assert talk.state.consent is Consent.UNASKED


@pytest.mark.parametrize(
    ("signal", "keys"),
    [(Signal.THANKS, "talk.thanks form.stage"), (Signal.PRIVACY, "talk.privacy form.stage")],
)
def test_thanks_and_privacy_are_answered_and_the_question_asked_again(
    signal: Signal, keys: str
) -> None:
    assert in_form(Step.STAGE).says(signal) == keys


@pytest.mark.parametrize("step", [None, Step.SUMMARY])
def test_why_where_nothing_personal_is_asked_is_about_privacy(step: Step | None) -> None:
    talk = in_form(step) if step else Talk()

    assert talk.says(Signal.WHY).startswith("talk.privacy")


def test_why_at_consent_has_its_own_words() -> None:
    assert in_form(Step.CONSENT).says(Signal.WHY) == "form.consent.why form.consent"


@pytest.mark.parametrize("signal", [Signal.YES, Signal.NO])
def test_ok_after_the_form_needs_no_menu(signal: Signal) -> None:
    talk = confirmed()

    assert talk.says(signal) == "talk.thanks menu.footer"
    assert talk.state.step is Step.DONE
    assert not talk.done(Promise)


def test_a_command_word_found_inside_a_sentence_is_no_command() -> None:
    talk = in_form(Step.PATIENT_NAME)
    talk.hear(Meaning(text="Stop Menon", answer=Fact(Field.NAME, "Stop Menon")))

    assert talk.state.fact(Field.NAME) == Fact(Field.NAME, "Stop Menon", "Stop Menon", talk.count)
