"""Questions about a danger, the past, negation, idiom and bereavement raise no alarm."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Label, Read

_NO_ALARM = [
    "what should i do if he gets a fever after car t",
    "can immunotherapy cause seizures",
    "is bleeding a common side effect of chemo",
    "he had a stroke five years ago",
    "she had fever last month but is fine now",
    "no fever, no pain, he is doing well",
    "my father died of a heart attack in 2015",
    "i'm dying to know the results",
    "this traffic is killing me",
    "how long does it take for an ambulance to come",
    "what is suicide",
    "i almost had a heart attack when i saw the price",
    "does chemo cause shortness of breath",
    "i don't want to die, i want treatment",
    "he has no trouble breathing",
    "what are the symptoms of stroke",
    "blood test report is normal",
    "she fainted once as a child",
    "do you have an emergency number",
    "i want to kill this cancer",
    "my mother passed away yesterday",
    "can't breathe with all this paperwork lol",
    "end of March",
    "cancel my 3pm?",
    "don't stop treatment",
    "he is not bleeding anymore",
    "is it normal to feel tired after immunotherapy",
    "what temperature counts as fever",
    "how do you treat breathing problems caused by lung cancer",
    "my daughter wants to live with us",
    "blood cancer treatment",
    "blood pressure medicine and immunotherapy",
    "does he need blood transfusion",
    "¿la quimioterapia causa fiebre?",
    "может ли иммунотерапия вызвать температуру",
    "क्या इम्यूनोथेरेपी से बुखार होता है",
    "هل يسبب العلاج المناعي الحمى",
    "i will die before i pay that price haha",
    "he recovered from pneumonia, no more oxygen needed",
    "can you stop the pain of cancer",
    "when will i die",
    "my cat died",
    "i need help",
    "i can't find the form",
    "he is 39 years old, stage 3",
    "my phone died",
    "she is 40 and has breast cancer",
    "i took 2 tablets of paracetamol",
    "she stopped chemo in march",
    "which hospitals have icu",
    "she cannot speak english",
    "he can't talk right now, call later",
    "we lost our house to pay for treatment",
    "i am tired after work",
    "he's sleeping now",
    "i'm confused about the types",
    "heavy traffic today",
    "father is 82 and has lung cancer",
    "BP is 120/80",
]


@pytest.mark.parametrize("text", _NO_ALARM)
def test_what_only_looks_like_danger_is_not_flagged(label: Label, text: str) -> None:
    assert not label(text).startswith("redflag:")


@pytest.mark.parametrize(
    "text",
    [
        "am i going to die",
        "i feel hopeless",
        "i don't want to die, i want treatment",
        "can't breathe with all this paperwork lol",
        "my mother has fever",
        "no puedo más",
        "устала бороться",
        "मुझे बहुत डर लग रहा है",
    ],
)
def test_distress_without_certainty_is_a_concern(read: Read, text: str) -> None:
    meaning = read(text)

    assert meaning.concern
    assert meaning.danger is None


@pytest.mark.parametrize(
    "text",
    ["does immunotherapy cause fever", "what are the side effects of immunotherapy", "stop", "2"],
)
def test_a_plain_question_is_no_concern(read: Read, text: str) -> None:
    assert not read(text).concern


def test_a_concern_is_not_answered_with_choices(read: Read) -> None:
    assert read("immunotherapy and my mother has fever now").choices == ()


def test_a_death_that_has_happened_is_left_to_a_person(label: Label) -> None:
    assert label("my father passed away last night") == "out_of_scope"
