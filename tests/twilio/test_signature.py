"""The signature check equals Twilio's own validator, and fails closed on everything odd."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from triage.twilio_gateway.signature import is_genuine, sign

Validator: Any = RequestValidator  # untyped
TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]

_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
_pairs = st.lists(st.tuples(st.sampled_from(["Body", "From", "body", "A", ""]) | _words, _words))
_urls = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["https", "http"]),
    st.sampled_from(["bot.example", "a.b.example"]),
    st.sampled_from(["", ":443", ":80", ":8443", ":5000"]),
    st.sampled_from(["", "twilio/inbound", "path/twilio/status"]),
    st.sampled_from(["", "?message=12", "?a=1&a=2&b="]),
)


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        (URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (URL.replace(".com", ".com:1234"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (URL.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (
            URL.replace("https", "http").replace(".com", ".com:1234"),
            "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
        ),
    ],
)
def test_signatures_that_twilio_publishes_are_genuine(url: str, signature: str) -> None:
    assert is_genuine(url, FIELDS, signature, [TOKEN])


def test_repeated_values_count_once_and_sorted() -> None:
    fields = [
        ("Sid", "CA123"),
        ("SidAccount", "AC123"),
        ("Digits", "5678"),
        ("Digits", "1234"),
        ("Digits", "1234"),
    ]

    assert is_genuine(URL, fields, "IK+Dwps556ElfBT0I3Rgjkr1wJU=", [TOKEN])


@given(url=_urls, pairs=_pairs, token=_words.filter(bool), port=st.booleans())
def test_check_and_signer_equal_twilios_validator(
    url: str, pairs: list[tuple[str, str]], token: str, port: bool
) -> None:
    validator = Validator(token)
    signed_url = url.replace(".example/", ".example:443/") if port else url
    theirs = validator.compute_signature(signed_url, MultiDict(pairs))

    assert sign(signed_url, pairs, token) == theirs
    assert is_genuine(url, pairs, theirs, [token]) == validator.validate(
        url, MultiDict(pairs), theirs
    )


@given(url=_urls, pairs=_pairs, extra=st.tuples(_words, _words).filter(lambda pair: any(pair)))
def test_one_more_field_breaks_the_signature(
    url: str, pairs: list[tuple[str, str]], extra: tuple[str, str]
) -> None:
    if extra in pairs:
        return

    assert not is_genuine(url, [*pairs, extra], sign(url, pairs, TOKEN), [TOKEN])


def test_any_accepted_token_verifies_and_a_retired_one_does_not() -> None:
    old = sign(URL, FIELDS, "old-token")

    assert is_genuine(URL, FIELDS, old, ["new-token", "old-token"])
    assert not is_genuine(URL, FIELDS, old, ["new-token"])
    assert not is_genuine(URL, FIELDS, old, [])


def test_empty_token_is_no_token() -> None:
    assert not is_genuine(URL, FIELDS, sign(URL, FIELDS, ""), [""])


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "x" * 28,
        "\u00e9" * 28,
        "\xff" * 28,
        "A" * 1_000_000,
        " RSOYDt4T1cUTdK1PDd93/VVr8B8=",
    ],
)
def test_odd_signatures_are_refused_without_an_error(signature: str | None) -> None:
    assert not is_genuine(URL, FIELDS, signature, [TOKEN])


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("https://bot.example:port/twilio", FIELDS),
        ("https://bot.example:99999/twilio", FIELDS),
        ("https://[::1/twilio", FIELDS),
        (URL, [("Body", "\ud800")]),
        (URL + "\ud800", FIELDS),
    ],
)
def test_odd_requests_are_refused_without_an_error(url: str, fields: list[tuple[str, str]]) -> None:
    assert not is_genuine(url, fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", [TOKEN])


@pytest.mark.parametrize(
    "other",
    [
        URL.replace("https", "http"),
        URL.replace("mycompany", "yourcompany"),
        URL.replace("myapp", "myapp/"),
        URL.replace("bar=2", "bar=3"),
        URL + "#rc=3",
    ],
)
def test_signature_of_another_address_is_refused(other: str) -> None:
    assert not is_genuine(other, FIELDS, sign(URL, FIELDS, TOKEN), [TOKEN])
