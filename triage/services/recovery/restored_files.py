"""The folder of patients' files while a backup is brought back: the new one beside the old.

The old folder bears the run's token. The transaction that brings the rows back writes the same
token down: so a run that was killed shows afterwards whether the rows are the new ones.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from triage.services.recovery.backup_parts import File


class Folder:
    """The folder as it will be, until everything is well."""

    def __init__(self, folder: Path) -> None:
        self.token = secrets.token_hex(8)
        self._folder = folder
        self._new = folder.with_name(f".{folder.name}-restoring")
        self._old = self._before(self.token)

    def settle(self, brought: str) -> None:
        """End what runs before this one began; `brought` is the token in the database.

        Rows of such a run are there: its old folder may go. They are not: the old folder is the
        one again.
        """
        shutil.rmtree(self._new, ignore_errors=True)
        for old in sorted(self._folder.parent.glob(self._before("*").name)):
            if old != self._before(brought):
                shutil.rmtree(self._folder, ignore_errors=True)
                old.rename(self._folder)
            else:
                shutil.rmtree(old, ignore_errors=True)

    def put(self, file: File) -> None:
        """Write one file, readable to its owner only."""
        path = self._new / file.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(file.content)

    def change_over(self) -> None:
        """Put the new folder where the old one is."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.rename(self._old)
        with suppress(FileNotFoundError):
            self._new.rename(self._folder)

    def undo(self) -> None:
        """The old folder is the one again, if it was not all along."""
        shutil.rmtree(self._new, ignore_errors=True)
        if self._old.exists():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._old.rename(self._folder)

    def finish(self) -> None:
        """Let go of the old folder: what was in it is in the backup that was put aside."""
        shutil.rmtree(self._old, ignore_errors=True)

    def _before(self, token: str) -> Path:
        return self._folder.with_name(f".{self._folder.name}-before-{token}")
