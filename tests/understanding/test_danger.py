"""Danger is flagged in every language; what only looks like it is not."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Label, Read
from triage.understanding import Reader
from triage.understanding.danger import find_alarm
from triage.understanding.normal import words

_EMERGENCIES = [
    "he can hardly breathe and his lips look grey",
    "my mother is struggling for breath since an hour",
    "she's burning up, 40.1, got her cells on tuesday",
    "dad passed out in the kitchen what should i do",
    "there is blood everywhere, it won't stop",
    "my son is shaking all over and his eyes rolled back",
    "he keeps falling asleep and doesnt know my name, had CAR T last week",
    "her tongue is swelling after the infusion",
    "i cannot feel my legs since this morning",
    "his left side is numb and mouth is crooked",
    "pain is so bad he is screaming",
    "oxygen dropped to 78",
    "spo2 84 what to do",
    "he has been throwing up blood",
    "coughing out fresh blood since night",
    "black tarry stools and very weak",
    "she hasn't peed since yesterday and is very sleepy",
    "took 20 sleeping pills",
    "my brother swallowed all his tablets",
    "मेरे पिता सांस नहीं ले पा रहे हैं",
    "माँ को बहुत तेज बुखार है कीमो के बाद",
    "मम्मी बेहोश हो गई है",
    "papa ko khoon ki ulti ho rahi hai jaldi batao",
    "bhai ko daura pad raha hai",
    "saans lene me bahut dikkat ho rahi hai",
    "bahut bukhar hai chemo ke baad 103",
    "mi papá no puede respirar",
    "mi madre está vomitando sangre",
    "tiene fiebre de 39.5 después de la quimio",
    "se desmayó y no responde",
    "мама не может дышать",
    "папа потерял сознание",
    "у него температура 39.8 после химии",
    "кровь идет из носа и не останавливается",
    "أمي لا تستطيع التنفس",
    "أبي فقد الوعي",
    "حرارة ابني 40 بعد الكيماوي",
    "দম বন্ধ হয়ে আসছে",
    "আমার মা অজ্ঞান হয়ে গেছে",
    "কেমোর পরে খুব জ্বর",
    "ma mère ne respire plus",
    "não consigo respirar",
    "mama hawezi kupumua",
    "he stopped breathing",
    "severe chest pain",
    "my chest feels tight and i am sweating",
    "she is having convulsions",
    "heavy bleeding from nose",
    "infusion reaction, rash all over and wheezing",
    "confused and talking nonsense after immunotherapy",
    "temp 38.9 on chemo day 8",
    "vomitting nonstop cant keep water down",
    "worst headache of her life",
    "face is swollen and she can't swallow",
    "he collapsed",
    "unresponsive",
    "please send ambulance",
    "i think she's dying please help",
]
_WISHES_TO_DIE = [
    "i dont want to be here anymore",
    "what's the point of living",
    "i'd rather be dead than go through chemo again",
    "i am going to end it tonight",
    "i wish i could just go to sleep and never wake up",
    "life is not worth living with this disease",
    "my wife says she wants to kill herself",
    "everyone would be happier if i was gone",
    "मैं जीना नहीं चाहती",
    "mujhe ab jeena nahi hai",
    "ya no quiero vivir",
    "me quiero morir",
    "не хочу больше жить",
    "لا أريد أن أعيش بعد الآن",
    "আমি আর বাঁচতে চাই না",
    "je veux mourir",
    "quero morrer",
    "nataka kufa",
    "i cut myself again last night",
    "i have a rope ready",
    "goodbye everyone, i can't take it anymore",
    "no one would miss me if i died",
    "thinking about jumping off the bridge",
    "suicide is the only option left",
]


@pytest.mark.parametrize("text", _EMERGENCIES)
def test_an_emergency_is_flagged(label: Label, text: str) -> None:
    assert label(text) == "redflag:emergency"


@pytest.mark.parametrize("text", _WISHES_TO_DIE)
def test_a_wish_to_die_is_flagged(label: Label, text: str) -> None:
    assert label(text) == "redflag:self_harm"


def _by_rules(reader: Reader, text: str) -> str | None:
    """The danger that the rules alone see."""
    said = words(text)
    return find_alarm(said, reader.lexicon.tag(said), reader.danger_rules).danger


def test_every_rule_flags_its_example(reader: Reader) -> None:
    missed = [r.id for r in reader.danger_rules if _by_rules(reader, r.example) != r.gives]

    assert missed == []


def test_no_rule_flags_its_counter_example(reader: Reader) -> None:
    flagged = [r.id for r in reader.danger_rules if _by_rules(reader, r.counter_example)]

    assert flagged == []


def test_what_a_rule_flags_is_never_less_than_a_concern(reader: Reader, read: Read) -> None:
    seen = [(rule.id, read(rule.example)) for rule in reader.danger_rules]

    assert [name for name, meaning in seen if not (meaning.danger or meaning.concern)] == []


def test_every_rule_says_what_a_clinician_needs_to_review_it(reader: Reader) -> None:
    bare = [
        rule.id
        for rule in reader.danger_rules
        if not (rule.family and rule.example and rule.counter_example)
    ]

    assert bare == []


def test_a_flag_names_its_rule(read: Read) -> None:
    assert read("vomiting blood").rule == "bleeding.vomit"


def test_danger_beside_a_command_is_still_seen(read: Read) -> None:
    assert read("menu. my father cannot breathe").danger == "emergency"


def test_danger_is_seen_in_misspelt_words_as_a_concern_at_least(read: Read) -> None:
    meaning = read("he is unconsciuos")

    assert meaning.danger or meaning.concern
