"""The outermost shell: HTTP in, HTTP out. No rule of the talk lives here.

`create_app()` wires Twilio's two webhooks (`triage/hooks.py`), health, metrics, the public page,
the console and, in the demo, the simulator.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, current_app, request

from triage import metrics
from triage.bootstrap import House, open_house
from triage.console import console_beside
from triage.content import page_texts
from triage.doors import PAGES, apart, busy, places_from_environment, with_places
from triage.errors import SchemaUnknown, StorageDown
from triage.hooks import apology_first, messages_first, twilio
from triage.logs import bound, configure, get_logger
from triage.public import public_blueprint
from triage.services.credentials import attendance, uses
from triage.services.doctor.gauges import HELP, Gauges
from triage.settings import load
from triage.storage import schema
from triage.twilio_gateway import inbound

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_YEAR = 31_536_000
#: What monitors ask; neither takes much, and both have to be told while the database hangs.
_PAST_THE_LINE = frozenset({"/healthz", "/metrics"})

log = get_logger("triage.webhooks")
health = Blueprint("health", __name__)


def create_app(house: House | None = None) -> Flask:
    """The WSGI application. Without a house it is built from the environment.

    Raises ConfigProblem, ContentProblem or SchemaUnknown when it cannot be served soundly.
    """
    if house is None:
        source = load(os.environ)
        configure(source.current().triage_log_level)
        house = open_house(source, require_schema=True)
        attendance.start(house, "web")
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = inbound.MAX_BODY_BYTES
    app.extensions["house"] = house
    app.extensions["gauges"] = Gauges(house)
    settings = house.settings.current()
    app.register_blueprint(twilio)
    app.register_blueprint(health)
    app.register_blueprint(
        public_blueprint(
            house.script,
            page_texts("en"),
            whatsapp_number=next(iter(settings.twilio_whatsapp_from), None),
            sms_number=next(iter(settings.twilio_sms_from), None),
            clock=house.clock,
        )
    )
    if settings.is_demo:
        from triage.simulator.blueprint import (
            mount_simulator,
        )  # what it needs stays out of production

        mount_simulator(app, house)
    inside = _with_request_id(messages_first(house, console_beside(house, app.wsgi_app)))
    if places := places_from_environment():
        too_late = _with_request_id(apology_first(house, busy))
        inside = apart(
            with_places(inside, places, too_late=too_late),
            with_places(inside, PAGES, past_the_line=_PAST_THE_LINE),
        )
    app.wsgi_app = inside  # type: ignore[assignment, method-assign] # Flask's own way
    app.after_request(_add_headers)
    app.register_error_handler(Exception, _our_fault)
    for status in (400, 403, 404, 405, 413, 415, 429):
        app.register_error_handler(status, _plain_error)
    return app


def _with_request_id(inner: WSGIApplication) -> WSGIApplication:
    """Every log line of one request carries the same random id."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with bound(request_id=secrets.token_hex(8)):
            return inner(environ, start)

    return answer


def the_house() -> House:
    """What this application is made of."""
    house = current_app.extensions["house"]
    assert isinstance(house, House)  # noqa: S101 - tells the type checker; set in create_app
    return house


@health.get("/healthz")
def is_alive() -> Response:
    """Alive, without touching the database."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@health.get("/readyz")
def is_ready() -> Response:
    """Ready to answer: the database is there and at the revision this program knows."""
    try:
        schema.check(the_house().store.engine)
    except (StorageDown, SchemaUnknown) as problem:
        log.warning("not_ready", reason=type(problem).__name__)
        metrics.series(metrics.DATABASE_ERRORS, "ready").inc()
        return Response("not ready\n", 503, content_type="text/plain; charset=utf-8")
    return Response("ready\n", content_type="text/plain; charset=utf-8")


@health.get("/metrics")
def show_metrics() -> Response:
    """For Prometheus: with the bearer token where one is set, else from this machine only."""
    tokens = the_house().settings.current().metrics_tokens
    if not tokens:
        forwarded = any(h in request.headers for h in ("Forwarded", "X-Forwarded-For", "X-Real-Ip"))
        allowed = request.remote_addr in ("127.0.0.1", "::1") and not forwarded
    else:
        allowed = _has_token(request.headers.get("Authorization", ""), tokens)
    if not allowed:
        return Response("not found\n", 404, content_type="text/plain; charset=utf-8")
    gauges: Gauges = current_app.extensions["gauges"]
    page = metrics.page(gauges.current(), HELP)
    return Response(page, content_type=metrics.CONTENT_TYPE)


def _has_token(header: str, tokens: tuple[str, ...]) -> bool:
    """Whether the header brings one of these; all are compared, each in constant time."""
    given = header.removeprefix("Bearer ").encode()
    found = [token for token in tokens if hmac.compare_digest(given, token.encode())]
    for token in found:
        uses.note("metrics-token", token)
    return bool(found)


def _add_headers(response: Response) -> Response:
    if not request.path.startswith("/twilio/"):
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if the_house().settings.current().public_base_url.startswith("https://"):
            response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    return response


def _plain_error(error: Exception) -> Response:
    """An error that the client caused, without repeating anything it sent."""
    status = getattr(error, "code", 400)
    if request.path.startswith("/twilio/"):
        metrics.series(metrics.REFUSED, "form").inc()
        log.warning("webhook_refused", reason="http", status=status)
        return Response(status=status)
    words = {404: "There is no such page.", 405: "That does not work here."}
    text = words.get(status, "That request could not be read.")
    return Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")


def _our_fault(error: Exception) -> Response:
    """A fault of ours: logged without what was sent, answered plainly."""
    if isinstance(getattr(error, "code", None), int):
        return _plain_error(error)
    log.exception("request_failed")
    return Response(
        "Sorry, something went wrong on our side. Please try again in a minute.\n",
        500,
        content_type="text/plain; charset=utf-8",
    )
