"""Writing a secret's file so that a reader sees the old one or the new one, whole, at any moment,
and that a power cut leaves one of the two.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from triage.errors import Conflict

_OWNER_ONLY, _GROUP_MAY_READ = 0o600, 0o040


def write_secret(path: Path, text: str) -> None:
    """Replace (or make) a file of 0600 with this text and a line end.

    Owner and group stay those of the file that is replaced, and its group may go on reading if it
    could: the command may be run as root for a service that is not. Raises Conflict when the folder
    cannot be written to.
    """
    try:
        _write(path, text)
    except OSError as problem:
        raise Conflict(
            f"{path} cannot be written ({problem.strerror}): nothing was changed"
        ) from None


def remove_secret(path: Path) -> None:
    """Take a file away, if it is there."""
    path.unlink(missing_ok=True)
    _flush_folder(path.parent)


def _write(path: Path, text: str) -> None:
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with 0600
    fresh = Path(made)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            _keep_owner(path, file.fileno())
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _keep_owner(path: Path, handle: int) -> None:
    before = path if path.exists() else path.parent
    told = before.stat()
    if os.geteuid() == 0:
        os.fchown(handle, told.st_uid, told.st_gid)
    if before is path:
        os.fchmod(handle, _OWNER_ONLY | (stat.S_IMODE(told.st_mode) & _GROUP_MAY_READ))


def _flush_folder(folder: Path) -> None:
    """The new name itself must reach the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
