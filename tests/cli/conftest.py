"""Running a command as an operator would: words and stdin in; exit code, stdout, stderr out."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from triage.cli import main
from triage.settings import all_setting_names

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Stdout as text."""
        return self.raw.decode("utf-8")


Run = Callable[..., Ran]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and an environment that configures nothing."""
    for name in all_setting_names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def demo_env(bare: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo's settings with all its data in an empty folder."""
    monkeypatch.setenv("TRIAGE_ENV", "demo")
    monkeypatch.setenv("TRIAGE_DATA_DIR", str(bare / "data"))
    return bare / "data"


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """Commands say where logs go for their whole process: undo it for the tests that follow."""
    root, ours = logging.getLogger(), logging.getLogger("triage")
    kept = (root.handlers[:], root.level, ours.level, logging.raiseExceptions)
    hooks = (sys.excepthook, threading.excepthook)
    yield
    root.handlers[:], root.level, ours.level, logging.raiseExceptions = kept
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture
def triage(
    bare: Path,
    logs_as_before: None,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Run:
    """Run a command in this process."""

    def run(*words: str, stdin: str | bytes = b"") -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capsysbinary.readouterr()
        code = main(words)
        said = capsysbinary.readouterr()
        return Ran(code, said.out, said.err.decode())

    return run


def spawn(*words: str, **options: object) -> subprocess.Popen[bytes]:
    """Start a command as a process of its own, with pipes on all sides."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    found_at = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    environ = {**os.environ, "PYTHONPATH": found_at}
    start: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen
    return start([sys.executable, "-m", "triage.cli", *words], env=environ, **{**pipes, **options})
