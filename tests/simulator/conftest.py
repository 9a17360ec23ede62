"""A stand-in and a tiny bot behind the real blueprint, over real HTTP on loopback ports."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask, Response, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from triage.arrival import Arrival, StatusUpdate
from triage.simulator.blueprint import simulator_blueprint
from triage.simulator.server import make_standin
from triage.simulator.settings import StandinSettings
from triage.twilio_gateway.inbound import parse_arrival, parse_form, parse_status
from triage.twilio_gateway.signature import is_genuine
from triage.twilio_gateway.twiml import render

ACCOUNT = "AC" + "0a" * 16
SMS, WHATSAPP, SERVICE = "+12025550100", "whatsapp:+12025550101", "MG" + "2c" * 16
PERSON = "+447700900123"


@dataclass
class Bot:
    """Checks and reads every webhook with the real gateway; `reply` makes the answer."""

    reply: Callable[[Arrival], str | None] = lambda arrival: f"You said: {arrival.body}"
    arrivals: list[Arrival] = field(default_factory=list)
    updates: list[StatusUpdate] = field(default_factory=list)
    refused: int = 0
    answer: Response | None = None  # instead of the reply


@dataclass
class World:
    """One running stand-in and one running bot."""

    bot: Bot
    web: str
    standin: str
    settings: StandinSettings

    def send(self, text: str = "", channel: str = "sms", **more: Any) -> requests.Response:
        data: dict[str, Any] = {
            "from": PERSON,
            "channel": channel,
            "text": text,
            "wait": True,
            **more,
        }
        return requests.post(f"{self.standin}/phone/send", json=data, timeout=20)

    def thread(self, channel: str = "sms", sender: str = PERSON, after: int = 0) -> list[str]:
        """Lines as "mine: text"."""
        query = {"from": sender, "channel": channel, "after": str(after)}
        answer = requests.get(f"{self.standin}/phone/thread", params=query, timeout=5).json()
        return [f"{line['kind']}: {line['text'] or line['place']}" for line in answer["messages"]]

    def rest(self, method: str, path: str, **what: Any) -> requests.Response:
        url = f"{self.standin}/2010-04-01/Accounts/{ACCOUNT}{path}"
        auth = what.pop("auth", (ACCOUNT, "newest"))
        return requests.request(method, url, auth=auth, timeout=15, **what)


def bot_app(bot: Bot, settings: StandinSettings) -> Flask:
    """The webhooks of a bot that trusts nothing unsigned."""
    app = Flask(__name__)

    @app.post("/twilio/<kind>")
    def webhook(kind: str) -> Response:
        params = parse_form(request.get_data())
        query = request.query_string.decode()
        url = f"{app.config['BASE']}{request.path}" + (f"?{query}" if query else "")
        signature = request.headers.get("X-Twilio-Signature")
        if not is_genuine(url, params, signature, settings.auth_tokens()[:1]):
            bot.refused += 1
            return Response(status=403)
        if kind == "status":
            update = parse_status(params, request.args, account_sid=ACCOUNT)
            bot.updates.append(update)
            return Response(status=204)
        ours = {SMS, WHATSAPP, SERVICE}
        arrival = parse_arrival(params, account_sid=ACCOUNT, our_numbers=ours)
        bot.arrivals.append(arrival)
        return bot.answer or Response(render(bot.reply(arrival)), content_type="text/xml")

    return app


class _Handler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


def _quiet(app: Flask) -> BaseWSGIServer:
    return make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Handler)


@contextmanager
def serving(server: BaseWSGIServer) -> Iterator[str]:
    """The server's address while it serves."""
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def running(secrets_dir: Path | None = None, **changes: Any) -> Iterator[World]:
    """Everything, with changed settings of the stand-in if given."""
    bot = Bot()
    settings = StandinSettings(
        account_sid=ACCOUNT,
        public_base_url="",
        sms_number=SMS,
        whatsapp_number=WHATSAPP,
        auth_tokens=lambda: ("newest", "older"),
        api_keys=lambda: {"SKkey": "secret"},
        callback_pause=0.02,
    )
    app = bot_app(bot, settings)
    with serving(_quiet(app)) as web:
        app.config["BASE"] = web
        settings = replace(settings, public_base_url=web)
        settings = replace(settings, **changes)
        with serving(make_standin("127.0.0.1", 0, settings)) as standin:
            known = {"CAR T-Cell therapy": "menu:2"}
            app.register_blueprint(simulator_blueprint(standin, secrets_dir, known.get))
            yield World(bot, web, standin, settings)


def eventually(happened: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it happens in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.01)
    return happened()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running(tmp_path) as everything:
        yield everything
