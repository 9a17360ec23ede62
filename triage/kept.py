"""What was made at an earlier start: the reader, and the names that come from Babel.

Reading every word list anew is most of a start, and whoever reads Babel's tables never gives their
memory back. Kept as bytecode is: in `__pycache__` beside this file, each under a name made of
everything that it comes from (code, words, models, Babel, Python), so that what is stale is never
found. Whoever can write there can change the program itself; nothing is ever read from a data
folder. Where it cannot be kept it is made at every start: slower and bigger, otherwise the same.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Generic, TypeVar

from triage.content import Names, our_names
from triage.understanding import Reader, load_reader

Thing = TypeVar("Thing")
_HERE = Path(__file__).parent
_FOLDER = _HERE / "__pycache__"
_READER_SOURCES = tuple(
    f"understanding/{what}" for what in ("*.py", "fields/*.py", "data/**/*.toml", "data/*.npz")
)
#: With the texts, for they say which languages there are.
_NAMES_SOURCES = ("content/*.py", "content/**/*.toml", "conversation/calendar.py")


def kept_reader(folder: Path = _FOLDER) -> Reader:
    """The reader of our own data, kept or loaded. Raises ContentProblem as loading does."""
    return _Kept("reader", Reader, lambda: load_reader(), _READER_SOURCES).found(folder)


def kept_names(folder: Path = _FOLDER) -> Names:
    """The names in the languages of our texts, kept or taken from Babel."""
    return _Kept("names", Names, lambda: our_names(), _NAMES_SOURCES).found(folder)


def keep_all() -> None:
    """Make and keep what is not kept yet: the set-up does, so that no start has to."""
    kept_names()
    kept_reader()


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Thing]):
    """One thing that is kept: its name, its class, how it is made, and of which files (patterns
    below this folder)."""

    name: str
    kind: type[Thing]
    make: Callable[[], Thing]
    sources: tuple[str, ...]

    def found(self, folder: Path) -> Thing:
        path = folder / f"{self.name}-{_digest(self.sources)}.pickle"
        with suppress(Exception):  # no file, or a damaged one, which may raise anything
            found = pickle.loads(path.read_bytes())  # noqa: S301 - ours, as bytecode is
            if isinstance(found, self.kind):
                return found
        made = self.make()
        self._keep(made, path)
        return made

    def _keep(self, made: Thing, path: Path) -> None:
        """Write it down in one step; where that cannot be, the next start takes longer, no more."""
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            for old in path.parent.glob(f"{self.name}-*.pickle"):
                old.unlink(missing_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as target:
                try:
                    pickle.dump(_Alike().one(made), target, protocol=5)
                    target.flush()
                    # set up by one user and served by another: whoever reads the code reads this
                    os.chmod(target.name, 0o644)
                    os.replace(target.name, path)
                except BaseException:
                    os.unlink(target.name)
                    raise


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


def _digest(sources: tuple[str, ...]) -> str:
    """Names and contents of all that something is made of."""
    mark = hashlib.sha256(sys.version.encode())
    mark.update(_version_of_babel())
    mark.update(Path(__file__).read_bytes())
    for pattern in sources:
        for source in sorted(_HERE.glob(pattern)):
            mark.update(f"{source.relative_to(_HERE)}\0".encode())
            mark.update(source.read_bytes())
    return mark.hexdigest()[:32]


def _version_of_babel() -> bytes:
    """The file in which Babel says its version: to ask Babel itself would load it."""
    found = find_spec("babel")
    return Path(found.origin).read_bytes() if found and found.origin else b""
