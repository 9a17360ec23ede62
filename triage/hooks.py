"""Twilio's two webhooks: verify, parse, hand to the services, answer.

An inbound message always gets its answer within Twilio's 15 seconds: what a sender can cause is
never a 500, and what is our own fault is the apology with the call number. Messages are the hot
path: a plain one is answered as WSGI, without the framework's work on requests; whatever is odd
about a request goes to Flask's routes, which do the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request

from triage import metrics
from triage.arrival import Arrival
from triage.doors import came
from triage.errors import BadSignature, BadWebhook, StorageDown
from triage.logs import bound, get_logger
from triage.services.credentials import uses
from triage.services.house import House
from triage.services.messages import delivery, inbox
from triage.services.recovery import outage
from triage.settings import Settings
from triage.twilio_gateway import inbound, signature, twiml
from triage.vocabulary import STATUS_RANK, Channel

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_FORM = "application/x-www-form-urlencoded"
_SCHEME = "X-Twilio-Webhooks-Signature-Settings"
_SCHEME_WSGI = "HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS"
_PREFIX = "/twilio"
_INBOUND = f"{_PREFIX}/inbound"
_REASONS = {200: "200 OK", 400: "400 BAD REQUEST", 403: "403 FORBIDDEN"}

#: What is said to a message, and what that is counted as.
Replying = Callable[[Arrival], tuple[str | None, str]]

log = get_logger("triage.hooks")
twilio = Blueprint("twilio", __name__, url_prefix=_PREFIX)


@dataclass(frozen=True, slots=True)
class Posted:
    """A form as it came, before anything in it is believed; `target` is the path with its query,
    `scheme` what was said about how it is signed, `came` when it came (`time.monotonic`)."""

    target: str
    body: bytes
    signature: str | None
    scheme: str | None
    came: float


@dataclass(frozen=True, slots=True)
class Answered:
    """What goes back: TwiML with a 200, nothing with any other status."""

    status: int
    body: bytes = b""


def messages_first(house: House, inner: WSGIApplication) -> WSGIApplication:
    """Answer plain messages here, and pass everything else on to `inner`."""
    return _plain_ones(house, inner, lambda arrival: _reply(house, arrival))


def apology_first(house: House, inner: WSGIApplication) -> WSGIApplication:
    """The same for whoever found no place in time: the apology, and the message is had later."""

    def apologise(arrival: Arrival) -> tuple[str, str]:
        log.error("inbound_too_late")
        return _apologise(house, arrival.sender.channel)

    return _plain_ones(house, inner, apologise)


def _plain_ones(house: House, inner: WSGIApplication, reply: Replying) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        posted = _plain_message(environ)
        if posted is None:
            return inner(environ, start)
        said = _receive(house, posted, reply)
        headers = [("Content-Length", str(len(said.body))), ("Content-Type", twiml.CONTENT_TYPE)]
        start(_REASONS[said.status], headers)
        return [said.body]

    return answer


def _plain_message(environ: WSGIEnvironment) -> Posted | None:
    """The form, when the request is just what Twilio sends: else None, and nothing was read."""
    length = environ.get("CONTENT_LENGTH") or ""
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    plain = (
        environ["REQUEST_METHOD"] == "POST"
        and environ["PATH_INFO"] == _INBOUND
        and kind == _FORM
        and length.isascii()
        and length.isdigit()
        and len(length) < len(str(inbound.MAX_BODY_BYTES)) + 1
        and int(length) <= inbound.MAX_BODY_BYTES
        and "HTTP_TRANSFER_ENCODING" not in environ
    )
    if not plain:
        return None
    query = environ.get("QUERY_STRING", "")
    body = environ["wsgi.input"].read(int(length))
    target = f"{_INBOUND}?{query}" if query else _INBOUND
    signed, scheme = environ.get("HTTP_X_TWILIO_SIGNATURE"), environ.get(_SCHEME_WSGI)
    return Posted(target, body, signed, scheme, came(environ))


@twilio.post("/inbound")
def receive_message() -> Response:
    """One message from a person."""
    if request.mimetype != _FORM:
        return _refuse("not a form", 415)
    house = _the_house()
    said = _receive(house, _posted(), lambda arrival: _reply(house, arrival))
    return Response(said.body, said.status, content_type=twiml.CONTENT_TYPE)


def _receive(house: House, posted: Posted, reply: Replying) -> Answered:
    """Verify, parse, have it replied to, answer."""
    settings = house.settings.current()
    try:
        arrival = inbound.parse_arrival(
            _genuine_params(settings, posted),
            account_sid=settings.twilio_account_sid,
            our_numbers=(*settings.senders, *settings.twilio_messaging_service_sid),
        )
    except (BadSignature, BadWebhook) as odd:
        return Answered(_refused(odd))
    except Exception:
        log.exception("inbound_unread")
        metrics.series(metrics.INBOUND, "unknown", "apology").inc()
        return Answered(200, twiml.render(house.script.say("talk.outage", "en", Channel.SMS)))
    with bound(message_sid=arrival.message_sid):
        body, outcome = reply(arrival)
    metrics.series(metrics.INBOUND, arrival.sender.channel.value, outcome).inc()
    metrics.SECONDS.observe(time.monotonic() - posted.came)
    return Answered(200, twiml.render(body))


def _reply(house: House, arrival: Arrival) -> tuple[str | None, str]:
    """The reply and what to count it as; when we fail, the apology with the call number."""
    channel = arrival.sender.channel
    try:
        received = inbox.receive(house, arrival)
    except StorageDown as problem:
        log.error("inbound_storage_down", reason=str(problem))
        metrics.series(metrics.DATABASE_ERRORS, "inbound").inc()
        return _apologise(house, channel)
    except Exception:
        log.exception("inbound_failed")
        return _apologise(house, channel)
    if received.held:
        metrics.series(metrics.HELD_BACK, received.held.value).inc()
    if received.is_first:
        metrics.series(metrics.STRANGERS, channel.value).inc()
    if received.alarmed:
        metrics.series(metrics.RED_FLAGS, channel.value).inc()
    if received.duplicate:
        return received.body, "duplicate"
    return received.body, "answered" if received.body else "silent"


def _apologise(house: House, channel: Channel) -> tuple[str, str]:
    """The apology; the message is had from Twilio's log as soon as the database answers."""
    outage.note(house)
    return house.script.say("talk.outage", "en", channel), "apology"


