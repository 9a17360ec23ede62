"""The lint: the packaged texts are clean, and each kind of fault is seen."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.content.conftest import with_sms
from triage.content import lint
from triage.content.limits import packaged_limits
from triage.conversation.script import Answer, Script
from triage.vocabulary import Topic

EMERGENCY = (
    "If this is an emergency, call your local emergency number or go to the nearest hospital now."
)


def found(script: Script) -> list[str]:
    return [str(finding) for finding in lint(script)]


def with_answer(script: Script, answer: Answer) -> Script:
    english = script.languages["en"]
    answers = MappingProxyType({**english.answers, answer.topic: answer})
    return replace(script, languages={"en": replace(english, answers=answers)})


def test_the_packaged_texts_have_nothing_to_put_right(script: Script) -> None:
    assert found(script) == []


@pytest.mark.parametrize(
    ("sms", "problem"),
    [
        ("We\u2019re here", "not GSM-7: \u2019 (U+2019)"),
        ("Help \u2013 now", "not GSM-7: \u2013 (U+2013)"),
        ("Reply `MENU`", "not GSM-7: ` (U+0060)"),
        ("Thank you. ", "spaces at the end of a line, or empty space round the text"),
        ("Thank you. \nBye", "spaces at the end of a line, or empty space round the text"),
        ("Thank  you", "tabs or doubled spaces"),
        ("See https://bit.ly/x", "links to bit.ly, which nobody has reviewed"),
        ("The lymph system's cancerfax.com", "links to cancerfax.com, which nobody has reviewed"),
        ("See http://cancer.gov/x", "links to cancer.gov without https"),
        ("You owe {sum}", "unknown placeholder {sum}"),
        ("a" * 307, "3 SMS segments (307 units, GSM-7); at most 2"),
        (
            "Immunotherapeutic multidisciplinary considerations necessitate " + "very " * 30,
            "reading grade",
        ),
    ],
)
def test_a_fault_in_a_text_is_seen(script: Script, sms: str, problem: str) -> None:
    said = found(with_sms(script, "talk.thanks", sms))

    assert any(line.startswith(f"en talk.thanks (sms): {problem}") for line in said)


@pytest.mark.parametrize(
    "sms",
    ["Visit www.cancer.gov today", "We call at 5 p.m.or later, e.g. at 6.30", "See cancer.gov"],
)
def test_reviewed_links_and_plain_points_are_no_fault(script: Script, sms: str) -> None:
    assert found(with_sms(script, "talk.thanks", sms)) == []


def test_a_placeholder_that_is_never_used_is_a_fault(script: Script) -> None:
    assert found(with_sms(script, "form.noted", "Noted.")) == [
        "en form.noted (sms): never uses {facts}"
    ]


def test_options_count_towards_the_segments(script: Script) -> None:
    long = script.text("menu.menu", "en").sms + " " + "word " * 30 + "end."

    assert any(
        "menu.menu (sms): 3 SMS segments" in line
        for line in found(with_sms(script, "menu.menu", long))
    )


@pytest.mark.parametrize(
    "key", ["talk.out_of_scope", "talk.concern", "talk.human", "choose.did_you_mean"]
)
def test_a_hand_over_may_not_lose_its_emergency_line(script: Script, key: str) -> None:
    sms = script.text(key, "en").sms.replace("local emergency number", "doctor")

    assert any(
        line.startswith(f"en {key} (sms): does not say")
        for line in found(with_sms(script, key, sms))
    )


def test_side_effects_may_not_lose_the_emergency_line_of_its_first_part(script: Script) -> None:
    answer = script.answer(Topic.SIDE_EFFECTS, "en")
    first = answer.sms[0].replace(EMERGENCY, "").strip()
    moved = replace(answer, sms=(first, *answer.sms[1:], EMERGENCY))

    assert found(with_answer(script, moved)) == [
        f'en answer.side_effects (sms part 1): does not say "{EMERGENCY}"'
    ]


def test_an_answer_says_once_that_it_is_no_advice(script: Script) -> None:
    answer = script.answer(Topic.IS_IT_WORKING, "en")
    page = answer.page.replace("General information, not medical advice.", "").strip()

    spoilt = with_answer(script, replace(answer, page=page, sms=answer.sms * 2))

    assert [(f.key, f.form, f.problem.rpartition('" ')[2]) for f in lint(spoilt)] == [
        ("answer.is_it_working", "sms", "2 times, not once"),
        ("answer.is_it_working", "page", "0 times, not once"),
    ]


def test_the_line_under_a_part_counts_towards_its_segments(script: Script) -> None:
    answer = script.answer(Topic.CONTACT, "en")

    fits = replace(answer, sms=("a" * 260,))
    breaks = replace(answer, sms=("a" * 300,))

    assert found(with_answer(script, fits)) == []
    assert "answer.contact (sms part 1): 3 SMS segments" in found(with_answer(script, breaks))[0]


def test_what_twilio_would_refuse_on_whatsapp_is_seen(script: Script) -> None:
    answer = replace(script.answer(Topic.CONTACT, "en"), whatsapp=("a. " * 530 + "a.",))

    assert any("characters; at most 1599" in line for line in found(with_answer(script, answer)))


def test_every_exception_to_the_segments_is_one_that_is_needed(script: Script) -> None:
    strict = replace(packaged_limits(), exceptions={})

    needed = {finding.key for finding in lint(script, limits=strict)}

    assert needed == set(packaged_limits().exceptions)
