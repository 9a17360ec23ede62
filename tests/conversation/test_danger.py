"""Red flags come before everything; words of distress bring the safety line and a person."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, confirmed, in_form
from triage.conversation.types import (
    FillLead,
    KeepAttachment,
    OpenLead,
    OptOut,
    RaiseFlag,
    Reply,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import (
    Command,
    Danger,
    Field,
    Flag,
    MediaKind,
    Service,
    Signal,
    Topic,
)

EMERGENCY = Meaning(text="he cannot breathe", danger=Danger.EMERGENCY, rule="breathing")
SELF_HARM = Meaning(text="I want to die", danger=Danger.SELF_HARM, rule="die")
DISTRESS = Meaning(text="she is so weak", concern=True, rule="weak")


@pytest.mark.parametrize(
    ("meaning", "keys", "number"),
    [
        (EMERGENCY, "talk.emergency", "<word.emergency_number>"),
        (SELF_HARM, "talk.self_harm", "<word.crisis_line>"),
    ],
)
def test_a_red_flag_gets_the_safety_words_and_nothing_else(
    meaning: Meaning, keys: str, number: str
) -> None:
    talk = Talk()

    assert talk.hear(meaning) == keys
    assert number in talk.text
    assert talk.outcome.reply is not None
    assert talk.outcome.reply.options == ()


def test_a_red_flag_opens_a_lead_and_marks_it_with_its_rule() -> None:
    talk = Talk()
    talk.hear(EMERGENCY)

    assert talk.done(OpenLead) == [OpenLead(None)]
    assert talk.done(RaiseFlag) == [RaiseFlag(Flag.EMERGENCY, "breathing")]


@pytest.mark.parametrize("step", [Step.CONSENT, Step.PATIENT_NAME, Step.SUMMARY])
def test_the_open_question_waits_behind_a_red_flag(step: Step) -> None:
    talk = in_form(step)

    assert talk.hear(SELF_HARM) == "talk.self_harm"
    assert talk.state.step is step


def test_the_answer_after_a_red_flag_still_counts() -> None:
    talk = in_form(Step.FOR_WHOM)
    talk.hear(EMERGENCY)

    assert talk.number(2) == "form.patient_name"


def test_a_red_flag_beats_a_command_a_service_and_a_topic_in_the_same_message() -> None:
    talk = Talk()

    keys = talk.hear(
        Meaning(
            danger=Danger.EMERGENCY,
            command=Command.MENU,
            service=Service.CAR_T,
            topic=Topic.TYPES,
            signal=Signal.GREETING,
        )
    )

    assert keys == "talk.emergency"


def test_the_same_danger_again_is_answered_kindly_and_stays_in_front() -> None:
    talk = Talk()
    talk.hear(EMERGENCY)

    assert talk.hear(EMERGENCY) == "talk.after_danger"
    assert talk.done(RaiseFlag) == [RaiseFlag(Flag.EMERGENCY, None)]  # the rule is noted once


def test_a_wish_to_die_after_an_emergency_is_an_alarm_of_its_own() -> None:
    talk = Talk()
    talk.hear(EMERGENCY)

    assert talk.hear(SELF_HARM) == "talk.self_harm"
    assert talk.done(RaiseFlag) == [RaiseFlag(Flag.SELF_HARM, "die")]


def test_danger_that_goes_on_alarms_again_after_half_an_hour() -> None:
    talk = Talk()
    talk.hear(EMERGENCY)
    talk.away(0.4).hear(EMERGENCY)

    assert talk.away(0.4).hear(EMERGENCY) == "talk.emergency"
    assert talk.done(RaiseFlag)


def test_danger_from_somebody_who_opted_out_alarms_silently() -> None:
    talk = Talk(opted_out=True)

    assert talk.hear(EMERGENCY) == ""
    assert talk.done(RaiseFlag) == [RaiseFlag(Flag.EMERGENCY, "breathing")]


def test_a_stop_that_twilio_saw_is_obeyed_even_beside_danger() -> None:
    talk = Talk()

    talk.hear(SELF_HARM, opt_out_type="STOP")

    assert talk.done(RaiseFlag)
    assert talk.done(OptOut)
    assert not talk.done(Reply)


@pytest.mark.parametrize("meaning", [EMERGENCY, DISTRESS])
def test_a_photo_beside_danger_or_distress_is_kept(meaning: Meaning) -> None:
    talk = Talk()
    talk.hear(meaning, media=(MediaKind.IMAGE,))

    assert talk.done(KeepAttachment) == [KeepAttachment(0, MediaKind.IMAGE)]


def test_distress_gets_the_safety_line_and_a_person() -> None:
    talk = Talk()

    assert talk.hear(DISTRESS) == "talk.concern"
    assert talk.done(RaiseFlag) == [RaiseFlag(Flag.CONCERN, "weak")]


def test_distress_is_never_answered_with_content_or_a_list() -> None:
    talk = Talk()

    keys = talk.hear(Meaning(concern=True, topic=Topic.SIDE_EFFECTS, choices=("faq:types",)))

    assert keys == "talk.concern"


def test_content_stays_away_even_when_an_answer_follows_the_safety_line() -> None:
    talk = in_form(Step.CANCER_TYPE)

    keys = talk.hear(
        Meaning(concern=True, answer=Fact(Field.CANCER_TYPE, "lung"), topic=Topic.SIDE_EFFECTS)
    )

    assert keys == "talk.concern form.stage"


def test_an_answer_read_where_nothing_was_asked_brings_no_menu_after_the_safety_line() -> None:
    talk = Talk()

    assert talk.hear(Meaning(concern=True, answer=Fact(Field.STAGE, "4"))) == "talk.concern"


def test_a_service_named_in_distress_is_picked_after_the_safety_line() -> None:
    keys = Talk().hear(Meaning(concern=True, service=Service.CAR_T))

    assert keys == "talk.concern service.2.intro form.consent"


def test_a_command_in_distress_is_done_after_the_safety_line() -> None:
    keys = Talk().hear(Meaning(concern=True, command=Command.HUMAN))

    assert keys.startswith("talk.concern talk.human")


def test_facts_told_in_distress_are_not_lost() -> None:
    talk = in_form(Step.PATIENT_NAME)
    talk.hear(Meaning(concern=True, also=(Fact(Field.STAGE, "4"),)))

    assert [e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)] == ["4"]


def test_distress_after_stop_is_seen_but_not_answered() -> None:
    talk = confirmed()

    assert talk.hear(DISTRESS, opted_out=True) == ""
    assert RaiseFlag(Flag.CONCERN, "weak") in talk.done(RaiseFlag)
