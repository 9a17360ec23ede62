"""What is not text is named for what it is, tied to the lead, and never an "invalid option"."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, in_form
from triage.conversation.types import (
    FillLead,
    HandOver,
    KeepAttachment,
    OpenLead,
    RaiseFlag,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Field, Flag, MediaKind, Service, Signal

NOTHING = Meaning(signal=Signal.UNCLEAR)
SEEN = sorted(set(MediaKind) - {MediaKind.STICKER})


@pytest.mark.parametrize("kind", SEEN)
def test_each_kind_is_acknowledged_and_opens_a_lead(kind: MediaKind) -> None:
    talk = Talk()

    assert talk.hear(NOTHING, text="", media=(kind,)) == f"got.{kind} menu.welcome"
    assert talk.done(OpenLead)
    assert talk.done(RaiseFlag) == [RaiseFlag(Flag.ATTACHMENT)]
    assert talk.done(KeepAttachment) == [KeepAttachment(0, kind)]


def test_a_sticker_alone_is_a_greeting_and_opens_no_lead() -> None:
    talk = Talk()

    assert talk.hear(NOTHING, text="", media=(MediaKind.STICKER,)) == "got.sticker menu.welcome"
    assert not talk.done(OpenLead)
    assert not talk.done(KeepAttachment)


def test_several_files_are_counted() -> None:
    talk = Talk()

    talk.hear(NOTHING, text="", media=(MediaKind.IMAGE, MediaKind.DOCUMENT))

    assert talk.keys.startswith("got.several")
    assert "2" in talk.text
    assert len(talk.done(KeepAttachment)) == 2


@pytest.mark.parametrize(("step", "again"), [(Step.STAGE, "form.stage"), (Step.DONE, "form.done")])
def test_after_a_photo_the_open_question_is_asked_again(step: Step, again: str) -> None:
    talk = in_form(Step.SUMMARY if step is Step.DONE else step)
    if step is Step.DONE:
        talk.says(Signal.YES)
        again = "menu.footer"

    assert talk.hear(NOTHING, text=" ", media=(MediaKind.IMAGE,)) == f"got.image {again}"
    assert talk.state.step is step


def test_a_caption_is_heard_as_the_answer() -> None:
    talk = in_form(Step.STAGE)

    keys = talk.hear(
        Meaning(text="3B", answer=Fact(Field.STAGE, "3B")), media=(MediaKind.DOCUMENT,)
    )

    assert keys == "got.document form.place.known"


def test_a_caption_that_picks_a_service_picks_it() -> None:
    keys = Talk().hear(Meaning(service=Service.CAR_T), media=(MediaKind.IMAGE,))

    assert keys == "got.image service.2.intro form.consent"


def test_a_caption_that_tells_facts_loses_none() -> None:
    talk = Talk()
    talk.hear(Meaning(also=(Fact(Field.CITY, "Dhaka"),)), media=(MediaKind.IMAGE,))

    assert [e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)] == ["Dhaka"]


def test_a_caption_that_asks_is_handed_over_with_its_words() -> None:
    talk = Talk()

    keys = talk.hear(Meaning(asks=True), text="can you read this report?", media=(MediaKind.IMAGE,))

    assert keys == "got.image talk.out_of_scope menu.welcome"
    assert talk.done(HandOver) == [HandOver(Flag.QUESTION, "can you read this report?")]


def test_a_caption_that_says_nothing_we_know_waits_with_the_photo() -> None:
    talk = Talk()

    assert talk.hear(Meaning(), text="scan", media=(MediaKind.IMAGE,)) == "got.image menu.welcome"
    assert not talk.done(HandOver)


def test_a_shared_location_answers_where_the_patient_lives() -> None:
    talk = in_form(Step.PLACE)

    keys = talk.hear(NOTHING, text="", media=(MediaKind.LOCATION,), place="Dhanmondi, Dhaka")

    assert keys == "got.location form.kept_as_written form.call_time"
    city = talk.state.fact(Field.CITY)
    assert city is not None
    assert city.value == "Dhanmondi, Dhaka"


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_message_is_named_for_what_it_is(text: str) -> None:
    assert Talk().hear(NOTHING, text=text) == "got.empty menu.welcome"


def test_an_empty_message_in_the_form_asks_the_question_again() -> None:
    assert in_form(Step.STAGE).hear(NOTHING, text="") == "got.empty form.stage"


def test_a_tapped_button_without_text_is_no_empty_message() -> None:
    talk = Talk()

    assert talk.hear(Meaning(option="menu:3"), text="") == "service.3.intro form.consent"
