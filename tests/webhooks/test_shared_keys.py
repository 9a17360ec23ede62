"""At the door: the header says how a webhook is signed, and nothing signed otherwise comes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.webhooks.conftest import Twilio
from triage.twilio_gateway.signature import SHA1, SHA256, sign

KEY, SECRET = "webhooks_sharedkey_1a2b", "a-secret-that-only-twilio-knows"
HEADER = "X-Twilio-Webhooks-Signature-Settings"


def put(edge: Twilio, name: str, text: str) -> None:
    """A setting, as a file."""
    settings = edge.house.settings
    assert settings.folder is not None
    Path(settings.folder / name).write_text(text)
    settings.reread()


@pytest.fixture
def edge(twilio_edge: Twilio) -> Twilio:
    """One shared key is accepted."""
    put(twilio_edge, "TWILIO_WEBHOOK_SHARED_KEYS", f"{KEY}:{SECRET}")
    return twilio_edge


def ask(edge: Twilio, secret: str, algorithm: str, said: str | None) -> int:
    """The status for a message signed with this, and with this in the header."""
    url = edge.house.settings.current().public_base_url + "/twilio/inbound"
    form = list(edge.form().items())
    headers = {"X-Twilio-Signature": sign(url, form, secret, algorithm)}
    if said is not None:
        headers[HEADER] = said
    return edge.post(form, headers=headers).status_code


def named(key: str = KEY, algorithm: str = SHA256) -> str:
    """The header as Twilio writes it."""
    return f"key={key},algorithm={algorithm}"


def test_a_shared_key_and_the_auth_token_are_both_let_in(edge: Twilio) -> None:
    token = edge.house.settings.current().auth_tokens[0]

    assert ask(edge, SECRET, SHA256, named()) == 200
    assert ask(edge, SECRET, SHA1, named(algorithm=SHA1)) == 200
    assert ask(edge, token, SHA1, None) == 200


def test_each_scheme_has_secrets_of_its_own(edge: Twilio) -> None:
    token = edge.house.settings.current().auth_tokens[0]

    assert ask(edge, token, SHA256, named()) == 403
    assert ask(edge, token, SHA1, named(algorithm=SHA1)) == 403
    assert ask(edge, SECRET, SHA1, None) == 403
    assert ask(edge, SECRET, SHA256, None) == 403


@pytest.mark.parametrize(
    "said", ["", "x", named("webhooks_sharedkey_9"), named(algorithm="HMAC_MD5"), named() + ",a=b"]
)
def test_an_unknown_key_or_algorithm_is_refused_and_nothing_else_is_tried(
    edge: Twilio, said: str
) -> None:
    token = edge.house.settings.current().auth_tokens[0]

    assert ask(edge, SECRET, SHA256, said) == 403
    assert ask(edge, token, SHA1, said) == 403


def test_with_sha256_alone_an_auth_token_signs_nothing(edge: Twilio) -> None:
    put(edge, "TWILIO_WEBHOOK_SIGNATURES", "sha256")
    token = edge.house.settings.current().auth_tokens[0]

    assert ask(edge, SECRET, SHA256, named()) == 200
    assert ask(edge, token, SHA1, None) == 403
    assert ask(edge, SECRET, SHA1, named(algorithm=SHA1)) == 403
    # a callback goes through Flask's routes
    assert edge.post([("MessageStatus", "sent")], path="/twilio/status").status_code == 403
