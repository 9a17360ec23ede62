"""Segments are counted as the networks do."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from triage.content.segments import Segments, outside_gsm7, segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("GSM-7", 0, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("a" * 306, Segments("GSM-7", 306, 2)),
        ("a" * 307, Segments("GSM-7", 307, 3)),
        ("a" * 158 + "€", Segments("GSM-7", 160, 1)),
        ("a" * 159 + "€", Segments("GSM-7", 161, 2)),
        ("ñ" * 160, Segments("GSM-7", 160, 1)),
        ("í" * 70, Segments("UCS-2", 70, 1)),
        ("í" * 71, Segments("UCS-2", 71, 2)),
        ("\N{SLIGHTLY SMILING FACE}" * 35, Segments("UCS-2", 70, 1)),
        ("\N{SLIGHTLY SMILING FACE}" * 36, Segments("UCS-2", 72, 2)),
    ],
)
def test_units_and_segments_follow_gsm_03_38(text: str, expected: Segments) -> None:
    assert segments(text) == expected


def test_an_escaped_character_is_not_split_between_two_segments() -> None:
    # 152 units and then a two-unit character: it moves to the next segment whole.
    assert segments("a" * 152 + "€" + "a" * 152).count == 3
    assert segments("a" * 153 + "€" + "a" * 151).count == 2


def test_an_emoji_is_not_split_between_two_segments() -> None:
    face = "\N{SLIGHTLY SMILING FACE}"

    assert segments("a" * 66 + face + "a" * 66).count == 3


def test_strange_characters_are_named_once_each() -> None:
    curly = "\N{RIGHT SINGLE QUOTATION MARK}"

    assert outside_gsm7(f"it{curly}s Asha{curly}s ` é") == (curly, "`")


@pytest.mark.parametrize("name", ["segments", "grade"])
def test_documented_examples_hold(name: str) -> None:
    result = doctest.testmod(import_module(f"triage.content.{name}"))

    assert result.attempted
    assert not result.failed
