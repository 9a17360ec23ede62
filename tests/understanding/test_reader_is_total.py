"""Any text whatever is read: no exception, and nothing grows out of bounds with its length."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.understanding.saying import NOW
from triage.meaning import Situation
from triage.understanding import Reader, label_of, load_reader
from triage.vocabulary import Field, Topic

_READER = load_reader()
_ANYTHING = st.text(alphabet=st.characters(), max_size=300)
_PIECES = """
stop my mother fever chemo 39.5 what is immunotherapy car t मेरी माँ بخار نزيف рак легких tomorrow
5 pm +91 98000 00001 stage III T2N1M0 Dhaka , . ? ! - / 12/13 31/2 25:99 99999999999 no not
"""
_WORDS = st.lists(st.sampled_from(_PIECES.split()), max_size=30).map(" ".join)
_SITUATIONS = st.builds(
    Situation,
    now=st.just(NOW),
    country=st.sampled_from([None, "IN", "US", "XX", ""]),
    zone=st.sampled_from([None, "Asia/Dhaka", "Nowhere/Else", "../etc", ""]),
    sender=st.sampled_from([None, "+12025550143", "nonsense"]),
    expecting=st.sampled_from([None, *Field]),
    last_topic=st.sampled_from([None, Topic.WHAT_IS]),
)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(_ANYTHING, _WORDS), situation=_SITUATIONS)
def test_any_text_in_any_situation_is_read(text: str, situation: Situation) -> None:
    meaning = _READER.read(text, situation)

    assert meaning.text == text
    assert label_of(meaning)


@settings(max_examples=100, deadline=None)
@given(tap=_ANYTHING, text=_WORDS)
def test_any_tap_is_read(tap: str, text: str) -> None:
    meaning = _READER.read(text, Situation(now=NOW), tap)

    assert meaning.option in (None, tap)


@pytest.mark.parametrize(
    "text",
    [
        "\x00" * 65536,
        "\ud800\udc00\udfff" * 20000,
        "a" * 65536,
        "fever " * 11000,
        "no not never " * 5000,
        "क\u094d" * 30000,
        "\u0315\u0300\u05ae\u0062" * 16000,
        "1/1/1/1 12:00 " * 4000,
        "((((((((((" * 6000,
        "👍🏽" * 16000,
        "\u202e\u200fstop\u202c" * 8000,
        "my name is " * 6000,
    ],
    ids=lambda text: ascii(text[:6]),
)
@pytest.mark.parametrize("expecting", [None, Field.CALL_TIME, Field.NAME, Field.COUNTRY])
def test_64_kib_of_anything_is_read(reader: Reader, text: str, expecting: Field | None) -> None:
    situation = replace(Situation(now=NOW), expecting=expecting)

    meaning = reader.read(text, situation)

    assert meaning.text == text


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t", "\x00", "👍", "😭😭", "???", "...", "\u200b", "x"]
)
def test_nothing_to_read_is_unclear(reader: Reader, text: str) -> None:
    assert reader.read(text, Situation(now=NOW)).signal == "unclear"


def test_danger_is_seen_behind_three_thousand_letters(reader: Reader) -> None:
    text = "we came home on the bus today. " * 100 + "my mother cannot breathe"

    assert reader.read(text, Situation(now=NOW)).danger == "emergency"
