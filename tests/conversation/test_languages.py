"""Which language is spoken: the one they write where we serve it, and safety words in theirs."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as default

import pytest

from tests.conversation.real import real_script
from tests.conversation.talk import Talk, in_form
from triage.conversation.types import RecordConsent, SetLanguage, State, Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import Command, Danger, Field, Service, Signal

ONLY_ENGLISH, SWITCHED = "language.only_english", "language.switched"
SPANISH = "necesito ayuda para mi madre"
HINDI = "मुझे मदद चाहिए"
OURS = ("hi", "ar", "bn", "es", "fr", "pt", "ru", "sw")


@dataclass
class Written:
    """A talk with the real texts, in which words come with the language they were seen in."""

    served: tuple[str, ...] = ("en",)
    talk: Talk = default(default_factory=Talk)

    def __post_init__(self) -> None:
        self.talk.script = real_script(*self.served)

    def hear(self, text: str, language: str | None, **meant: object) -> str:
        """One message; returns the keys of the reply."""
        meaning = Meaning(text=text, language=language, **meant)  # type: ignore[arg-type]
        return self.talk.hear(meaning)

    def says(self, key: str, language: str) -> bool:
        """Whether the last reply begins or goes on with this text in this language."""
        words = self.talk.script.text(key, language).whatsapp
        return words.partition("{")[0] in self.talk.text


def test_a_language_that_is_not_served_is_told_so_once_in_its_own_words() -> None:
    written = Written()

    assert written.hear(SPANISH, "es").startswith(ONLY_ENGLISH)
    assert written.says(ONLY_ENGLISH, "es")
    assert ONLY_ENGLISH not in written.hear(SPANISH, "es")


def test_a_greeting_is_enough_at_first_and_a_word_is_not() -> None:
    assert Written().hear("hola", "es", signal=Signal.GREETING).startswith(ONLY_ENGLISH)
    assert ONLY_ENGLISH not in Written().hear("mama cancer", "sw")
    assert Written().hear("привет", "ru").startswith(ONLY_ENGLISH)


def test_a_served_language_is_spoken_from_the_first_message_on() -> None:
    written = Written(("en", "hi"))

    assert written.hear("नमस्ते", "hi", signal=Signal.GREETING) == f"{SWITCHED} menu.welcome"
    assert written.says("menu.welcome", "hi")
    assert written.talk.done(SetLanguage) == [SetLanguage("hi")]
    assert written.hear("1", None, number=1) == "service.1.intro form.consent"
    assert written.says("service.1.intro", "hi")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ok", {"signal": Signal.YES}),
        ("tata memorial hospital", {}),
        ("I want car t cell therapy here", {"service": Service.CAR_T}),
        ("Iván", {}),
    ],
)
def test_a_word_a_name_or_a_service_moves_nobody(text: str, meant: dict[str, object]) -> None:
    written = Written(("en", "hi"))
    written.hear(HINDI, "hi")

    written.hear(text, "en", **meant)

    assert written.talk.state.language == "hi"


def test_a_whole_sentence_does() -> None:
    written = Written(("en", "hi"))
    written.hear(HINDI, "hi")

    written.hear("please tell me what you do there", "en", asks=True)

    assert written.talk.state.language == "en"
    assert SWITCHED not in written.hear(HINDI, "hi")
    assert written.talk.state.language == "hi"


@pytest.mark.parametrize(
    "answer", [Fact(Field.NAME, "आशा वर्मा"), Fact(Field.CITY, "पटना"), None], ids=str
)
def test_a_name_in_another_script_is_no_language(answer: Fact | None) -> None:
    talk = in_form(Step.PATIENT_NAME)

    talk.hear(Meaning(text="आशा वर्मा", language="hi", answer=answer))

    assert talk.state.writes is None


@pytest.mark.parametrize("code", OURS)
@pytest.mark.parametrize("danger", Danger)
def test_danger_is_answered_in_their_language_and_alarms_once(code: str, danger: Danger) -> None:
    written = Written()
    words = "أريد أن أموت" if code == "ar" else "x" * 5 + " word word"

    assert written.hear(words, code, danger=danger) == f"talk.{danger}"
    assert written.says(f"talk.{danger}", code)
    assert written.hear(words, code, danger=danger) == "talk.after_danger"
    assert written.says("talk.after_danger", code)
    assert ONLY_ENGLISH in written.hear("2", None, number=2)


@pytest.mark.parametrize(
    ("text", "danger", "language"),
    [
        ("quiero morir", Danger.SELF_HARM, "es"),
        ("papa unconscious", Danger.EMERGENCY, "en"),
        ("no puede respirar nada", Danger.EMERGENCY, "es"),
    ],
)
def test_a_wish_to_die_needs_fewer_words_than_an_emergency(
    text: str, danger: Danger, language: str
) -> None:
    written = Written()

    written.hear(text, "es", danger=danger)

    assert written.says(f"talk.{danger}", language)


def test_danger_in_another_language_is_answered_in_it_and_moves_nothing() -> None:
    written = Written(("en", "hi"))
    written.hear(HINDI, "hi")

    written.hear("I really want to die", "en", danger=Danger.SELF_HARM)

    assert written.says("talk.self_harm", "en")
    written.hear("2", None, number=2)
    assert written.says("service.2.intro", "hi")
    assert written.says("form.consent", "hi")


def test_an_answer_that_sounds_like_distress_moves_nobody() -> None:
    written = Written(("en", "hi"), in_form(Step.QUESTION))
    written.talk.state = written.talk.state._replace(language="hi", writes="hi", told=("hi",))

    written.hear("no radiation so far, only tablets since May", "en", concern=True)

    assert written.talk.state.language == "hi"


@pytest.mark.parametrize("code", OURS)
def test_what_must_be_understood_is_said_in_their_language(code: str) -> None:
    written = Written(talk=in_form(Step.STAGE))
    written.talk.state = State(step=Step.MENU, writes=code, told=(code,))
    said = {
        "talk.human": Meaning(command=Command.HUMAN),
        "talk.privacy": Meaning(signal=Signal.PRIVACY),
        "talk.out_of_scope": Meaning(text="how much is it", asks=True),
        "talk.concern": Meaning(concern=True),
        "erase.confirm": Meaning(command=Command.DELETE_DATA),
        "erase.kept": Meaning(signal=Signal.NO),
        "form.consent": Meaning(service=Service.CAR_T),
        "optout.stopped_whatsapp": Meaning(command=Command.STOP),
    }

    for key, meaning in said.items():
        assert key in written.talk.hear(meaning)
        assert written.says(key, code), key


def test_a_stop_gets_one_confirmation_and_no_word_on_languages() -> None:
    written = Written()

    assert written.hear("ya no quiero sus mensajes", "es", command=Command.STOP) == (
        "optout.stopped_whatsapp"
    )


def test_the_consent_that_was_given_is_the_text_that_was_shown() -> None:
    written = Written()
    written.hear("quiero ir al extranjero", "es", service=Service.TREATMENT_ABROAD)

    written.hear("yes you may ask me all of it", "en", signal=Signal.YES)

    (given,) = written.talk.done(RecordConsent)
    assert isinstance(given, RecordConsent)
    assert given.text_version == written.talk.script.text("form.consent", "es").version
