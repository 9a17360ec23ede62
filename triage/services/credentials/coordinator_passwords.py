"""Passwords of the staff: who has none or an old one, and how everybody gets a new one in a day.

Nobody is thrown out at noon: add gives one-time links, with which each sets a new password while
the old one still works; only retire takes the old passwords away from those who have not. The links
go into one file that only the operator reads, to hand each to its person; they are never shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from triage.errors import Conflict
from triage.services import audit
from triage.services.credentials.catalogue import PASSWORDS
from triage.services.credentials.job import Job, NotYet
from triage.services.house import House
from triage.services.staff import coordinators, links
from triage.settings.secret_files import write_secret
from triage.storage import staff_secrets

_WHAT = {
    "add": "write a one-time link for each of {n} active people into a file; their passwords go on"
    " working",
    "verify": "see that the file holds a link for each",
    "promote": "nothing: each link counts when it is used",
    "retire": "take the old password of whoever did not use the link, and end their sessions",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What one member of the staff logs in with; `changed_at` is None without a password."""

    coordinator_id: int
    email: str
    changed_at: datetime | None
    has_two_factor: bool


def held(house: House) -> list[Held]:
    """Everybody who may log in."""
    found = []
    with house.store.reading() as tx:
        for one in staff_secrets.of_active(tx):
            changed = one.password_changed_at if one.password_hash else None
            found.append(Held(one.owner.id, one.owner.email, changed, one.totp_sealed is not None))
    return found


def older_than(people: list[Held], at: datetime) -> list[Held]:
    """Those whose password was set before; whoever has none is not among them."""
    return [one for one in people if one.changed_at is not None and one.changed_at < at]


@dataclass(frozen=True)
class PasswordsPlan:
    """The steps."""

    name: str = PASSWORDS

    def ready(self, job: Job) -> None:
        """Always: passwords lie in the database."""

    def preview(self, job: Job, step: str) -> str:
        """What a step would do."""
        return _WHAT[step].format(n=len(held(job.house)))

    def add(self, job: Job) -> None:
        """A link for everybody who has not set a new password since this began."""
        path = _file(job)
        lines = []
        for one in self._late(job):
            who = coordinators.get_by_email(job.house, one.email)
            link = links.make(job.house, who, "reset", by=audit.OPERATOR)
            lines.append(f"{one.email}\t{link}")
        write_secret(path, "\n".join(lines))
        job.note(links_at=job.now.isoformat(), count=len(lines))
        job.say(f"  {len(lines)} one-time links, good for a day: {path}")

    def verify(self, job: Job) -> None:
        """The links are there and still good."""
        made = datetime.fromisoformat(str(job.detail["links_at"]))
        if job.now - made > links.LIFE - timedelta(hours=1):
            raise Conflict("the links are too old: make new ones with --step add")

    def promote(self, job: Job) -> None:
        """Said to the operator, who hands the links out."""
        job.say("  now you: hand each person their link, then remove the file")

    def retire(self, job: Job) -> None:
        """No old password works any more."""
        late = self._late(job)
        if late and not job.asked.unproven:
            raise NotYet(
                f"{len(late)} of the staff have not set a new password; remind them, or say"
                " --unproven to take their passwords away"
            )
        for one in late:
            coordinators.reset(job.house, one.coordinator_id, by=audit.OPERATOR)
        _file(job).unlink(missing_ok=True)
        job.say(f"  {len(late)} old passwords taken away; the file with the links is removed")

    def _late(self, job: Job) -> list[Held]:
        began = datetime.fromisoformat(str(job.detail["began_at"]))
        return older_than(held(job.house), began)


def _file(job: Job) -> Path:
    """Where the links lie: only its owner may read it."""
    source = job.house.settings
    return (source.folder or source.current().triage_data_dir) / "coordinator-links.txt"


PLAN = PasswordsPlan()
