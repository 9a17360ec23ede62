"""`triage demo` as an operator starts it: a process of its own, in an empty folder.

Decided here: how it is known to be ready (it prints its links), and what is asked of it afterwards
(the leads, by the command that it names).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.cli.ports import free_port
from triage.settings import all_setting_names

ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 60
_PEOPLE_SECONDS = 120
_EMPTY = ["--empty"]


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that runs, and where."""

    process: subprocess.Popen[str]
    address: str
    data: Path

    @property
    def phone(self) -> str:
        """The page with the phone."""
        return f"{self.address}/simulator/"


@contextmanager
def running_demo(folder: Path, *, people: bool = False) -> Iterator[Demo]:
    """The demo with all its data below this folder; it is told to stop after the block.

    With `people` the sample people are there: it is waited until they have said everything.
    """
    data, port = folder / "data", free_port()
    process = subprocess.Popen(  # noqa: S603 - our own words
        _words("demo", "--port", str(port), "--data-dir", str(data), *([] if people else _EMPTY)),
        env=_environ(),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _read_links(process)
        if people:
            _wait_for_people(data / "demo.log")
        yield Demo(process, f"http://127.0.0.1:{port}", data)
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.communicate(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def users(demo: Demo, *words: str) -> str:
    """What `triage users` prints: a link after `create`."""
    environ = _environ() | {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(demo.data),
        "PORT": demo.address.rpartition(":")[2],
    }
    told = subprocess.run(  # noqa: S603 - our own words
        _words("users", *words), env=environ, cwd=demo.data, capture_output=True, check=True
    )
    return told.stdout.decode().strip()


def leads_of(demo: Demo) -> list[dict[str, Any]]:
    """Every lead, oldest first, as `triage leads export` tells an operator."""
    environ = _environ() | {"TRIAGE_ENV": "demo", "TRIAGE_DATA_DIR": str(demo.data)}
    told = subprocess.run(  # noqa: S603 - our own words
        _words("leads", "export", "--format", "jsonl"),
        env=environ,
        cwd=demo.data,
        capture_output=True,
        check=True,
    )
    return [json.loads(line) for line in told.stdout.decode().splitlines()]


def _wait_for_people(log: Path) -> None:
    """The worker starts when they have said everything."""
    until = time.monotonic() + _PEOPLE_SECONDS
    while "--- worker starts" not in log.read_text():
        assert time.monotonic() < until, "the sample people talk for ever"
        time.sleep(0.1)


def _words(*words: str) -> list[str]:
    return [sys.executable, "-m", "triage.cli", *words]


def _environ() -> dict[str, str]:
    """Ours without any setting: the demo shall need none."""
    settings = set(all_setting_names())
    kept = {name: value for name, value in os.environ.items() if name not in settings}
    return kept | {"PYTHONPATH": str(ROOT)}


def _read_links(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    for line in process.stdout:
        if "Ctrl-C" in line:
            return
    raise AssertionError(process.communicate())
