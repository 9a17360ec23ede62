"""A running program and a Twilio beside it, both over HTTP, around secrets that lie in files.

The web side has a house and settings of its own, as another process would. How often files and
rows are looked at is shortened, so that a rotation takes a second and not a minute.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest
import requests
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

import models
from tests.builders import ACCOUNT, rows
from triage.bootstrap import open_house
from triage.cli.ports import free_port
from triage.services.credentials import attendance, job, twilio_token, uses
from triage.services.credentials.job import Asked
from triage.services.credentials.walk import rotate
from triage.services.house import House
from triage.settings import SettingsSource, load
from triage.simulator.account_keys import AccountKeys
from triage.simulator.server import make_standin
from triage.simulator.settings import from_environment
from triage.twilio_gateway.signature import sign
from webhooks import create_app

AT_ONCE = Asked(grace=timedelta())


@dataclass
class World:
    """One operator's command line (`house`), one web process (`web`), one Twilio (`twilio`)."""

    folder: Path
    environ: dict[str, str]
    house: House
    web: House
    keys: AccountKeys
    said: list[str] = field(default_factory=list)

    def rotate(self, name: str, asked: Asked = AT_ONCE, step: str | None = None) -> bool:
        """As the command does; what it says is kept."""
        return rotate(self.house, name, asked, self.said.append, step=step)

    def file(self, name: str) -> str:
        """What a secret's file holds."""
        return (self.folder / name).read_text(encoding="utf-8").strip()

    def write(self, name: str, text: str) -> None:
        """Put a secret there by hand, and have everybody read it."""
        (self.folder / name).write_text(text + "\n", encoding="utf-8")
        (self.folder / name).chmod(0o600)
        for house in (self.house, self.web):
            house.settings.reread()

    def touch(self) -> None:
        """The operator's process looks at its settings anew, whatever the files' times say."""
        self.house.settings._seen = None
        self.house.settings.reread()

    def webhook(self, token: str, n: int = 0, *, sender: int | None = None) -> int:
        """The status of the n-th message, of the n-th sender or another, signed with this token."""
        url = f"{self.environ['PUBLIC_BASE_URL']}/twilio/inbound"
        form = [
            ("MessageSid", f"SM{n:032x}"),
            ("AccountSid", ACCOUNT),
            ("From", f"whatsapp:+120255501{(n if sender is None else sender) % 100:02d}"),
            ("To", "whatsapp:+12025550101"),
            ("Body", "hi"),
        ]
        signed = {"X-Twilio-Signature": sign(url, form, token)}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = requests.post(url, data=urlencode(form), headers={**kind, **signed}, timeout=10)
        return answer.status_code

    def reopen(self) -> None:
        """A process that starts now finds that it has the right keys."""
        open_house(source_of(self.environ), require_schema=True).store.close()

    def steps(self) -> list[str]:
        """The steps that the audit knows."""
        store = self.house.store
        found = rows(store, models.audit_event, action="rotate_credential")
        return [one.detail.partition('"step": "')[2].partition('"')[0] for one in found]


def source_of(environ: dict[str, str]) -> SettingsSource:
    """Settings as one process reads them."""
    return load(environ, env_file=None)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


def _server(house: House, port: int) -> BaseWSGIServer:
    app = create_app(house)
    return make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)


@contextmanager
def serving(server: BaseWSGIServer) -> Iterator[str]:
    """The server's address while it serves; it stops at once."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at files and rows often, and be less thorough where it only takes time."""
    monkeypatch.setattr("triage.settings.source._LOOK_EVERY", 0.02)
    monkeypatch.setattr(attendance, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(attendance, "BEAT", timedelta(seconds=0.2))
    monkeypatch.setattr(job, "_POLL", 0.05)
    monkeypatch.setattr(job, "_PATIENCE", 8.0)
    monkeypatch.setattr(job, "_DEADLINES", 0)
    monkeypatch.setattr(job, "_SPARE", 0.05)
    monkeypatch.setattr(twilio_token, "_KNOCKS", 3)
    uses.drop(uses.noted())


@pytest.fixture
def environ(tmp_path: Path, database_url: str) -> dict[str, str]:
    """Everything but the secrets."""
    return {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(tmp_path / "var"),
        "TRIAGE_SECRETS_DIR": str(tmp_path / "secrets"),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_WHATSAPP_FROM": "whatsapp:+12025550101",
        "TWILIO_SMS_FROM": "+12025550100",
        "DATABASE_URL": database_url,
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{free_port()}",
    }


@pytest.fixture
def world(tmp_path: Path, environ: dict[str, str], quick: None) -> Iterator[World]:
    """Everything, running."""
    source_of(environ)  # makes the secrets
    folder = tmp_path / "secrets"
    (folder / "TWILIO_ACCOUNT_SID").write_text(ACCOUNT, encoding="utf-8")
    with ExitStack() as stack:
        standin = from_environment(environ)
        keys = AccountKeys(standin)
        address = stack.enter_context(serving(make_standin("127.0.0.1", 0, standin, keys)))
        environ["TWILIO_API_BASE_URL"] = address
        house, web = _opened(environ, stack), _opened(environ, stack)
        port = int(environ["PUBLIC_BASE_URL"].rpartition(":")[2])
        stack.enter_context(serving(_server(web, port)))
        stop: Event = attendance.start(web, "web")
        stack.callback(stop.set)
        yield World(folder, environ, house, web, keys)


def _opened(environ: dict[str, str], stack: ExitStack) -> House:
    house = open_house(source_of(environ), require_schema=True)
    stack.callback(house.store.close)
    return house
