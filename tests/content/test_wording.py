"""What the texts promise to the people who read them, whoever edits them next."""

from __future__ import annotations

import re

import pytest

from triage.content.samples import filled
from triage.content.segments import segments
from triage.conversation.script import Script
from triage.vocabulary import BASICS, Channel, Topic

SEED_LABELS = (
    "Cancer treatment abroad",
    "CAR T-Cell therapy",
    "Cancer vaccine",
    "Online video consultation",
    "Proton therapy",
)


def whole(script: Script, key: str, channel: Channel) -> str:
    text = script.text(key, "en")
    form = text.sms if channel is Channel.SMS else text.whatsapp
    return filled(script, script.languages["en"], key, form)


def every_word(script: Script) -> str:
    english = script.languages["en"]
    forms = [form for text in english.texts.values() for form in (text.sms, text.whatsapp)]
    for answer in english.answers.values():
        forms += [answer.title, answer.page, *answer.sms, *answer.whatsapp]
    return "\n".join(forms)


@pytest.mark.parametrize("channel", Channel)
def test_the_menu_has_the_five_services_by_the_labels_of_the_public_page(
    script: Script, channel: Channel
) -> None:
    listed = "\n".join(f"{n} {label}" for n, label in enumerate(SEED_LABELS, start=1))

    assert listed in whole(script, "menu.welcome", channel)
    assert listed in whole(script, "menu.menu", channel)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("word", ["ASK", "STOP", "PRIVACY"])
def test_the_welcome_names_the_words_to_know(script: Script, channel: Channel, word: str) -> None:
    assert re.search(rf"\b{word}\b", whole(script, "menu.welcome", channel))


def test_the_welcome_fits_into_two_sms_segments(script: Script) -> None:
    cost = segments(whole(script, "menu.welcome", Channel.SMS))

    assert (cost.encoding, cost.count) == ("GSM-7", 2)


def test_a_service_and_the_question_for_consent_fit_into_three_segments(script: Script) -> None:
    consent = whole(script, "form.consent", Channel.SMS)

    for number in range(1, 6):
        intro = whole(script, f"service.{number}.intro", Channel.SMS)
        assert "?" not in intro
        assert segments(f"{intro}\n{consent}").count <= 3


@pytest.mark.parametrize("channel", Channel)
def test_consent_says_what_for_and_how_to_end_it(script: Script, channel: Channel) -> None:
    consent = whole(script, "form.consent", channel)

    for words in ("health", "coordinators", "call", "STOP", "DELETE MY DATA", "1 Yes", "2 No"):
        assert words in consent


@pytest.mark.parametrize("key", ["talk.emergency", "talk.self_harm"])
@pytest.mark.parametrize("channel", Channel)
def test_danger_names_the_number_to_call_now(script: Script, key: str, channel: Channel) -> None:
    said = script.say(key, "en", channel, number="112")

    assert "call 112 now" in said


def test_each_question_about_immunotherapy_is_named_in_the_list(script: Script) -> None:
    listed = whole(script, "ask.list", Channel.SMS)

    for number, topic in enumerate(BASICS, start=1):
        assert f"{number} {script.answer(topic, 'en').title}\n" in listed


def test_titles_are_short_enough_for_a_list_and_tell_topics_apart(script: Script) -> None:
    titles = [script.answer(topic, "en").title for topic in Topic]

    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 30


@pytest.mark.parametrize(
    "kind", ["checkpoint inhibitors", "t-cell transfer", "antibodies", "vaccines", "modulators"]
)
def test_the_answer_about_types_names_each_of_them(script: Script, kind: str) -> None:
    answer = script.answer(Topic.TYPES, "en")

    for form in (answer.sms[0], answer.whatsapp[0], answer.page):
        assert kind in form.lower()


def test_side_effects_end_their_first_part_with_the_emergency_line(script: Script) -> None:
    answer = script.answer(Topic.SIDE_EFFECTS, "en")

    for first in (answer.sms[0], answer.whatsapp[0], answer.page):
        assert first.rstrip("_").endswith("go to the nearest hospital now.")


def test_the_garbled_passages_of_the_old_page_are_put_right(script: Script) -> None:
    words = every_word(script).lower()

    for garbled in ("resurrected", "cyclically", "a duration is", "work with the blood"):
        assert garbled not in words
    assert "a cycle is a time of treatment, then a time of rest" in words
    assert "changes in your blood" in words


def test_no_text_speaks_of_prices_odds_or_cures(script: Script) -> None:
    forbidden = r"[$%]|\b(?:rs|usd|inr|price|cost|cheap|cure[ds]?|surviv\w*|guarantee\w*)\b"

    assert re.findall(forbidden, every_word(script), re.IGNORECASE) == []


def test_every_health_answer_names_its_page_at_the_cancer_institute(script: Script) -> None:
    for topic in Topic:
        source = script.answer(topic, "en").source
        is_health = topic is not Topic.CONTACT
        assert ("cancer.gov/about-cancer/treatment/types/" in source) is is_health


def test_options_are_short_enough_to_be_tapped(script: Script) -> None:
    options = [k for k in script.languages["en"].texts if k.startswith("option.")]

    too_long = {key for key in options if len(script.text(key, "en").whatsapp) > 24}

    # The old page's own label, kept as it is: 25 letters.
    assert too_long == {"option.menu.4"}
