"""Somebody of the staff who listens: an HTTP sink that apprise's json:// posts to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.builders import ACCOUNT
from triage.services.alerts import telling
from triage.services.house import House
from triage.services.sealing import for_alerts
from triage.services.staff.coordinators import Coordinator
from triage.settings import load
from triage.storage import coordinators


@dataclass
class Sink:
    """`heard` are the messages that arrived; `status` is what it answers, `pause` how late."""

    url: str = ""
    status: int = 200
    pause: float = 0.0
    heard: list[dict[str, str]] = field(default_factory=list)

    @property
    def bodies(self) -> list[str]:
        """The texts that arrived."""
        return [message["message"] for message in self.heard]


@contextmanager
def sink() -> Iterator[Sink]:
    """A sink for as long as the block runs."""
    made = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(made.pause)
            if made.status == 200:
                made.heard.append(json.loads(content))
            self.send_response(made.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"json://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def telling_to(house: House, *urls: str) -> House:
    """The house with these addresses for everybody."""
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(house.settings.current().triage_data_dir),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "PUBLIC_BASE_URL": "https://chat.example.org",
        "TRIAGE_ALERT_URLS": "\n".join(urls),
    }
    return replace(house, settings=load(environ, env_file=None))


def give_address(house: House, who: Coordinator, address: str, quiet: str | None = None) -> None:
    """What somebody chose on their page: an address of their own, and quiet hours in India."""
    sealed = house.vault.seal_house(address, for_alerts(who.id))
    with house.store.transaction() as tx:
        coordinators.change(
            tx, who.id, alerts_sealed=sealed, quiet_hours=quiet, zone="Asia/Kolkata"
        )


def work(house: House) -> int:
    """One round of the worker; the messages that went."""
    return telling.tell_due(house)
