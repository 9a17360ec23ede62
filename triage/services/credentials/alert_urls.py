"""Rotation of the addresses that alerts go to: the operator brings the new ones in a file of 0600.

Every address in the list is told of everything, so old and new are not used side by side: the new
ones are tried with a test message, and then the list is replaced at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from triage.errors import Conflict
from triage.services.alerts.alert_trials import try_addresses
from triage.services.credentials.catalogue import find
from triage.services.credentials.job import Job, file_of
from triage.services.credentials.supplied import read_supplied
from triage.settings.secret_files import remove_secret, write_secret
from triage.settings.values import read_alert_urls

_SETTING = "TRIAGE_ALERT_URLS"
_WHAT = {
    "add": "read the new addresses from the file given with --from and keep them beside {s}",
    "verify": "send a test message to each of them",
    "promote": "put them into {s} in place of the old ones",
    "retire": "remind you to end the old ones where they lead",
}


@dataclass(frozen=True)
class AlertUrlsPlan:
    """The steps; what waits to be promoted lies in a file of its own, which no process reads."""

    name: str = "alert-urls"

    def ready(self, job: Job) -> None:
        """The addresses lie in a file, and the new ones were brought."""
        file_of(job.house, _SETTING)
        if not job.asked.dry_run and _are_to_be_read(job):
            _brought(job)

    def preview(self, job: Job, step: str) -> str:
        """What a step would do."""
        return _WHAT[step].format(s=_SETTING)

    def add(self, job: Job) -> None:
        """Take the new addresses in."""
        if _are_to_be_read(job):
            write_secret(_waiting(job), "\n".join(_brought(job)))
        # from the file: whoever died after writing it has noted nothing, or others
        urls = self._pending(job)
        job.note(new=_id(urls), old=find(self.name).ids(job.settings))
        job.say(f"  {len(urls)} new addresses")

    def verify(self, job: Job) -> None:
        """Each takes a test message."""
        trials = try_addresses(self._pending(job))
        for trial in trials:
            job.say(f"  {'ok    ' if trial.ok else 'FAILED'}  {trial.address}")
        if not all(trial.ok for trial in trials):
            raise Conflict("not every new address took the test message: nothing was changed")

    def promote(self, job: Job) -> None:
        """The new ones are told from now on."""
        new = str(job.detail["new"])
        if find(self.name).ids(job.settings) != (new,):
            job.write(_SETTING, "\n".join(self._pending(job)))
        job.everybody(lambda one: one.ids.get(self.name) == (new,), "use the new addresses")
        remove_secret(_waiting(job))

    def retire(self, job: Job) -> None:
        """What only a person can do."""
        remove_secret(_waiting(job))
        job.say("  now you: end the old webhooks or passwords at the services that they lead to")

    def _pending(self, job: Job) -> tuple[str, ...]:
        waiting = _waiting(job)
        if not waiting.exists():
            raise Conflict("the file with the new addresses is gone: begin anew with --step add")
        return _read(waiting.read_text(encoding="utf-8"))


def _waiting(job: Job) -> Path:
    """Where the new addresses lie until they are promoted."""
    path = file_of(job.house, _SETTING)
    return path.with_name(f"{path.name}.next")


def _are_to_be_read(job: Job) -> bool:
    return job.asked.supplied is not None or not _waiting(job).exists()


def _brought(job: Job) -> tuple[str, ...]:
    """From the operator's file."""
    return _read(read_supplied(job, "the new addresses, one a line"))


def _read(text: str) -> tuple[str, ...]:
    try:
        urls = read_alert_urls(text)
    except ValueError as wrong:
        raise Conflict(str(wrong)) from None
    if not urls:
        raise Conflict("the file holds no address")
    return urls


def _id(urls: tuple[str, ...]) -> str:
    return find("alert-urls").id_of("\n".join(urls))


PLAN = AlertUrlsPlan()
