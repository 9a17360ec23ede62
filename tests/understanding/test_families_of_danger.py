"""Families of danger in stranger's words, and what only stands near them, in many languages."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Label, Read

_CANNOT_WAIT = [
    "no pulse i think",
    "cant move legs and she soiled bed she has spine mets",
    "pair sunn ho gaye aur peshab nikal jata hai",
    "he is burning up and his counts are zero the doctor said",
    "she swallowed something and now she turn purple",
    "infusion 2 hours ago, hives, throat feels funny",
    "half of his body is not moving since an hour",
    "मुंह से खून आ रहा है",
    "মুখ দিয়ে রক্ত পড়ছে",
    "no reacciona y tiene los ojos en blanco",
    "elle ne se réveille pas, aidez moi",
    "minha mãe não acorda e está roxa",
    "папа не реагирует, пена изо рта",
    "أبي لا يستجيب",
    "mama amezimia",
]
_WISH_TO_DIE = [
    "She keeps asking me to help her finish her life",
    "no more reason to be here. goodbye",
    "i am thinking of drinking the pesticide",
    "he has rope in the shed, says he is done with the pain",
    "mujhe utha le bhagwan",
    "जीने का कोई मतलब नहीं",
    "বেঁচে থেকে লাভ নেই",
    "quiero dormir y no despertar",
    "je veux en finir",
    "quero acabar com tudo",
    "отец говорит что покончит с собой",
    "ما عاد اقدر اعيش",
    "bora nife",
]
_NO_ALARM = [
    "what temperature is dangerous after chemo? just to be ready",
    "kya immunotherapy se bukhar aata hai",
    "is bleeding normal with chemo",
    "doctor asked if he had chest pain. he said never",
    "she coughed blood back in january. finished now",
    "not suicidal dont worry just sad today",
    "no she did not faint, she only felt dizzy",
    "муж умер летом, хочу поблагодарить врача",
    "me muero de miedo por la operacion",
    "the hospital bill is killing me",
    "can you overdose on immunotherapy",
    "homa ni kawaida baada ya kemo?",
    "stop the pain please",
]


@pytest.mark.parametrize("text", _CANNOT_WAIT)
def test_what_cannot_wait_is_an_emergency(label: Label, text: str) -> None:
    assert label(text) == "redflag:emergency"


@pytest.mark.parametrize("text", _WISH_TO_DIE)
def test_a_wish_to_die_is_seen_in_indirect_words(label: Label, text: str) -> None:
    assert label(text) == "redflag:self_harm"


@pytest.mark.parametrize("text", _NO_ALARM)
def test_what_only_stands_near_danger_is_not_flagged(label: Label, text: str) -> None:
    assert not label(text).startswith("redflag")


@pytest.mark.parametrize(
    "text",
    [
        "thermometer says 39 but she says she is ok, she got carboplatin last week",
        "diagnosed in march, he has blood in stool",
        "my father died last year and my mother has blood in stool",
    ],
)
def test_danger_that_a_guard_may_have_hidden_is_at_least_a_concern(read: Read, text: str) -> None:
    meaning = read(text)
    assert meaning.danger or meaning.concern


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("is there anybody there i can talk with", "command:human"),
        ("erase everything you have about me", "command:delete_data"),
        ("banglay bolen please", "command:language"),
        ("voltar ao menu principal", "command:menu"),
        ("subscribe me again", "command:start"),
        ("y", "command:menu"),
        ("ok thank you so much", "command:menu"),
    ],
)
def test_a_command_in_polite_or_foreign_words_is_one(label: Label, text: str, wanted: str) -> None:
    assert label(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("how is it given", "faq:how_given"),
        ("pembrolizumab how it works", "faq:checkpoint_inhibitors"),
        ("will her hair fall", "faq:side_effects"),
        ("how many kinds are there", "faq:types"),
        ("при каких видах рака применяют", "faq:which_cancers"),
        ("असर हो रहा है कैसे पता चलेगा", "faq:is_it_working"),
        ("keytruda price", "out_of_scope"),
        ("what dose of nivolumab", "out_of_scope"),
        ("does chemo make hair fall", "out_of_scope"),
    ],
)
def test_indirect_wording_reaches_its_answer_or_none(label: Label, text: str, wanted: str) -> None:
    assert label(text) == wanted
