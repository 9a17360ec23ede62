"""Webhooks that Twilio signs with a shared key: the check equals Twilio's own, and what the header
says can never make a forged request genuine.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import get_signature_algorithm
from werkzeug.datastructures import MultiDict

from tests.twilio.test_signature import FIELDS, URL, Validator, _pairs, _urls, _words
from triage.twilio_gateway.signature import SHA1, SHA256, named_key, sign, signed_with

algorithm_of: Any = get_signature_algorithm  # untyped
KEYS = {"webhooks_sharedkey_1": "secret-one", "webhooks_sharedkey_2": "secret-two"}
_algorithms = st.sampled_from([SHA1, SHA256])


@given(
    url=_urls,
    pairs=_pairs,
    secret=_words.filter(bool),
    port=st.booleans(),
    made=_algorithms,
    checked=_algorithms,
)
def test_check_and_signer_equal_twilios_validator(
    url: str, pairs: list[tuple[str, str]], secret: str, port: bool, made: str, checked: str
) -> None:
    validator = Validator(secret)
    signed_url = url.replace(".example/", ".example:443/") if port else url
    theirs = validator.compute_signature(signed_url, MultiDict(pairs), made)

    assert sign(signed_url, pairs, secret, made) == theirs
    found = signed_with(url, pairs, theirs, [secret], checked)
    assert (found == secret) == validator.validate(url, MultiDict(pairs), theirs, checked)


@given(
    key=st.sampled_from([*KEYS, "webhooks_sharedkey_3", ""]),
    algorithm=st.sampled_from([SHA1, SHA256, "HMAC_MD5", "none", "hmac_sha1", ""]),
    first=st.booleans(),
)
def test_the_header_names_a_key_and_an_algorithm_of_ours_or_nothing(
    key: str, algorithm: str, first: bool
) -> None:
    parts = [f"key={key}", f"algorithm={algorithm}"]
    header = ",".join(parts if first else reversed(parts))

    found = named_key(header, KEYS)

    if key in KEYS and algorithm in (SHA1, SHA256):
        assert found == (KEYS[key], algorithm_of(header))
    else:
        assert found is None


@pytest.mark.parametrize(
    "header",
    [
        "",
        ",",
        "key=webhooks_sharedkey_1",
        "algorithm=HMAC_SHA256",
        "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256,algorithm=HMAC_SHA1",
        "key=webhooks_sharedkey_1,key=webhooks_sharedkey_2,algorithm=HMAC_SHA256",
        "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256,more=1",
        "key=webhooks_sharedkey_1;algorithm=HMAC_SHA256",
        "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256" + "," * 400,
    ],
)
def test_an_odd_header_is_refused(header: str) -> None:
    assert named_key(header, KEYS) is None


def test_the_secret_that_made_it_is_told() -> None:
    signature = sign(URL, FIELDS, "secret-two", SHA256)

    assert signed_with(URL, FIELDS, signature, KEYS.values(), SHA256) == "secret-two"
    assert signed_with(URL, FIELDS, signature, KEYS.values(), SHA1) is None
    assert signed_with(URL, FIELDS, signature, ["secret-one"], SHA256) is None
