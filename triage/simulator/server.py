"""The stand-in's process: `python -m triage.simulator.server`, on loopback only.

Decided here: one Flask app behind werkzeug's threaded server (each callback and each page has its
own thread), without an access log, since addresses and texts pass through.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from flask import Flask, jsonify
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from triage.simulator.account_api import account_blueprint
from triage.simulator.account_keys import AccountKeys, keys_blueprint
from triage.simulator.callbacks import Callbacks
from triage.simulator.cdn import cdn_blueprint
from triage.simulator.exchange import Exchange
from triage.simulator.phone_api import MAX_REQUEST, phone_blueprint
from triage.simulator.rest_api import rest_blueprint
from triage.simulator.settings import DEFAULT_PORT, OptOutMode, StandinSettings, from_environment

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def create_standin(settings: StandinSettings, keys: AccountKeys | None = None) -> Flask:
    """The stand-in as an app; its memory begins empty. `keys`: for who wants to look into them."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_REQUEST
    exchange = Exchange(settings.shift_hours)
    keys = keys or AccountKeys(settings)
    settings = replace(settings, auth_tokens=keys.tokens, api_keys=keys.api_keys)
    app.register_blueprint(phone_blueprint(settings, exchange))
    app.register_blueprint(rest_blueprint(settings, exchange, Callbacks(settings, exchange)))
    app.register_blueprint(account_blueprint(settings))
    app.register_blueprint(keys_blueprint(settings, keys))
    app.register_blueprint(cdn_blueprint(settings, exchange))
    app.add_url_rule("/healthz", view_func=lambda: jsonify(ok=True))
    return app


def make_standin(
    host: str, port: int, settings: StandinSettings, keys: AccountKeys | None = None
) -> BaseWSGIServer:
    """A server that is bound but not yet serving (port 0 takes a free one)."""
    if host not in LOOPBACK:
        raise ValueError("the stand-in serves this machine only")
    app = create_standin(settings, keys)
    return make_server(host, port, app, threaded=True, request_handler=_Quiet)


def run_standin(host: str, port: int, settings: StandinSettings) -> None:
    """Serve until interrupted."""
    server = make_standin(host, port, settings)
    try:
        server.serve_forever()
    finally:
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing: request lines hold numbers."""


def main(arguments: list[str] | None = None) -> int:
    """Read settings from the environment and serve; 2 says that something is missing."""
    parser = argparse.ArgumentParser(prog="python -m triage.simulator.server")
    parser.add_argument("--host", default="127.0.0.1", choices=LOOPBACK)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--opt-out", default=OptOutMode.DEFAULT, choices=list(OptOutMode))
    given = parser.parse_args(arguments)
    try:
        settings = replace(from_environment(), opt_out=OptOutMode(given.opt_out))
    except KeyError as missing:
        sys.stderr.write(f"the stand-in needs {missing.args[0]}\n")
        return 2
    try:
        run_standin(given.host, given.port, settings)
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
