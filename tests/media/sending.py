"""Patients who send files, a Twilio that has them, and a worker that fetches them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from models import attachment
from tests.builders import ACCOUNT, ASHA, arrival, rows
from tests.media.canary import Answer, Canary, body, listening
from triage.arrival import Medium
from triage.services.files import attachments
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.settings import load
from triage.vocabulary import MediaKind


@dataclass
class Post:
    """The way of a file: `send` it as a patient, `fetch` it as the worker."""

    house: House
    twilio: Canary
    worker: House
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def send(
        self,
        content: bytes | Answer,
        *,
        sender: str = ASHA,
        kind: MediaKind = MediaKind.IMAGE,
        claimed: str = "image/jpeg",
    ) -> str:
        """A message with one file comes in; the file's public id."""
        number = next(self._numbers)
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{number:032x}/Media/ME{number:032x}"
        self.twilio.answers[path] = body(content) if isinstance(content, bytes) else content
        medium = Medium(kind, claimed, f"https://api.twilio.com{path}")
        receive(self.house, arrival("", sender=sender, media=(medium,)))
        return str(rows(self.house.store, attachment)[-1].public_id)

    def fetch(self) -> None:
        """The worker does all that is due now."""
        while attachments.fetch_due(self.worker):
            pass

    def row(self, public_id: str) -> Any:
        """The file's row."""
        (found,) = rows(self.house.store, attachment, public_id=public_id)
        return found

    def bring(self, content: bytes | Answer, **more: Any) -> Any:
        """Send, fetch, and the row."""
        public_id = self.send(content, **more)
        self.fetch()
        return self.row(public_id)


@contextmanager
def posting(house: House, **settings: str) -> Iterator[Post]:
    """A patient's post with a Twilio of its own; `settings` are more of the worker's settings."""
    with listening() as twilio:
        environ = {
            "TRIAGE_ENV": "demo",
            "TRIAGE_DATA_DIR": str(house.settings.current().triage_data_dir),
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_API_BASE_URL": twilio.url,
            **settings,
        }
        yield Post(house, twilio, replace(house, settings=load(environ, env_file=None)))
