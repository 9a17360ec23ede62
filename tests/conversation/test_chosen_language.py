"""The language command: a choice stays until another language is asked for."""

from __future__ import annotations

from tests.conversation.test_languages import HINDI, ONLY_ENGLISH, SPANISH, Written
from tests.fakes import FakeClock
from triage.conversation.reading import read
from triage.conversation.stored import load_state
from triage.conversation.types import Inbound, SetLanguage, State, Step
from triage.meaning import Fact, Meaning, Situation
from triage.vocabulary import Channel, Command, Danger, Field, Service, Signal

SPOKEN = ("en", "hi")


def asked_for(code: str) -> dict[str, object]:
    return {"command": Command.LANGUAGE, "answer": Fact(Field.LANGUAGE, code)}


def test_a_served_language_named_in_the_command_is_spoken_at_once() -> None:
    written = Written(SPOKEN)

    assert written.hear("reply in hindi", "en", **asked_for("hi")) == "language.set menu.menu"
    assert written.says("language.set", "hi")
    assert written.talk.done(SetLanguage) == [SetLanguage("hi")]


def test_a_choice_beats_what_they_write_also_in_danger() -> None:
    written = Written(SPOKEN)
    written.hear("english please", "en", **asked_for("en"))

    written.hear(HINDI, "hi")
    written.hear("मैं मरना चाहता हूँ", "hi", danger=Danger.SELF_HARM)

    assert written.says("talk.self_harm", "en")


def test_a_language_that_is_not_served_says_so_in_that_language() -> None:
    written = Written(SPOKEN)
    written.hear("reply in hindi", "en", **asked_for("hi"))

    assert written.hear("reply in spanish", "en", **asked_for("es")) == f"{ONLY_ENGLISH} menu.menu"
    assert written.says(ONLY_ENGLISH, "es")
    assert written.says("menu.menu", "en")
    assert written.hear("stop", None, command=Command.STOP)
    assert written.says("optout.stopped_whatsapp", "es")


def test_a_language_that_nobody_here_knows_is_refused_in_the_one_that_is_spoken() -> None:
    written = Written(SPOKEN)

    written.hear("reply in tamil", "en", **asked_for("ta"))

    assert written.says(ONLY_ENGLISH, "en")
    assert written.talk.state.language == "en"


def test_an_old_button_of_a_language_still_means_it() -> None:
    written = Written(SPOKEN)

    assert written.hear("हिन्दी", None, option="language:hi").startswith("language.set")


def test_a_choice_outlives_a_restart_and_an_erasure() -> None:
    written = Written(SPOKEN)
    written.hear("reply in hindi", "en", **asked_for("hi"))

    written.hear("restart", None, command=Command.RESTART)
    assert (written.talk.state.language, written.talk.state.chosen) == ("hi", True)
    written.hear("delete my data", None, command=Command.DELETE_DATA)
    written.hear("yes", None, signal=Signal.YES)
    assert (written.talk.state.language, written.talk.state.chosen) == ("hi", True)


def test_a_language_no_longer_served_gives_way_to_english() -> None:
    written = Written(SPOKEN)
    written.hear("reply in hindi", "en", **asked_for("hi"))
    written.talk.script = Written().talk.script

    written.hear("menu", None, command=Command.MENU)

    assert written.says("menu.menu", "en")


def test_an_unreadable_state_keeps_the_language_of_the_person() -> None:
    assert load_state("{", "hi") == State(step=Step.MENU, language="hi", chosen=True)
    assert load_state(None, "hi") == State(language="hi", chosen=True)


class _Named:
    """Knows the name of a language when that is asked for."""

    def read(self, text: str, situation: Situation, tap: str | None = None) -> Meaning:
        if situation.expecting is Field.LANGUAGE and "hindi" in text:
            return Meaning(text=text, answer=Fact(Field.LANGUAGE, "hi"))
        command = Command.LANGUAGE if text.startswith("reply") else None
        return Meaning(text=text, command=command)


def _read(text: str, state: State) -> Meaning:
    clock = FakeClock(Written().talk.now)
    return read(_Named(), state, Inbound(1, Channel.SMS, text=text), clock.now())


def test_the_name_of_a_language_is_read_where_it_may_be_asked_for() -> None:
    named = Fact(Field.LANGUAGE, "hi")

    assert _read("reply in hindi", State()).answer == named
    assert _read("hindi", State()).command is Command.LANGUAGE
    assert _read("hindi or so", State(step=Step.LANGUAGE)).answer == named
    assert _read("a book in hindi", State()).answer is None
    assert _read("reply", State()).answer is None


def test_asking_for_one_that_is_not_served_changes_nothing_for_who_hears_english_already() -> None:
    written = Written(SPOKEN)

    assert written.hear("reply in spanish", "en", **asked_for("es")) == f"{ONLY_ENGLISH} menu.menu"

    assert written.says(ONLY_ENGLISH, "es")
    assert written.talk.done(SetLanguage) == []


def test_beside_a_safety_line_nothing_is_told_of_languages_but_at_the_next_message() -> None:
    written = Written()

    assert ONLY_ENGLISH not in written.hear(
        SPANISH, "es", concern=True, service=Service.PROTON_THERAPY
    )
    assert ONLY_ENGLISH in written.hear("¿y cuánto tiempo tarda eso?", "es")


def test_who_asks_for_a_language_hears_of_it_once() -> None:
    written = Written()

    keys = written.hear(SPANISH, "es", command=Command.LANGUAGE).split()

    assert keys.count(ONLY_ENGLISH) == 1
