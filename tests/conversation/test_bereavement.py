"""The patient has died: condolence, no more reminders, a person to look; and whose death it is."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, confirmed, in_form
from triage.conversation.types import (
    EraseRequest,
    HandOver,
    Held,
    KeepAttachment,
    LeaveAlone,
    OptOut,
    RaiseFlag,
    State,
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

MOTHER = Meaning(text="my mother passed away", died="mother")
SOMEBODY = Meaning(text="she died on sunday", died="patient")


def flags(talk: Talk) -> list[Flag]:
    return [effect.flag for effect in talk.done(RaiseFlag) if isinstance(effect, RaiseFlag)]


def known(talk: Talk, for_whom: str) -> Talk:
    """The patient is this relation of the person who writes."""
    talk.state = State(
        step=Step.DONE, has_lead=True, complete=True, facts=(Fact(Field.FOR_WHOM, for_whom),)
    )
    return talk


@pytest.mark.parametrize("heard", [MOTHER, SOMEBODY])
@pytest.mark.parametrize("step", [Step.STAGE, Step.CALL_TIME, Step.DONE])
def test_the_patients_death_ends_reminders_and_is_answered_with_one_sentence(
    step: Step, heard: Meaning
) -> None:
    talk = confirmed() if step is Step.DONE else in_form(step)

    assert talk.hear(heard) == "talk.bereaved"

    assert talk.done(LeaveAlone) == [LeaveAlone()]
    assert flags(talk) == [Flag.BEREAVED]
    assert talk.state.step is Step.MENU
    assert (talk.state.service, talk.state.has_lead, talk.state.facts) == (None, False, ())


def test_a_family_that_we_do_not_know_is_answered_too() -> None:
    talk = Talk()

    assert talk.hear(MOTHER) == "talk.bereaved"

    assert flags(talk) == [Flag.BEREAVED]


def test_words_of_despair_bring_the_safety_line_and_the_front_of_the_queue() -> None:
    talk = confirmed()

    keys = talk.hear(Meaning(text="my mother died, I cannot go on", died="mother", concern=True))

    assert keys == "talk.bereaved_concern"
    assert flags(talk) == [Flag.BEREAVED, Flag.CONCERN]


def test_danger_comes_before_condolence_and_nobody_is_left_alone_with_it() -> None:
    talk = confirmed()

    keys = talk.hear(Meaning(text="...", died="mother", danger=Danger.SELF_HARM, rule="r"))

    assert keys == "talk.self_harm"
    assert talk.done(LeaveAlone) == []


@pytest.mark.parametrize("died", ["grandmother", "friend", "father"])
def test_another_relatives_death_is_a_familys_history(died: str) -> None:
    talk = confirmed()

    talk.hear(Meaning(text="...", died=died))

    assert "talk.bereaved" not in talk.keys
    assert talk.done(LeaveAlone) == []
    assert flags(talk) == []


@pytest.mark.parametrize(
    ("patient", "died", "ends"),
    [
        ("child", "son", True),
        ("child", "mother", False),
        ("other", "aunt", True),
        ("other relative", "wife", False),
        ("wife", "wife", True),
        ("self", "patient", True),
    ],
)
def test_whose_death_it_is_follows_from_who_the_patient_is(
    patient: str, died: str, ends: bool
) -> None:
    talk = known(Talk(), patient)

    talk.hear(Meaning(text="...", died=died))

    assert bool(talk.done(LeaveAlone)) is ends


def test_a_relatives_death_told_by_a_patient_is_for_a_person_to_look_at_first() -> None:
    talk = known(Talk(), "self")

    talk.hear(MOTHER)

    assert talk.done(LeaveAlone) == []
    assert flags(talk)[0] is Flag.BEREAVED
    assert "talk.bereaved" not in talk.keys


@pytest.mark.parametrize(
    "beside",
    [
        {"service": Service.CAR_T},
        {"topic": Topic.WHAT_IS},
        {"asks": True},
        {"also": (Fact(Field.CANCER_TYPE, "breast"),)},
    ],
)
def test_somebody_new_who_asks_about_themself_is_not_taken_for_a_bereaved_family(
    beside: dict[str, object],
) -> None:
    talk = Talk()

    talk.hear(Meaning(text="...", died="father", **beside))  # type: ignore[arg-type]  # as given

    assert talk.done(LeaveAlone) == []


def test_a_question_is_handed_to_a_person_and_papers_are_kept() -> None:
    talk = confirmed()
    asked = Meaning(text="mother died. can we have her scans back", died="mother", asks=True)

    talk.hear(asked, media=(MediaKind.IMAGE,))

    assert talk.done(HandOver) == [HandOver(Flag.QUESTION, asked.text)]
    assert talk.done(KeepAttachment) == [KeepAttachment(0, MediaKind.IMAGE)]


def test_who_wants_a_person_gets_one_and_who_wants_to_be_erased_is_asked() -> None:
    talk = confirmed()
    talk.hear(Meaning(text="...", died="mother", command=Command.HUMAN))
    assert talk.done(HandOver) == [HandOver(Flag.ASKED_FOR_PERSON)]

    talk = confirmed()
    assert (
        talk.hear(Meaning(text="...", died="mother", command=Command.DELETE_DATA))
        == "talk.bereaved erase.confirm"
    )
    talk.says(Signal.YES)
    assert talk.done(EraseRequest)


def test_somebody_who_opted_out_is_left_alone_in_silence() -> None:
    talk = confirmed()

    assert talk.hear(MOTHER, opted_out=True) == ""

    assert talk.done(LeaveAlone) == [LeaveAlone()]
    assert talk.done(OptOut) == []


def test_while_a_coordinator_has_the_talk_the_bot_says_nothing_but_ends_reminders() -> None:
    talk = confirmed()

    assert talk.hear(MOTHER, held=Held.NOW) == ""

    assert talk.done(LeaveAlone) == [LeaveAlone()]