@twilio.post("/status")
def record_status() -> Response:
    """Where one of our messages is now; late and unknown ids are harmless."""
    if request.mimetype != _FORM:
        return _refuse("not a form", 415)
    settings = _the_house().settings.current()
    try:
        update = inbound.parse_status(
            _genuine_params(settings, _posted()),
            request.args,
            account_sid=settings.twilio_account_sid,
        )
        known = delivery.record(_the_house(), update)
    except (BadSignature, BadWebhook) as odd:
        return Response(status=_refused(odd))
    except StorageDown as problem:
        log.error("status_storage_down", reason=str(problem))
        metrics.series(metrics.DATABASE_ERRORS, "status").inc()
        return Response(status=503)
    metrics.series(metrics.STATUSES, "yes" if known else "no").inc()
    if known:
        status = update.status if update.status in STATUS_RANK else "other"
        metrics.series(metrics.OUTBOUND, status).inc()
    return Response(status=204)


def _the_house() -> House:
    house = current_app.extensions["house"]
    assert isinstance(house, House)  # noqa: S101 - tells the type checker; set in create_app
    return house


def _posted() -> Posted:
    """The request as Flask has read it."""
    query = request.query_string.decode("latin-1")
    target = request.path + (f"?{query}" if query else "")
    signed, scheme = request.headers.get("X-Twilio-Signature"), request.headers.get(_SCHEME)
    return Posted(target, request.get_data(cache=False), signed, scheme, came(request.environ))


def _genuine_params(settings: Settings, posted: Posted) -> inbound.Params:
    """The signed form. Raises BadWebhook or BadSignature before any other work."""
    params = inbound.parse_form(posted.body)
    url = settings.public_base_url + posted.target
    if posted.scheme is None and settings.twilio_webhook_signatures == "any":
        name, tokens, algorithm = "twilio-auth-token", settings.auth_tokens, signature.SHA1
    else:
        chosen = signature.named_key(posted.scheme or "", settings.shared_keys)
        if chosen is None or not settings.takes_algorithm(chosen[1]):
            raise BadSignature("signed in a way that is not accepted")
        name, tokens, algorithm = "webhook-shared-keys", chosen[:1], chosen[1]
    key = signature.signed_with(url, params, posted.signature, tokens, algorithm)
    if key is None:
        raise BadSignature("not signed by Twilio")
    uses.note(name, key)
    return params


def _refused(odd: BadSignature | BadWebhook) -> int:
    """Count and log a request that is none of ours; its status."""
    if isinstance(odd, BadSignature):
        metrics.series(metrics.REFUSED, "signature").inc()
        log.warning("webhook_refused", reason="signature")
        return 403
    metrics.series(metrics.REFUSED, "form").inc()
    log.warning("webhook_refused", reason=str(odd), status=odd.status)
    return odd.status


def _refuse(reason: str, status: int) -> Response:
    return Response(status=_refused(BadWebhook(reason, status)))
