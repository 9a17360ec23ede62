"""Rotation of the shared keys that Twilio signs webhooks with (HMAC-SHA256). Twilio's console makes
them: the operator brings the new one in a file, and says there which one signs.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.errors import Conflict
from triage.services.credentials.catalogue import find
from triage.services.credentials.job import Job
from triage.services.credentials.lists import ListPlan
from triage.services.credentials.supplied import read_supplied
from triage.services.credentials.twilio_token import door_of
from triage.settings import Settings
from triage.settings.secret_lists import read_shared_key
from triage.twilio_gateway.own_door import LET_IN, REFUSED

_KNOCKS = 12


@dataclass(frozen=True)
class SharedKeysPlan(ListPlan):
    """The parts are id:secret."""

    def entries(self, settings: Settings) -> tuple[str, ...]:
        """id:secret of each."""
        return tuple(f"{name}:{secret}" for name, secret in settings.shared_keys.items())

    def id_of_entry(self, entry: str) -> str:
        """The id of its secret."""
        return self.secret.id_of(entry.partition(":")[2])

    def ready(self, job: Job) -> None:
        """They lie in a file, and a new one was brought."""
        super().ready(job)
        if not job.asked.dry_run:
            _brought(job)

    def verify(self, job: Job) -> None:
        """What is signed with it is let in, with SHA-256; what is not, is not."""
        super().verify(job)
        for entry in self.entries(job.settings):
            name, _, secret = entry.partition(":")
            if self.id_of_entry(entry) == job.detail["new"]:
                self._knock(job, name, secret)

    def _knock(self, job: Job, name: str, secret: str) -> None:
        door = door_of(job)
        got = {door.with_shared_key(name, secret) for _ in range(_KNOCKS)}
        wrong = {door.with_shared_key(name, secret[::-1]) for _ in range(_KNOCKS)}
        if got != {LET_IN} or wrong != {REFUSED}:
            raise Conflict(f"our own webhook answered {sorted(got)} and {sorted(wrong)}")
        job.say(f"  {_KNOCKS} requests signed with it are let in, as many wrong ones refused")


def _brought(job: Job) -> str:
    """From the operator's file."""
    text = read_supplied(job, "the new key, as webhooks_sharedkey_...:secret,")
    try:
        return read_shared_key(text)
    except ValueError as wrong:
        raise Conflict(str(wrong)) from None


PLAN = SharedKeysPlan(
    find("webhook-shared-keys").name,
    _brought,
    told="make Twilio sign with the new key, in its console",
    is_seen_used=True,
)
