"""Questions aside: their yes and no never answer the open question that waits behind them."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, confirmed, fake_script, in_form
from triage.conversation.types import (
    Consent,
    EraseRequest,
    HandOver,
    OpenLead,
    RaiseFlag,
    SetLanguage,
    State,
    Step,
)
from triage.meaning import Meaning
from triage.vocabulary import Command, Field, Flag, Signal, Topic

LANGUAGE = Meaning(command=Command.LANGUAGE)
ERASE = Meaning(command=Command.DELETE_DATA)
UNSURE = Meaning(text="t cell", choices=("menu:2", "faq:t_cell_transfer"))


def bilingual(talk: Talk) -> Talk:
    talk.script = fake_script(("en", "hi"))
    return talk


def test_with_one_language_we_say_so() -> None:
    assert Talk().hear(LANGUAGE) == "language.only_english menu.menu"
    assert in_form(Step.STAGE).hear(LANGUAGE) == "language.only_english form.stage"


def test_a_language_is_chosen_by_number_and_the_form_goes_on() -> None:
    talk = bilingual(in_form(Step.STAGE))
    assert talk.hear(LANGUAGE) == "language.choose"
    assert "2 Hindi" in talk.text

    assert talk.number(2) == "language.set form.stage"
    assert talk.done(SetLanguage) == [SetLanguage("hi")]
    assert talk.state.language == "hi"


def test_a_language_chosen_outside_the_form_leads_to_the_menu() -> None:
    talk = bilingual(confirmed())
    talk.hear(LANGUAGE)

    assert talk.number(1) == "language.set menu.menu"


def test_a_language_that_is_not_served_changes_nothing() -> None:
    talk = bilingual(Talk())
    talk.hear(LANGUAGE)

    assert talk.hear(Meaning(option="language:xx")) == "language.only_english menu.menu"
    assert talk.state.language == "en"


@pytest.mark.parametrize("detour", [LANGUAGE, UNSURE, Meaning(signal=Signal.ASK)])
@pytest.mark.parametrize("signal", [Signal.SKIP, Signal.UNSURE])
def test_skip_at_a_detour_returns_to_the_question_and_skips_nothing(
    detour: Meaning, signal: Signal
) -> None:
    talk = bilingual(in_form(Step.CONSENT))
    talk.hear(detour)

    assert talk.says(signal) == "form.consent"
    assert talk.state.consent is Consent.UNASKED


@pytest.mark.parametrize("detour", [LANGUAGE, UNSURE, Meaning(signal=Signal.ASK)])
def test_a_number_that_was_not_offered_returns_to_the_question(detour: Meaning) -> None:
    talk = bilingual(in_form(Step.STAGE))
    talk.hear(detour)

    assert talk.number(9) == "talk.unclear form.stage"


@pytest.mark.parametrize("detour", [LANGUAGE, UNSURE, Meaning(signal=Signal.ASK), ERASE])
def test_the_answer_to_the_question_behind_a_detour_is_taken(detour: Meaning) -> None:
    talk = bilingual(in_form(Step.STAGE))
    talk.hear(detour)

    assert talk.tells(Field.STAGE, "3B") == "form.place.known"


def test_erasing_is_asked_about_first_and_done_on_yes() -> None:
    talk = confirmed()
    assert talk.hear(ERASE) == "erase.confirm"
    assert not talk.done(EraseRequest)

    assert talk.hear(Meaning(text="Yes", signal=Signal.YES), text="Yes") == "erase.done"
    assert talk.done(EraseRequest) == [EraseRequest("Yes")]
    assert talk.done(RaiseFlag) == [RaiseFlag(Flag.ERASE_REQUEST)]


def test_after_erasing_the_talk_remembers_nobody() -> None:
    talk = confirmed()
    talk.hear(ERASE)
    talk.says(Signal.YES)

    assert talk.state == State(step=Step.MENU, last_at=talk.now)
    assert talk.number(3) == "service.3.intro form.consent"


def test_somebody_without_a_lead_gets_one_for_the_wish_to_be_erased() -> None:
    talk = Talk()
    talk.hear(ERASE)
    talk.says(Signal.YES)

    assert talk.done(OpenLead)


@pytest.mark.parametrize("signal", [Signal.NO, Signal.SKIP, Signal.UNSURE])
def test_anything_but_yes_erases_nothing(signal: Signal) -> None:
    talk = in_form(Step.CONSENT)
    talk.hear(ERASE)

    assert talk.says(signal) == "erase.kept form.consent"
    assert not talk.done(EraseRequest)
    assert talk.state.consent is Consent.UNASKED


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_number_meant_for_the_menu_never_erases(number: int) -> None:
    talk = Talk()
    talk.hear(ERASE)

    assert talk.number(number) == "erase.confirm"
    assert not talk.done(EraseRequest)


def test_another_topic_leaves_the_question_whether_to_erase() -> None:
    talk = Talk()
    talk.hear(ERASE)
    talk.hear(Meaning(topic=Topic.WHAT_IS))

    talk.says(Signal.YES)

    assert not talk.done(EraseRequest)


def test_did_you_mean_offers_the_choices_and_takes_a_number() -> None:
    talk = Talk()
    assert talk.hear(UNSURE) == "choose.did_you_mean"
    assert "1 <option.menu.2>" in talk.text
    assert "2 About t_cell_transfer" in talk.text

    assert talk.number(2) == "answer.t_cell_transfer ask.footer"


def test_zero_is_a_person() -> None:
    talk = Talk()
    talk.hear(UNSURE)

    assert talk.number(0) == "talk.human menu.footer"
    assert talk.done(HandOver) == [HandOver(Flag.ASKED_FOR_PERSON)]


def test_none_of_these_is_handed_to_a_person_and_refuses_nothing() -> None:
    talk = in_form(Step.CONSENT)
    talk.hear(UNSURE)

    assert talk.says(Signal.NO) == "talk.out_of_scope form.consent"
    assert talk.done(HandOver) == [HandOver(Flag.QUESTION)]
    assert talk.state.consent is Consent.UNASKED


def test_yes_to_did_you_mean_asks_which() -> None:
    talk = in_form(Step.CONSENT)
    talk.hear(UNSURE)

    assert talk.says(Signal.YES) == "choose.did_you_mean"
    assert talk.number(1) == "service.2.intro form.consent"


def test_a_choice_at_the_summary_opens_no_line_of_it() -> None:
    talk = in_form(Step.SUMMARY)
    talk.hear(UNSURE)

    assert talk.number(2) == "answer.t_cell_transfer form.summary"


def test_choices_without_a_name_are_not_offered() -> None:
    talk = Talk()

    assert talk.hear(Meaning(choices=("redflag:emergency", "out_of_scope", "faq:nothing"))) == (
        "talk.out_of_scope menu.welcome"
    )
    talk.hear(Meaning(choices=("command:stop", "menu:1")))
    assert talk.state.offered == ("menu:1",)
