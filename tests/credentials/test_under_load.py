"""Real web processes over HTTP, 50 messages a second, and an operator whose rotation is killed with
SIGKILL at every step: no genuine webhook is refused, and the retired token is.
"""

from __future__ import annotations

import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

import models
from tests.builders import ACCOUNT, rows
from tests.cli.conftest import spawn
from tests.cli.test_demo_and_serve import wait_until_ready
from tests.conftest import postgresql_url
from tests.credentials.conftest import serving, source_of
from triage.cli.ports import free_port
from triage.settings import all_setting_names
from triage.simulator.account_keys import AccountKeys
from triage.simulator.server import make_standin
from triage.simulator.settings import from_environment
from triage.storage import Store
from triage.twilio_gateway.signature import sign

A_SECOND, THREADS, SENDERS = 50, 5, 90
FILE = "TWILIO_AUTH_TOKEN"


@dataclass
class Load:
    """Messages at a steady pace, each signed with what is Twilio's primary token at that moment."""

    base: str
    keys: AccountKeys
    answers: Counter[int] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)
    _numbers: Iterator[int] = field(default_factory=count)

    def run(self) -> None:
        """One of the threads."""
        due = time.monotonic()
        with requests.Session() as session:
            while not self.stop.is_set():
                self.answers[self.send(session, self.keys.tokens()[0])] += 1
                due += THREADS / A_SECOND
                self.stop.wait(max(0.0, due - time.monotonic()))

    def send(self, session: requests.Session, token: str) -> int:
        """One message; its status."""
        n, url = next(self._numbers), f"{self.base}/twilio/inbound"
        form = [
            ("MessageSid", f"SM{n:032x}"),
            ("AccountSid", ACCOUNT),
            ("From", f"whatsapp:+120255501{n % SENDERS:02d}"),
            ("To", "whatsapp:+12025550101"),
            ("Body", "hi"),
        ]
        headers = {
            "X-Twilio-Signature": sign(url, form, token),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return session.post(url, data=urlencode(form), headers=headers, timeout=15).status_code


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """On one database, for it takes half a minute: PostgreSQL where there is one."""
    name = "sqlite_url" if postgresql_url() is None else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def environ(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[dict[str, str], AccountKeys]]:
    """The environment of all processes, and a Twilio."""
    port = free_port()
    values = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(tmp_path / "var"),
        "TRIAGE_SECRETS_DIR": str(tmp_path / "secrets"),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_WHATSAPP_FROM": "whatsapp:+12025550101",
        "TWILIO_SMS_FROM": "+12025550100",
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
    }
    source_of(values)
    (tmp_path / "secrets" / "TWILIO_ACCOUNT_SID").write_text(ACCOUNT, encoding="utf-8")
    standin = from_environment(values)
    keys = AccountKeys(standin)
    with serving(make_standin("127.0.0.1", 0, standin, keys)) as address:
        for name in all_setting_names():
            monkeypatch.delenv(name, raising=False)
        for name, value in {**values, "TWILIO_API_BASE_URL": address}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        yield values, keys


def rotate(name: str, *more: str, kill_at: str = "") -> tuple[int, str]:
    """The command as a process; with `kill_at` it dies a moment after that step began."""
    process = spawn("credentials", "rotate", name, "--yes", "--grace", "0m", *more)
    said = ""
    assert process.stdout
    assert process.stderr
    for line in process.stdout:
        said += line.decode()
        if kill_at and said.splitlines()[-1].startswith(f"{kill_at}:"):
            time.sleep(secrets.randbelow(300) / 1000)
            process.send_signal(signal.SIGKILL)
    said += process.stderr.read().decode()
    return process.wait(60), said


def test_no_genuine_webhook_is_refused(
    environ: tuple[dict[str, str], AccountKeys], store: Store, tmp_path: Path
) -> None:
    values, keys = environ
    load = Load(values["PUBLIC_BASE_URL"], keys)
    old, told = keys.tokens()[0], ""
    with ExitStack() as stack, open(tmp_path / "log", "w+b") as log:
        server = spawn("serve", "--workers", "2", stderr=log)
        stack.callback(server.wait, 30)
        stack.callback(server.send_signal, signal.SIGTERM)
        wait_until_ready(server, f"{load.base}/readyz")
        threads = [threading.Thread(target=load.run) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            for step in ("add", "verify", "promote", "retire"):
                code, said = rotate("twilio-auth-token", kill_at=step)
                assert code == -signal.SIGKILL, said
                told += said
            for name in ("twilio-auth-token", "data-key", "index-key"):
                code, said = rotate(name)
                assert code == 0, said
                told += said
        finally:
            load.stop.set()
            for thread in threads:
                thread.join()
        with requests.Session() as session:
            refused = {load.send(session, old) for _ in range(20)}
        log.seek(0)
        told += log.read().decode()

    assert load.answers.keys() == {200}, load.answers
    assert load.answers[200] > 200
    assert refused == {403}
    assert len(rows(store, models.person)) == SENDERS
    new = (tmp_path / "secrets" / FILE).read_text(encoding="utf-8").strip()
    assert new == keys.tokens()[0] != old
    for name in (FILE, "TRIAGE_DATA_KEY", "TRIAGE_INDEX_KEY"):
        for secret in (tmp_path / "secrets" / name).read_text(encoding="utf-8").strip().split(","):
            assert secret not in told
    assert old not in told
