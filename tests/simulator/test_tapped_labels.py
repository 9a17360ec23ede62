"""A tapped line becomes the option that its label stands for."""

from __future__ import annotations

from datetime import date, time

from triage.conversation.script import Answer, Language, OfficeHours, Script, Text
from triage.simulator.labels import option_ids
from triage.vocabulary import Topic


def script(**labels: str) -> Script:
    """A script with these option labels ("menu_2" stands for option.menu.2) and one answer."""
    keys = {f"option.{name.replace('_', '.', 1)}": words for name, words in labels.items()}
    texts = {key: Text(key, words, words, "1") for key, words in keys.items()}
    texts["menu.welcome"] = Text("menu.welcome", "Welcome", "Welcome", "1")
    answer = Answer(Topic.TYPES, "Types", (), (), "", "", "", date(2026, 1, 1), "1")
    english = Language("en", "English", texts, {Topic.TYPES: answer}, True)
    office = OfficeHours("Asia/Kolkata", frozenset(), time(9), time(18))
    return Script({"en": english}, ("en",), office, "+12025550199", "1")


def test_labels_of_options_and_titles_of_answers_are_known() -> None:
    known = option_ids(script(menu_2="CAR T-Cell therapy", for_whom="x"))

    assert known["CAR T-Cell therapy"] == "menu:2"
    assert (known["Types"], known["English"]) == ("faq:types", "language:en")
    assert "Welcome" not in known


def test_label_of_two_options_stands_for_neither() -> None:
    assert "Yes" not in option_ids(script(say_yes="Yes", same_yes="Yes"))
