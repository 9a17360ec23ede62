"""A request to our own webhook, as Twilio would send it: which signatures are let in.

It goes to PUBLIC_BASE_URL, so through the proxy and to whichever process answers there. What it
says is harmless: the status of a message that nobody knows.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from requests import RequestException, Session

from triage.errors import SendFailed
from triage.twilio_gateway.signature import SHA1, SHA256, sign

LET_IN, REFUSED = 204, 403
_SECONDS = 10.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class OwnDoor:
    """Our status webhook, seen from outside."""

    public_base_url: str
    account_sid: str

    def with_token(self, token: str) -> int:
        """The HTTP status for a request signed with an auth token. Raises SendFailed."""
        return self._knock(_Signer(token, SHA1))

    def with_shared_key(self, name: str, secret: str) -> int:
        """The same for a shared key and SHA-256."""
        return self._knock(_Signer(secret, SHA256, name))

    def with_a_wrong_one(self) -> int:
        """The same for a secret that was never ours."""
        return self.with_token(secrets.token_hex(16))

    def _knock(self, signer: _Signer) -> int:
        url = f"{self.public_base_url}/twilio/status"
        form = (
            ("MessageSid", f"SM{secrets.token_hex(16)}"),
            ("MessageStatus", "sent"),
            ("AccountSid", self.account_sid),
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "triage-self-test",
            "Connection": "close",  # each time a new one: any of the processes may answer
            **signer.headers(url, form),
        }
        try:
            with Session() as session:
                session.trust_env = urlsplit(url).hostname not in _LOOPBACK
                answer = session.post(
                    url,
                    data=urlencode(form),
                    headers=headers,
                    timeout=_SECONDS,
                    allow_redirects=False,
                )
        except RequestException as failure:
            kind = type(failure).__name__
            words = f"our own webhook could not be reached at PUBLIC_BASE_URL ({kind})"
            raise SendFailed(words, permanent=False) from None
        return answer.status_code


@dataclass(frozen=True, slots=True)
class _Signer:
    secret: str = field(repr=False)
    algorithm: str
    name: str = ""

    def headers(self, url: str, form: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
        signed = {"X-Twilio-Signature": sign(url, form, self.secret, self.algorithm)}
        if self.name:
            told = f"key={self.name},algorithm={self.algorithm}"
            signed["X-Twilio-Webhooks-Signature-Settings"] = told
        return signed
