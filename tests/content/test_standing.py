"""What the content check states about each language."""

from __future__ import annotations

from dataclasses import replace

from tests.content.conftest import with_sms
from triage.content import standings
from triage.conversation.keys import NEEDED
from triage.conversation.script import Language, Script, Text
from triage.vocabulary import Topic


def said(script: Script) -> dict[str, str]:
    """The line of each language."""
    return {standing.code: str(standing) for standing in standings(script)}


def with_language(script: Script, **texts: str) -> Script:
    """English and an unreviewed Hindi that has only these texts; an underscore is a dot."""
    keys = {key.replace("_", "."): words for key, words in texts.items()}
    made = {key: Text(key, words, words, "v") for key, words in keys.items()}
    hindi = Language("hi", "हिन्दी", made, {}, reviewed=False)
    return replace(script, languages={"en": script.languages["en"], "hi": hindi})


def test_english_is_complete_and_reviewed(script: Script) -> None:
    line = said(script)["en"]

    counted = f"en English: {len(NEEDED)} texts, {len(Topic)} answers, none missing; reviewed;"
    assert line.startswith(f"{counted} longest SMS")
    assert line.endswith("longest SMS 3 segments (GSM-7, 324 units): answer.side_effects part 1")


def test_a_language_says_what_it_lacks_against_english(script: Script) -> None:
    english = script.languages["en"]
    texts = {key: text for key, text in english.texts.items() if key != "menu.menu"}
    less = replace(english, code="hi", texts=texts, reviewed=False)
    line = said(replace(script, languages={"en": english, "hi": less}))["hi"]

    assert f"{len(NEEDED) - 1} texts, 18 answers, 1 missing (menu.menu); not reviewed" in line


def test_only_the_first_of_many_missing_keys_are_named(script: Script) -> None:
    (first, second, third, fourth, *_) = script.languages["en"].texts
    line = said(with_language(script, got_sticker="धन्यवाद!"))["hi"]

    missing = len(NEEDED) - 1 + len(Topic)
    assert f"1 texts, 0 answers, {missing} missing ({first}, {second}, {third}, ...)" in line
    assert fourth not in line


def test_the_longest_sms_is_counted_in_the_script_it_is_written_in(script: Script) -> None:
    texts = {"got_sticker": "धन्यवाद!", "talk_thanks": "क" * 71, "got_empty": "a" * 100}
    line = said(with_language(script, **texts))["hi"]

    assert line.endswith("longest SMS 2 segments (UCS-2, 71 units): talk.thanks")


def test_the_longest_sms_is_counted_with_what_is_filled_in(script: Script) -> None:
    bare = "{lines}" + "x" * 200
    line = said(with_sms(script, "form.summary", bare))["en"]

    assert line.endswith(": form.summary")
    assert "longest SMS 3 segments (GSM-7, 4" in line


def test_the_line_under_the_last_part_of_an_answer_counts_too(script: Script) -> None:
    english = script.languages["en"]
    contact = replace(english.answers[Topic.CONTACT], sms=("a" * 400,))
    longer = replace(english, answers={**english.answers, Topic.CONTACT: contact})
    units = 400 + len("\n" + english.texts["ask.footer"].sms)

    line = said(replace(script, languages={"en": longer}))["en"]

    assert line.endswith(f"(GSM-7, {units} units): answer.contact part 1")


def test_a_single_segment_is_one(script: Script) -> None:
    line = said(with_language(script, got_sticker="धन्यवाद!"))["hi"]

    assert line.endswith("longest SMS 1 segment (UCS-2, 8 units): got.sticker")


def test_a_language_without_words_has_no_sms(script: Script) -> None:
    assert said(with_language(script))["hi"].endswith("; not reviewed; no SMS")
