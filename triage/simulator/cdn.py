"""Where Twilio keeps files: the API only sends one on to a short-lived address of its network.

Decided here: that address carries its own right and refuses a log-in, as the real store does; so a
client that carries its credentials along is found out.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import partial

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from triage.simulator.exchange import Exchange
from triage.simulator.settings import StandinSettings

VALID_SECONDS = 4 * 3600


def cdn_blueprint(settings: StandinSettings, exchange: Exchange) -> Blueprint:
    """The routes of the store."""
    store = Blueprint("cdn", __name__)
    store.add_url_rule(
        "/cdn/<sid>", endpoint="file", view_func=partial(_give, settings, exchange), methods=["GET"]
    )
    return store


def send_on(settings: StandinSettings, exchange: Exchange, sid: str) -> Answer:
    """The API's answer to whoever may have a file: where it lies."""
    expires = int(exchange.now().timestamp()) + VALID_SECONDS
    signature = _sign(settings, sid, expires)
    root = request.host_url.rstrip("/")
    return redirect(f"{root}/cdn/{sid}?Expires={expires}&Signature={signature}", 307)


def _give(settings: StandinSettings, exchange: Exchange, sid: str) -> Response:
    if "Authorization" in request.headers:
        return Response("Only one way to prove who you are is allowed", 400)
    expires = request.args.get("Expires", 0, type=int)
    right = _sign(settings, sid, expires)
    given = request.args.get("Signature", "")
    if not hmac.compare_digest(given.encode(), right.encode()):
        return Response("Forbidden", 403)
    if exchange.now().timestamp() > expires:
        return Response("Expired", 403)
    file = exchange.file(sid)
    if file is None:
        return Response("No such file", 404)
    return Response(file.content, content_type=file.content_type)


def _sign(settings: StandinSettings, sid: str, expires: int) -> str:
    secret = (settings.auth_tokens() or ("",))[0]
    return hmac.new(secret.encode(), f"{sid}:{expires}".encode(), hashlib.sha256).hexdigest()
