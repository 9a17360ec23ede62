"""The language of a person outlives a message, a channel, a bug and a state that cannot be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from models import conversation, person
from tests.builders import arrival, only
from tests.conversation.real import real_script
from tests.fakes import FakeReader
from triage.meaning import Fact, Meaning, Situation
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.vocabulary import Command, Field

HINDI, SPANISH = "मुझे मदद चाहिए", "necesito ayuda para mi madre"


class Polyglot(FakeReader):
    """The fake reader, which also sees in what these messages are written."""

    def read(self, text: str, situation: Situation, tap: str | None = None) -> Meaning:
        language = {HINDI: "hi", SPANISH: "es"}.get(text)
        if language:
            return Meaning(text=text, language=language)
        if text == "reply in hindi" and situation.expecting is Field.LANGUAGE:
            return Meaning(text=text, answer=Fact(Field.LANGUAGE, "hi"))
        if text == "reply in hindi":
            return Meaning(text=text, command=Command.LANGUAGE)
        return super().read(text, situation, tap)


@pytest.fixture
def spoken(house: House) -> House:
    """A house that serves Hindi, with the real texts."""
    return replace(house, script=real_script("en", "hi"), reader=Polyglot())


def said(house: House, body: str, **more: str) -> str:
    return receive(house, arrival(body, **more)).body or ""


def test_a_language_that_was_asked_for_is_kept_with_the_person(spoken: House) -> None:
    assert "हिन्दी में लिखेंगे" in said(spoken, "reply in hindi")

    assert only(spoken.store, person).language == "hi"
    assert "क्या हम मरीज़ की सेहत" in said(spoken, "2", sender="+12025550123", to="+12025550101")


def test_the_language_they_write_in_is_kept_with_the_person(spoken: House) -> None:
    said(spoken, HINDI)

    assert only(spoken.store, person).language == "hi"
    assert "थेरेपी" in said(spoken, "2")


def test_a_state_that_cannot_be_read_is_begun_in_their_language(spoken: House) -> None:
    said(spoken, "reply in hindi")
    with spoken.store.transaction() as tx:
        tx.execute(update(conversation).values(state_sealed=None))

    assert "CancerFax में आपका स्वागत है" in said(spoken, "hi")


@pytest.mark.parametrize(("words", "code"), [(HINDI, "hi"), (SPANISH, "es")])
def test_an_apology_is_said_in_the_language_they_write(
    spoken: House, words: str, code: str
) -> None:
    said(spoken, words)
    apology = spoken.script.text("talk.apology", code).whatsapp.partition("{")[0]

    assert said(spoken, "break").startswith(apology)
