"""A value that only the operator can bring: it comes in a file that nobody else can read, never as
a word on the command line, which others on the machine see.
"""

from __future__ import annotations

from triage.errors import Conflict
from triage.services.credentials.job import Job

_LARGEST = 64 * 1024


def read_supplied(job: Job, what: str) -> str:
    """The text of the file given with `--from`; raises Conflict when there is none, or others may
    read it."""
    path = job.asked.supplied
    if path is None:
        raise Conflict(f"put {what} into a file that only you can read, and give it with --from")
    try:
        told = path.stat()
        if told.st_mode & 0o077:
            raise Conflict(f"others may read {path}: chmod 600 it first")
        if told.st_size > _LARGEST:
            raise Conflict(f"{path} is too large")
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Conflict(f"{path} cannot be read as text") from None
