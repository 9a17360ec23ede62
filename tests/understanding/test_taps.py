"""A tapped button means what its id says; danger in the words beside it is still seen."""

from __future__ import annotations

import pytest

from tests.understanding.saying import NOW
from triage.meaning import Situation
from triage.understanding import Reader
from triage.vocabulary import Command, Service, Signal, Topic


def test_a_menu_button_picks_its_service(reader: Reader) -> None:
    meaning = reader.read("CAR T-Cell therapy", Situation(now=NOW), "menu:2")

    assert (meaning.option, meaning.service) == ("menu:2", Service.CAR_T)


@pytest.mark.parametrize(
    ("tap", "field", "expected"),
    [
        ("faq:types", "topic", Topic.TYPES),
        ("command:menu", "command", Command.MENU),
        ("command:more", "signal", Signal.MORE),
        ("say:yes", "signal", Signal.YES),
        ("for_whom:mother", "option", "for_whom:mother"),
        ("call_time:no_calls", "option", "call_time:no_calls"),
        ("language:hi", "option", "language:hi"),
    ],
)
def test_a_known_id_is_the_option(reader: Reader, tap: str, field: str, expected: object) -> None:
    assert getattr(reader.read("", Situation(now=NOW), tap), field) == expected


@pytest.mark.parametrize(
    "tap", ["menu:9", "faq:nothing", "say:maybe", "order:1", "menu:", ":", "menu", "for_whom:<b>"]
)
def test_an_unknown_id_is_ignored_and_the_words_are_read(reader: Reader, tap: str) -> None:
    meaning = reader.read("stop", Situation(now=NOW), tap)

    assert meaning.option is None
    assert meaning.command is Command.STOP


def test_danger_beside_a_tap_is_seen(reader: Reader) -> None:
    assert reader.read("he cannot breathe", Situation(now=NOW), "menu:2").danger == "emergency"
