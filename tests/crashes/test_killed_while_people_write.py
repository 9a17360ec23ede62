"""Everything that answers is killed with SIGKILL, again and again, while people write: whatever was
accepted is kept once, and everybody hears what somebody undisturbed hears.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

from models import conversation, message, person
from tests.builders import ACCOUNT, rows
from tests.cli.conftest import spawn
from tests.cli.test_demo_and_serve import wait_until_ready
from triage.cli.ports import free_port
from triage.settings import all_setting_names
from triage.storage import Store
from triage.twilio_gateway.signature import sign

TOKEN = "0" * 32
KILLS, PEOPLE = 3, 5
SCRIPT = (
    *("hi", "2", "yes", "2", "Asha Rao", "61", "India", "Pune", "lung", "3", "skip", "skip"),
    *("menu", "1", "what are the side effects?", "back", "menu"),
)


@dataclass
class Talk:
    """One person who writes line by line, and sends a line again until it is taken."""

    base: str
    number: str
    heard: list[str] = field(default_factory=list)
    again: int = 0

    def run(self) -> None:
        """The whole script."""
        for place, words in enumerate(SCRIPT):
            self.heard.append(self._say(f"SM{self.number[-4:]}{place:028x}", words))

    def _say(self, sid: str, words: str) -> str:
        url = f"{self.base}/twilio/inbound"
        form = [("MessageSid", sid), ("AccountSid", ACCOUNT), ("From", self.number)]
        form += [("To", "+12025550100"), ("Body", words)]
        headers = {
            "X-Twilio-Signature": sign(url, form, TOKEN),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                answer = requests.post(url, data=urlencode(form), headers=headers, timeout=15)
            except requests.RequestException:
                self.again += 1
                time.sleep(0.05)
                continue
            assert answer.status_code == 200
            return re.sub(r"\d{4}(?=\D|$)", "0000", answer.text)  # whoever asks, by the number
        raise AssertionError("never taken")


@pytest.fixture
def base(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The environment of the processes; the address they answer at."""
    port = free_port()
    for name in all_setting_names():
        monkeypatch.delenv(name, raising=False)
    given = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(tmp_path / "var"),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_SMS_FROM": "+12025550100",
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "TMPDIR": str(tmp_path),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return given["PUBLIC_BASE_URL"]


def _start(base: str) -> subprocess.Popen[bytes]:
    server = spawn("serve", "--workers", "2", start_new_session=True, stderr=subprocess.DEVNULL)
    wait_until_ready(server, f"{base}/readyz")
    return server


def _kill(server: subprocess.Popen[bytes]) -> None:
    os.killpg(server.pid, signal.SIGKILL)
    server.communicate(timeout=30)


def test_nothing_is_lost_said_twice_or_forgotten(base: str, store: Store) -> None:
    server = _start(base)
    control = Talk(base, "+12025550100"[:-4] + "0199")
    control.run()
    talks = [Talk(base, f"+1202555{100 + n:04d}") for n in range(PEOPLE)]
    threads = [threading.Thread(target=talk.run) for talk in talks]
    for thread in threads:
        thread.start()
    try:
        for kill in range(1, KILLS + 1):
            while sum(len(talk.heard) for talk in talks) < kill * PEOPLE * len(SCRIPT) // (
                KILLS + 2
            ):
                time.sleep(0.005)
            _kill(server)
            server = _start(base)
        for thread in threads:
            thread.join(90)
    finally:
        _kill(server)

    assert sum(talk.again for talk in talks) >= KILLS  # they were really disturbed
    assert [talk.heard for talk in talks] == [control.heard] * PEOPLE
    everybody = PEOPLE + 1
    assert len(rows(store, person)) == everybody
    assert len(rows(store, message, direction="in")) == everybody * len(SCRIPT)
    steps = {(row.step, row.last_seq) for row in rows(store, conversation)}
    assert len(steps) == 1
