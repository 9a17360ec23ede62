"""The body of a webhook: strict, bounded, and told apart from what is not a form."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twilio.forms import arrive, sms
from triage.errors import BadWebhook
from triage.twilio_gateway.inbound import parse_form

_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(_words, _words), max_size=100))
def test_every_encoded_form_comes_back_in_order(pairs: list[tuple[str, str]]) -> None:
    assert parse_form(urlencode(pairs).encode()) == tuple(pairs)


@given(st.text("ab%+=&2Fé\x00", max_size=40))
def test_pairs_are_those_of_the_standard_library(body: str) -> None:
    try:
        theirs = tuple(
            parse_qsl(body, keep_blank_values=True, strict_parsing=True, errors="strict")
        )
    except ValueError:
        with pytest.raises(BadWebhook):
            parse_form(body.encode() or b"&")
    else:
        assert parse_form(body.encode()) == theirs


def test_repeated_fields_and_blank_values_are_kept() -> None:
    assert parse_form(b"a=1&b=&a=1") == (("a", "1"), ("b", ""), ("a", "1"))


@pytest.mark.parametrize(
    "body", [b"Body", b"a=1&&b=2", b'{"a": 1}', b"Body=%FF%FE", b"Body=%ED%A0%80", b"Body=\xff"]
)
def test_what_is_no_decodable_form_is_refused(body: bytes) -> None:
    with pytest.raises(BadWebhook) as refused:
        parse_form(body)

    assert refused.value.status == 400


def test_hundred_fields_pass_and_one_more_does_not() -> None:
    assert len(parse_form(b"&".join([b"a=1"] * 100))) == 100
    with pytest.raises(BadWebhook) as refused:
        parse_form(b"&".join([b"a=1"] * 101))
    assert refused.value.status == 400


def test_body_over_64_kib_is_too_large() -> None:
    assert parse_form(b"a=" + b"x" * (64 * 1024 - 2))
    with pytest.raises(BadWebhook) as refused:
        parse_form(b"a=" + b"x" * (64 * 1024))
    assert refused.value.status == 413


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        pairs = parse_form(body)
    except BadWebhook:
        return
    assert all(isinstance(part, str) for pair in pairs for part in pair)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x00b\x07c", "abc"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        ("e\u0301", "\u00e9"),
        ("  spaces  ", "  spaces  "),
        ("\U0001f44d\U0001f3fd ok", "\U0001f44d\U0001f3fd ok"),
        ("x" * 5000, "x" * 4096),
        ("aGVsbG8=", "aGVsbG8="),
    ],
)
def test_body_is_cleaned_but_otherwise_as_written(written: str, kept: str) -> None:
    assert arrive(sms(Body=written)).body == kept


def test_pile_of_combining_marks_is_read_in_time() -> None:
    pile = "a" + "\u0316\u0301" * 5000

    before = time.process_time()
    body = arrive(sms(Body=pile)).body

    assert len(body) <= 4096
    assert time.process_time() - before < 0.2


@given(st.text(max_size=200))
def test_cleaned_text_fits_every_database(text: str) -> None:
    encodable = text.encode("utf-8", "replace").decode()
    body = arrive(sms(Body=encodable)).body

    assert body.encode("utf-8").decode() == body
    assert not any(letter < " " and letter not in "\n\t" for letter in body)
