"""Twilio's REST interface for the worker: the only module that imports Twilio's package.

Decided here: every request ends within ten seconds, every failure becomes a SendFailed that says
whether to try again, and nothing of a message stands in an exception or a log. Messages have no
idempotency key at Twilio, so a send that may have gone through is looked up before it is repeated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from requests import Session
from requests.exceptions import ConnectTimeout, RequestException, SSLError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from triage.arrival import Sending
from triage.errors import SendFailed
from triage.twilio_gateway.codes import Code, lookup

TIMEOUT_SECONDS = 10.0
_client: Callable[..., Client] = Client  # its __init__ is untyped
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
#: Where Twilio gives no code of its own.
_USUAL_CODES = {401: 20003, 404: 20404}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are at Twilio. `username` is an API key (SK...) or the account SID with its token."""

    account_sid: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What Twilio said when it took a message; `segments` is 0 while Twilio does not know yet."""

    sid: str
    status: str
    segments: int


@dataclass(frozen=True, slots=True)
class Said:
    """What Twilio said: its JSON (empty where there was none) and the time by Twilio's clock."""

    body: Mapping[str, Any] = field(repr=False)
    at: datetime | None


class TwilioRest:
    """Sends through Twilio; `credentials` is asked each time, so a rotation needs no restart."""

    def __init__(
        self,
        credentials: Callable[[], Credentials],
        *,
        base_url: str = "",
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._credentials = credentials
        self._timeout = timeout
        self._base = urlsplit(base_url)
        self._session = Session()
        # A proxy of the machine's must not see, or break, what goes to a gateway beside us.
        self._session.trust_env = self._base.hostname not in _LOOPBACK

    def send(self, sending: Sending) -> Sent:
        """Send one message. Raises SendFailed, which says whether to try again."""
        message = self._call(lambda client: client.messages.create(**_arguments(sending)))
        return _sent(message)

    def find_sent(self, sending: Sending, since: datetime) -> Sent | None:
        """What an ambiguous send may have left at Twilio, or None. Raises SendFailed."""
        found = self._call(
            lambda client: client.messages.list(to=sending.to, date_sent_after=since, limit=50)
        )
        for message in found:
            same_sender = sending.sender in (message.from_, message.messaging_service_sid)
            if same_sender and _may_be(message.body, sending):
                return _sent(message)
        return None

    def ask(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Said:
        """Any request to Twilio, by the full address of Twilio's documents.

        Raises SendFailed; its `code` is 20404 for what Twilio does not know.
        """

        def request(client: Client) -> Said:
            answer = client.request(
                method,
                url,
                params=dict(query) if query else None,
                data=dict(form) if form else None,
            )
            body = json.loads(answer.text) if answer.text else {}
            if answer.status_code >= 300:
                usual = _USUAL_CODES.get(answer.status_code)
                raise TwilioRestException(answer.status_code, "", code=body.get("code") or usual)
            return Said(body, _date(answer.headers or {}))

        said: Said = self._call(request)
        return said

    def _call(self, request: Callable[[Client], Any]) -> Any:
        who = self._credentials()
        http = _QuietClient(self._session, self._base, self._timeout)
        client = _client(who.username, who.password, who.account_sid, http_client=http)
        try:
            return request(client)
        except (TwilioRestException, TwilioServiceException) as failure:
            raise _failed(failure.code, failure.status, http.headers) from None
        except TwilioException as failure:  # a page of a list that it could not get
            status = getattr(failure.args[-1], "status_code", 500)
            raise _failed(None, status, http.headers) from None
        except RequestException as failure:
            raise _unreachable(failure) from None
        except ValueError:  # an answer that is not JSON
            unread = "Twilio's answer was not readable"
            raise SendFailed(unread, permanent=False, ambiguous=True) from None


class _QuietClient(TwilioHttpClient):
    """Twilio's HTTP client with a deadline, without a log, and to another address if asked."""

    def __init__(self, session: Session, base: SplitResult, timeout: float) -> None:
        super().__init__(pool_connections=False, timeout=timeout)
        self.session = session
        self._base = base
        self.headers: Mapping[str, str] = {}

    def request(self, *args: Any, **kwargs: Any) -> Response:
        method, url, *rest = args
        response = super().request(method, self._rebased(url), *rest, **kwargs)
        self.headers = response.headers or {}
        return response

    def log_request(self, kwargs: Any) -> None:
        """Nothing: Twilio's own log lines hold numbers."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Nothing, for the same reason."""

    def _rebased(self, url: str) -> str:
        if not self._base.netloc:
            return url
        parts = urlsplit(url)
        path = self._base.path.rstrip("/") + parts.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))


def _arguments(sending: Sending) -> dict[str, str]:
    sender = "messaging_service_sid" if sending.sender.startswith("MG") else "from_"
    arguments = {"to": sending.to, sender: sending.sender}
    if sending.content_sid:
        arguments["content_sid"] = sending.content_sid
        if sending.content_variables:
            arguments["content_variables"] = sending.content_variables
    else:
        arguments["body"] = sending.body
    if sending.status_callback:
        arguments["status_callback"] = sending.status_callback
    return arguments


def _may_be(body: str | None, sending: Sending) -> bool:
    """Whether Twilio's message may be this one; of a template Twilio does not always tell words."""
    said, ours = " ".join((body or "").split()), " ".join(sending.body.split())
    return said == ours or (bool(sending.content_sid) and not said)


def _sent(message: Any) -> Sent:
    segments = str(message.num_segments or "0")
    return Sent(str(message.sid), str(message.status), int(segments) if segments.isdigit() else 0)


def _failed(code: Any, status: int, headers: Mapping[str, str]) -> SendFailed:
    number = code if isinstance(code, int) and code >= 10_000 else None
    meaning: Code = lookup(number, status)
    # A server error is ambiguous whatever code it carries: the message may have been taken.
    ambiguous = meaning.kind == "ambiguous" or status >= 500
    return SendFailed(
        meaning.words,
        permanent=meaning.permanent and not ambiguous,
        code=number,
        ambiguous=ambiguous,
        retry_after=_retry_after(headers) or meaning.wait,
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    text = headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError):
        return None


def _unreachable(failure: RequestException) -> SendFailed:
    """Only when no connection came about is it certain that nothing was sent."""
    reason = getattr(failure.args[0], "reason", None) if failure.args else None
    untouched = isinstance(failure, (ConnectTimeout, SSLError)) or isinstance(
        reason, NewConnectionError
    )
    return SendFailed("Twilio could not be reached", permanent=False, ambiguous=not untouched)
