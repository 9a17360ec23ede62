"""The console put together. Decided here: its pages, its headers, and how an error looks."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from triage.console import PREFIX, access, who
from triage.console.pages import BLUEPRINTS, NAVIGATION
from triage.errors import StorageDown
from triage.logs import get_logger
from triage.services.house import House

_MOST_BYTES = 256 * 1024
_WORDS = {
    400: "That could not be read. Go back, check what you filled in, and send it again.",
    401: "Please log in first.",
    403: "That is not allowed now. Go back to the page and try once more.",
    404: "There is no such page, or it is not yours to see.",
    405: "That does not work here. Go back to the page you came from.",
    413: "That was too long to be sent.",
    429: "Too many tries. Please wait a minute.",
    500: "Something went wrong on our side. It was noted; please try again in a minute.",
    503: "The database does not answer. Please try again in a minute.",
}

log = get_logger("triage.console")


def create_console(house: House) -> Flask:
    """The console as a WSGI application; every path in it begins with `/console`."""
    app = Flask(__name__, static_url_path=f"{PREFIX}/static")
    settings = house.settings.current()
    app.config.update(
        MAX_CONTENT_LENGTH=_MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=_MOST_BYTES,
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # the referrer is not sent; the token and the cookie decide
    )
    app.extensions["house"] = house
    access.set_up(app, house)
    CSRFProtect(app)  # type: ignore[no-untyped-call]  # the library has no types
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(who.guard)
    app.after_request(_add_headers)
    app.context_processor(_for_every_page)
    app.add_template_filter(_in_zone, "in_zone")
    app.register_error_handler(CSRFError, lambda error: _error(403))
    app.register_error_handler(Exception, _failed)
    for status in _WORDS:
        if status < 500:
            app.register_error_handler(status, lambda error: _error(error.code))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


def _for_every_page() -> dict[str, Any]:
    """What the frame of a page needs."""
    coordinator = g.get("coordinator")
    navigation = [
        (endpoint, words)
        for endpoint, words in NAVIGATION
        if coordinator and coordinator.role in who.roles_of(endpoint)
    ]
    office = who.the_house().settings.current().office.zone
    return {
        "coordinator": coordinator,
        "navigation": navigation,
        "nonce": _nonce(),
        "zone": (coordinator.zone if coordinator else None) or office,
    }


def _nonce() -> str:
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _in_zone(at: datetime, zone: str, form: str = "%a %-d %b %H:%M") -> str:
    """A time as a clock on that zone's wall shows it."""
    return at.astimezone(ZoneInfo(zone)).strftime(form)


def _add_headers(response: Response) -> Response:
    script = f"script-src 'self' 'nonce-{_nonce()}'"
    policy = (
        f"default-src 'none'; {script}; style-src 'self'; img-src 'self' data:; "
        f"{g.get('more_policy', '')}"  # what one page alone needs
        "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    if who.the_house().settings.current().public_base_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    return response


def _failed(error: Exception) -> tuple[str, int]:
    """A fault of ours, told without anything of what was asked."""
    code = getattr(error, "code", None)
    if isinstance(code, int):
        return _error(code)
    if isinstance(error, StorageDown):
        log.warning("console_without_database")
        return _error(503)
    log.exception("console_failed")
    return _error(500)


def _error(code: int) -> tuple[str, int]:
    words = _WORDS.get(code, _WORDS[400])
    return render_template("console/error.html", code=code, words=words), code
