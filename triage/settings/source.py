"""How settings are checked, shared and kept fresh.

A secret that is to be rotated without a restart lives in a file (or in `.env`) and is not set in
the environment as well, for the environment of a running process cannot change and wins.
`SettingsSource.origins` says what was taken from where.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from triage.errors import ConfigProblem
from triage.settings.model import Problem, Settings, all_setting_names
from triage.settings.places import Places, Values, find_places
from triage.settings.rules import problems_of

_LOOK_EVERY = 1.0  # seconds between two looks at the files
_log = logging.getLogger("triage.settings")


def load(environ: Mapping[str, str], *, env_file: Path | None = Path(".env")) -> SettingsSource:
    """Read and check everything; raises ConfigProblem with all that is wrong.

    In the demo, missing secrets are made first and kept in the data folder.
    """
    return SettingsSource(find_places(environ, env_file))


def describe_problems(problem: ConfigProblem) -> str:
    """All problems for a terminal, one a line, without any value."""
    count = len(problem.problems)
    head = "1 setting needs" if count == 1 else f"{count} settings need"
    return "\n".join([f"{head} attention:", *(f"  {line}" for line in problem.problems)])


@dataclass(frozen=True, slots=True)
class _Reading:
    """One complete look at all places, swapped as a whole."""

    settings: Settings
    origins: Mapping[str, str]


class SettingsSource:
    """The one object through which settings are read; safe to share between threads."""

    def __init__(self, places: Places, tick: Callable[[], float] = time.monotonic) -> None:
        self._places, self._tick = places, tick
        self._seen = places.fingerprint()
        self._reading = _read(places)
        self._look_at = tick() + _LOOK_EVERY
        self._lock = threading.Lock()
        self._is_fresh = True

    def current(self) -> Settings:
        """The settings now; new files are taken over whole, or not at all when they are wrong."""
        if self._tick() >= self._look_at and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._reading.settings

    def origins(self) -> Mapping[str, str]:
        """Name -> "environment", ".env", "file" or "demo", for every name that was set."""
        self.current()
        return self._reading.origins

    def reread(self) -> Settings:
        """The settings now, looked at anew: for whoever has just written a file."""
        with self._lock:
            self._look()
        return self._reading.settings

    @property
    def folder(self) -> Path | None:
        """Where secrets lie as files, if anywhere."""
        return self._places.folder

    def is_fresh(self) -> bool:
        """Whether the settings are what the files say: refused ones leave the last good ones."""
        return self._is_fresh

    def _look(self) -> None:
        self._look_at = self._tick() + _LOOK_EVERY
        fingerprint = self._places.fingerprint()
        if fingerprint == self._seen:
            return
        # remembered before reading: what changes while we read is seen at the next look
        self._seen = fingerprint
        try:
            fresh = _read(self._places)
        except ConfigProblem as problem:
            self._is_fresh = False
            names = sorted({line.partition(":")[0] for line in problem.problems})
            _log.warning("settings refused, the last good ones stay: %s", ", ".join(names))
            return
        self._is_fresh = True
        changed = _differing(self._reading.settings, fresh.settings)
        self._reading = fresh
        if changed:
            _log.info("settings changed: %s", ", ".join(changed))


def _differing(old: Settings, new: Settings) -> list[str]:
    names = all_setting_names()
    return [n for n in names if getattr(old, n.lower()) != getattr(new, n.lower())]


def _read(places: Places) -> _Reading:
    found = places.read()
    return _Reading(_check(found.values, found.problems), found.origins)


def _check(raw: Values, unread: tuple[Problem, ...]) -> Settings:
    """Check each value, then what the good ones must hold together; raise everything at once."""
    settings, misread = Settings.read(raw)
    problems = [*unread, *misread]
    bad = {name for name, _ in problems}
    problems += [found for found in problems_of(settings) if found[0] not in bad]
    if problems:
        order = {name: place for place, name in enumerate(all_setting_names())}
        problems.sort(key=lambda problem: order.get(problem[0], -1))
        raise ConfigProblem([f"{name}: {remedy}" for name, remedy in dict.fromkeys(problems)])
    return settings
