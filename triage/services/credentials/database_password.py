"""Rotation of the log-in at PostgreSQL, while everything runs.

PostgreSQL keeps one password a role, so there is a moment at which the old one ends. Nobody notices
it: DATABASE_URL holds both addresses meanwhile, and a new connection tries them in turn
(`storage/logins.py`); connections that are open live on, for PostgreSQL asks only at the log-in.
Another role works the same way: bring its address with --from, and nothing is altered.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from triage.errors import Conflict
from triage.services.credentials.catalogue import find
from triage.services.credentials.job import Job
from triage.services.credentials.lists import ListPlan
from triage.services.credentials.supplied import read_supplied
from triage.settings import Settings
from triage.settings.secret_lists import read_database_urls
from triage.storage import logins

_URL = "DATABASE_URL"
_WHAT = {
    "add": "put an address with a new password into {s}, behind the one in use",
    "verify": "prove that every process knows both",
    "promote": "give the role the new password at PostgreSQL, put its address to the front of {s},"
    " and log in with it",
    "retire": "take the old address out of {s}, and prove that the old password is refused",
}


@dataclass(frozen=True)
class DatabasePlan(ListPlan):
    """The parts are whole addresses, on a line each."""

    between: str = "\n"

    def entries(self, settings: Settings) -> tuple[str, ...]:
        """The addresses; none where there is no password."""
        return tuple(url for url in settings.databases if urlsplit(url).password)

    def id_of_entry(self, entry: str) -> str:
        """The id of its user and password."""
        login = urlsplit(entry)
        return self.secret.id_of(f"{login.username}:{login.password}")

    def preview(self, job: Job, step: str) -> str:
        """What a step would do."""
        return _WHAT[step].format(s=_URL)

    def ready(self, job: Job) -> None:
        """PostgreSQL, with a password."""
        if job.house.store.has_one_writer:
            raise Conflict("SQLite has no password: there is nothing to rotate")
        super().ready(job)
        if job.asked.supplied is not None and not job.asked.dry_run:
            _brought(job)

    def promote(self, job: Job) -> None:
        """The server takes the new one from now on."""
        new = self._new(job)
        if not logins.works(new) or _takes_anything(new):
            logins.change_password(job.settings.databases, new)
            job.say("  PostgreSQL has the new password")
        super().promote(job)
        if not logins.works(new):
            raise Conflict("PostgreSQL does not take the new log-in")
        job.say("  a new connection with the new log-in works")

    def retire(self, job: Job) -> None:
        """Nobody tries the old one any more."""
        new = self._new(job)
        if not logins.works(new):
            raise Conflict("PostgreSQL does not take the new log-in: the old one stays")
        gone = [url for url in self.entries(job.settings) if url != new]
        super().retire(job)
        if any(logins.works(url) for url in gone):
            job.say(
                "  WARNING: PostgreSQL still takes the old log-in: it is another role (drop it), or"
                " the server trusts this machine (pg_hba.conf)"
            )
        elif gone:
            job.say("  PostgreSQL refuses the old log-in")

    def _new(self, job: Job) -> str:
        for url in self.entries(job.settings):
            if self.id_of_entry(url) == job.detail["new"]:
                return url
        raise Conflict(f"the new address is not in {_URL} any more")


def _takes_anything(url: str) -> bool:
    """Whether the server asks for no password at all: then a log-in proves nothing."""
    return logins.works(_with_password(url, secrets.token_urlsafe(16)))


def _with_password(url: str, password: str) -> str:
    parts = urlsplit(url)
    _, at, place = parts.netloc.rpartition("@")
    user = parts.netloc.partition(":")[0] if at else ""
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{place}"))


def _made(job: Job) -> str:
    """The same log-in with another password, or the address that the operator brings."""
    if job.asked.supplied is None:
        return _with_password(job.settings.database, secrets.token_urlsafe(32))
    return _brought(job)


def _brought(job: Job) -> str:
    """From the operator's file."""
    try:
        (url,) = read_database_urls(read_supplied(job, "the new address"))
    except ValueError:
        raise Conflict("the file does not hold one address of PostgreSQL") from None
    return url


PLAN = DatabasePlan(find("database-password").name, _made)
