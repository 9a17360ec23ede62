"""TwiML equals what Twilio's own package writes, and nothing we say breaks it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.messaging_response import MessagingResponse

from triage.simulator.answers import read_twiml
from triage.twilio_gateway.twiml import SILENCE, render, split_reply

Theirs: Any = MessagingResponse  # untyped
_xml_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda c: c >= " " or c in "\n\t"
    ),
    min_size=1,
    max_size=300,
).filter(lambda text: bool(text.strip()))


@given(_xml_text)
def test_says_the_same_as_twilios_package(text: str) -> None:
    theirs = Theirs()
    theirs.message(text)

    assert read_twiml(render(text)) == read_twiml(str(theirs).encode())


@pytest.mark.parametrize("nothing", [None, "", "  \n ", "\x00\x0b"])
def test_nothing_to_say_is_an_empty_response(nothing: str | None) -> None:
    assert render(nothing) == SILENCE
    assert SILENCE == b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


@given(st.text(max_size=200))
def test_any_text_gives_xml_that_can_be_read(text: str) -> None:
    assert len(read_twiml(render(text))) <= 1


def test_controls_go_and_markup_is_text() -> None:
    assert read_twiml(render("<b>a</b> & \x00\x0b]]>\r\nb")) == ["<b>a</b> & ]]>\nb"]


def test_longest_reply_of_one_message_is_not_cut() -> None:
    assert read_twiml(render("x" * 1599)) == ["x" * 1599]
    assert len(read_twiml(render("x" * 1600))) == 2


def test_long_reply_is_cut_between_paragraphs_then_words() -> None:
    first, second = "word " * 200, "more " * 200

    assert split_reply(f"{first.strip()}\n\n{second.strip()}") == (first.strip(), second.strip())
    assert all(part.endswith("word") for part in split_reply("word " * 1000))


@given(st.text("ab \n", min_size=1, max_size=400), st.integers(5, 60))
def test_parts_fit_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = split_reply(text, limit)

    assert all(0 < len(part) <= limit for part in parts)
    if len(parts) < 10:
        assert "".join("".join(parts).split()) == "".join(text.split())


def test_more_than_ten_messages_are_never_given() -> None:
    assert len(read_twiml(render("word " * 5000))) == 10
