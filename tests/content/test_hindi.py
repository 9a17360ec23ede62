"""Hindi is complete: every text, every answer, and the words to type as the bot reads them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest

from triage.content import lint, page_texts
from triage.content.files import packaged
from triage.content.placeholders import placeholders
from triage.content.samples import filled
from triage.conversation.keys import NEEDED
from triage.conversation.script import Answer, Language, Script, Text
from triage.vocabulary import Channel, Topic

EMERGENCY = page_texts("hi")["emergency"]
#: Words that people type; other capitals (SMS, CAR, TIL) are names.
TYPED = re.compile(
    r"\b(?:MENU|ASK|MORE|BACK|RESTART|HUMAN|HELP|PRIVACY|STOP|START|SKIP|WHY|YES|NO|CHANGE 3"
    r"|DELETE MY DATA)\b"
)


@pytest.fixture(scope="module")
def hindi(script: Script) -> Language:
    """The packaged Hindi."""
    return script.languages["hi"]


def forms(text: Text) -> dict[str, str]:
    return {"sms": text.sms, "whatsapp": text.whatsapp}


def words_of(answer: Answer) -> tuple[str, ...]:
    return (answer.title, answer.page, *answer.sms, *answer.whatsapp)


def test_hindi_has_every_text_every_answer_and_the_page(hindi: Language) -> None:
    english = page_texts("en")

    assert set(hindi.texts) == set(NEEDED)
    assert set(hindi.answers) == set(Topic)
    assert [n for n, words in page_texts("hi").items() if words == english[n]] == []


def test_hindi_waits_for_a_reviewer(script: Script, hindi: Language) -> None:
    assert hindi.reviewed is False
    assert {answer.reviewed for answer in hindi.answers.values()} == {None}
    assert {a.reviewer for a in hindi.answers.values()} == {
        "unreviewed: waiting for a Hindi-speaking clinician"
    }
    assert "hi" not in script.served


@pytest.mark.parametrize("key", sorted(NEEDED))
def test_a_text_has_the_placeholders_and_the_typed_words_of_the_english_one(
    script: Script, hindi: Language, key: str
) -> None:
    english = forms(script.text(key, "en"))

    for form, words in forms(hindi.texts[key]).items():
        assert placeholders(words) == placeholders(english[form])
        assert set(TYPED.findall(words)) == set(TYPED.findall(english[form]))


@pytest.mark.parametrize("topic", Topic)
def test_an_answer_keeps_its_source_and_its_latin_names(
    script: Script, hindi: Language, topic: Topic
) -> None:
    english, here = script.answer(topic, "en"), hindi.answers[topic]
    names = re.compile(r"PD-1|PD-L1|CTLA-4|CAR T|TIL|BCG|PDQ|\bIV\b|cancer\.gov|\d|HUMAN")

    assert here.source == english.source
    for form in ("page", "sms", "whatsapp"):
        ours, theirs = ("\n".join(getattr(a, form)) for a in (here, english))
        assert set(names.findall(ours)) == set(names.findall(theirs))


def test_options_and_titles_are_short_enough_to_be_tapped(hindi: Language) -> None:
    options = [t.whatsapp for key, t in hindi.texts.items() if key.startswith("option.")]
    titles = [answer.title for answer in hindi.answers.values()]

    assert [words for words in (*options, *titles) if len(words) > 24] == []
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("key", ["talk.emergency", "talk.self_harm"])
def test_danger_says_to_call_the_number_now(script: Script, key: str, channel: Channel) -> None:
    own = script.say("word.emergency_number", "hi", channel)

    assert "अभी 112 पर फ़ोन करें" in script.say(key, "hi", channel, number="112")
    assert own in EMERGENCY  # the same words stand in a sentence of their own


def test_side_effects_end_their_first_part_with_the_emergency_line(hindi: Language) -> None:
    answer = hindi.answers[Topic.SIDE_EFFECTS]

    for first in (answer.sms[0], answer.whatsapp[0], answer.page):
        assert first.endswith(EMERGENCY)


@pytest.mark.parametrize(
    "key", ["talk.out_of_scope", "talk.concern", "talk.human", "choose.did_you_mean"]
)
def test_a_hand_over_in_hindi_may_not_lose_its_emergency_line(
    script: Script, hindi: Language, key: str
) -> None:
    text = hindi.texts[key]
    spoilt = replace(text, sms=text.sms.replace("इमरजेंसी नंबर", "डॉक्टर"))
    changed = replace(hindi, texts={**hindi.texts, key: spoilt})
    languages = {"en": script.languages["en"], "hi": changed}

    found = [str(finding) for finding in lint(replace(script, languages=languages))]

    assert len(found) == 1
    assert found[0].startswith(f"hi {key} (sms): does not say")


def test_an_answer_in_hindi_may_not_lose_its_disclaimer(script: Script, hindi: Language) -> None:
    answer = hindi.answers[Topic.WHAT_IS]
    spoilt = replace(answer, page=answer.page.replace("डॉक्टर की सलाह नहीं", ""))
    changed = replace(hindi, answers={**hindi.answers, Topic.WHAT_IS: spoilt})
    languages = {"en": script.languages["en"], "hi": changed}

    found = lint(replace(script, languages=languages))

    assert [(f.language, f.key, f.form) for f in found] == [("hi", "answer.what_is", "page")]


def test_the_line_on_general_information_begins_like_the_one_under_an_answer(
    hindi: Language,
) -> None:
    # so that the page, which says it once, can leave it out under each answer
    last = hindi.answers[Topic.WHAT_IS].page.rpartition("\n")[2]

    assert page_texts("hi")["general_information"].startswith(last)


def test_samples_are_filled_with_hindi_words(script: Script, hindi: Language) -> None:
    shown = filled(script, hindi, "resume.ask", hindi.texts["resume.ask"].sms)

    assert not re.search(r"[A-Za-z]", shown)


def test_letters_are_written_one_way_only() -> None:
    whole = (packaged() / "hi.toml").read_text(encoding="utf-8")

    assert unicodedata.is_normalized("NFC", whole)
    assert not re.search("[०-९]", whole)  # digits are typed, and read, as 0 to 9


def test_no_hindi_text_speaks_of_prices_odds_or_cures(hindi: Language) -> None:
    said = [form for text in hindi.texts.values() for form in forms(text).values()]
    said += [words for answer in hindi.answers.values() for words in words_of(answer)]
    forbidden = r"[$%₹]|रुपय|कीमत|खर्च|सस्त|गारंटी|ठीक हो जा|बच जा"

    assert re.findall(forbidden, "\n".join(said)) == []
