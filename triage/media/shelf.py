"""Sealed files on disk: one file a part, named by ids alone, readable to their owner only."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

_ID = re.compile(r"[2-9a-z]{8,32}")
_PART = re.compile(r"original|thumb|[1-9][0-9]?")
_NEW = ".new-"
_OLD_SECONDS = 3600


class Shelf:
    """Everything below one folder: `<2 letters>/<public id>.<part>`.

    Parts are `original`, `thumb` and the numbers of pages. What is given is sealed already.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, public_id: str, part: str, content: bytes) -> None:
        """Keep a part, whole or not at all; one that is there is replaced."""
        path = self._path(public_id, part)
        for place in (self._folder.parent, self._folder, path.parent):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=_NEW)  # made with 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(fresh)
            raise

    def find(self, public_id: str, part: str) -> bytes | None:
        """A part as it was given, or None when there is none."""
        try:
            return self._path(public_id, part).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, public_id: str) -> int:
        """Take every part of a file off the disk; how many there were."""
        paths = list(self._path(public_id, "original").parent.glob(f"{public_id}.*"))
        for path in paths:
            path.unlink(missing_ok=True)
        return len(paths)

    def ids(self) -> Iterator[str]:
        """The id of everything that is kept, once each."""
        seen: set[str] = set()
        for path in self._folder.glob("??/*.*"):
            public_id = path.name.partition(".")[0]
            if _ID.fullmatch(public_id) and public_id not in seen:
                seen.add(public_id)
                yield public_id

    def _path(self, public_id: str, part: str) -> Path:
        if not _ID.fullmatch(public_id) or not _PART.fullmatch(part):
            raise ValueError("no name of a file that is kept here")
        return self._folder / public_id[:2] / f"{public_id}.{part}"


def orphans(shelf: Shelf, known: Callable[[Collection[str]], Collection[str]]) -> list[str]:
    """Ids on the disk that no row knows; `known` gives back those of a batch that one does."""
    found: list[str] = []
    batch: list[str] = []
    for public_id in shelf.ids():
        batch.append(public_id)
        if len(batch) == 500:
            found += sorted(set(batch) - set(known(batch)))
            batch = []
    return found + sorted(set(batch) - set(known(batch)))


def sweep(folder: Path) -> int:
    """Remove what a writer that died left half-written an hour ago or longer; how many."""
    before = time.time() - _OLD_SECONDS
    left = [path for path in folder.glob(f"??/{_NEW}*") if path.stat().st_mtime < before]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
