"""That somebody has died, and who: only where it is said beyond doubt, for reminders end by it."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Label, Read
from triage.vocabulary import Signal


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("my mother passed away", "mother"),
        ("My husband died on the 3rd, please take his number off the list", "husband"),
        ("she died on sunday", "patient"),
        ("the patient I registered has expired, please close the file", "patient"),
        ("we lost our daughter. lost our daughter on monday", "daughter"),
        ("papa guzar gaye, file band kar dijiye", "father"),
        ("papa nahi rahe", "father"),
        ("मेरी माँ का निधन हो गया", "mother"),
        ("দাদু নয়, মা মারা গেছেন", "mother"),
        ("falleció mi mamá el domingo", "mother"),
        ("mon épouse est décédée mardi", "wife"),
        ("minha mãe faleceu", "mother"),
        ("мама умерла в четверг", "mother"),
        ("توفى والدي الله يرحمه", "father"),
        ("mama amefariki jana", "mother"),
    ],
)
def test_a_death_is_heard_in_all_our_languages(read: Read, said: str, who: str) -> None:
    assert read(said).died == who


@pytest.mark.parametrize(
    "said",
    [
        "hi",
        "stop",
        "my phone died",
        "se me murió el celular",
        "my visa expired",
        "dad's passport expired last week",
        "papa kha nahi rahe",
        "my father died in 2015 of lung cancer",
        "my father died last year and now i have a cough",
        "my grandmother died of breast cancer, now my mother has a lump",
        "neighbour's father died of lung cancer",
        "i am scared my mother will die",
        "what if he died in surgery",
        "the news said a patient died in a trial",
        "mother died " + "and so on " * 30,
    ],
)
def test_what_is_history_or_fear_or_a_thing_is_no_death(read: Read, said: str) -> None:
    assert read(said).died is None


@pytest.mark.parametrize(
    "said",
    ["Nobody called me!", "no one called", "kisi ne call nahi kiya", "किसी ने फोन नहीं किया",
     "nadie me llamó", "personne ne m'a appelé", "ninguém me ligou", "никто не позвонил",
     "لم يتصل بي أحد", "কেউ ফোন করেনি", "hakuna aliyenipigia"],
)  # fmt: skip
def test_nobody_called_me_is_for_a_person(read: Read, label: Label, said: str) -> None:
    assert read(said).signal is Signal.NOT_CALLED
    assert not read(said).concern
    assert label(said) == "command:human"
