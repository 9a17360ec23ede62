"""Child processes that live and die together. Decided here: all of them are in one process group
of their own, so that a single signal reaches them and whatever they started; what they write goes
to one log file; when one ends, the others are stopped and the reason is told.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from triage.errors import TriageError

_LOOK_EVERY = 0.1
_TAIL = 5  # lines of the log that are shown as the reason


@dataclass(slots=True)
class Children:
    """The processes, in the order of their start; `log` is where all of them write."""

    log: Path
    environ: Mapping[str, str]
    folder: Path
    patience: float = 8.0  # seconds to end by themselves
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _passing: set[str] = field(default_factory=set)

    def start(self, name: str, words: Sequence[str]) -> None:
        """Start `python WORDS` under this name."""
        first = next(iter(self._running.values()), None)
        with self.log.open("ab") as target:
            target.write(f"--- {name} starts\n".encode())
            target.flush()
            self._running[name] = self._spawn(words, target, first.pid if first else 0)

    def _spawn(self, words: Sequence[str], out: IO[bytes], group: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the words are ours
            [sys.executable, *words],
            env=dict(self.environ),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            process_group=group,
        )

    def pass_through(self, name: str, words: Sequence[str], is_over: Callable[[], bool]) -> bool:
        """Start one that ends by itself and return when it did, or when it is over; whether it went
        well. A TriageError when one of the others ends before."""
        self._passing.add(name)
        self.start(name, words)
        self.watch(lambda: is_over() or self._running[name].poll() is not None)
        return self._running[name].poll() in (None, 0)

    def refuse_dead(self) -> None:
        """Raise a TriageError with its last words when one of them has ended that should not."""
        for name, child in self._running.items():
            code = child.poll()
            if code is not None and name not in self._passing:
                raise TriageError(f"{name} ended with {_ending(code)}: {self._last_words()}")

    def watch(self, is_over: Callable[[], bool]) -> None:
        """Return when it is over; a TriageError when one of them ends before."""
        while not is_over():
            self.refuse_dead()
            time.sleep(_LOOK_EVERY)

    def stop(self) -> None:
        """End all of them: first asked, then, after some seconds, made to."""
        if not self._running:
            return
        # those asked by name stop what they started in order; the rest of the group follows
        for child in self._running.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + self.patience
        for child in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, until - time.monotonic()))
        group = next(iter(self._running.values())).pid
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
        for child in self._running.values():
            child.wait()
        self._running.clear()

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        said = [line.strip() for line in lines if line.strip() and not line.startswith("---")]
        return f"{' | '.join(said[-_TAIL:]) or 'it said nothing'} (log: {self.log})"


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
