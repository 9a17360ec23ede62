"""The reader as it was loaded last time: reading every word list anew is most of a start.

Kept as bytecode is: in `__pycache__` beside this file, under a name made of everything that it
comes from (code, words, models, Python), so that what is stale is never found. Whoever can write
there can change the program itself; nothing is ever read from a data folder.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from triage.understanding import Reader, load_reader

_HERE = Path(__file__).parent
_ROOM = _HERE / "understanding"
_SOURCES = ("*.py", "fields/*.py", "data/**/*.toml", "data/*.npz")


def kept_reader(folder: Path = _HERE / "__pycache__") -> Reader:
    """The reader of our own data, kept or loaded. Raises ContentProblem as loading does."""
    path = folder / f"reader-{_digest()}.pickle"
    with suppress(Exception):  # no file, or a damaged one, which may raise anything
        found = pickle.loads(path.read_bytes())  # noqa: S301 - ours, as bytecode is
        if isinstance(found, Reader):
            return found
    reader = load_reader()
    _keep(reader, path)
    return reader


def _keep(reader: Reader, path: Path) -> None:
    """Write it down in one step; where that cannot be, the next start takes longer, no more."""
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        for old in path.parent.glob("reader-*.pickle"):
            old.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as target:
            pickle.dump(_Alike().one(reader), target, protocol=5)
        os.replace(target.name, path)


class _Alike:
    """Keeps one of each: words and rows that are equal stand in many tables, and a process that
    has each of them once is 5 MB smaller. Only what nobody can change is shared so."""

    def __init__(self) -> None:
        self._same: dict[object, object] = {}
        self._done: dict[int, tuple[object, object]] = {}

    def one(self, value: Any) -> Any:
        """The same value, with whatever is in it shared; a dataclass is changed where it stands."""
        kind = type(value)
        if kind is str:
            return self._same.setdefault(value, value)
        if kind is tuple:
            made = tuple(map(self.one, value))
            # by identity: 1 is not True, and members that are equal are the same by now
            return self._same.setdefault((tuple, *map(id, made)), made)
        if id(value) not in self._done:
            self._done[id(value)] = value, self._inside(value)
        return self._done[id(value)][1]

    def _inside(self, value: Any) -> Any:
        if type(value) is dict:
            return {self.one(key): self.one(held) for key, held in value.items()}
        if type(value) is frozenset:
            return frozenset(map(self.one, value))
        if is_dataclass(value) and not isinstance(value, type):
            for field in fields(value):
                object.__setattr__(value, field.name, self.one(getattr(value, field.name)))
        return value


def _digest() -> str:
    """Names and contents of all that a reader is made of."""
    mark = hashlib.sha256(sys.version.encode())
    mark.update(Path(__file__).read_bytes())
    for pattern in _SOURCES:
        for source in sorted(_ROOM.glob(pattern)):
            mark.update(f"{source.relative_to(_ROOM)}\0".encode())
            mark.update(source.read_bytes())
    return mark.hexdigest()[:32]
