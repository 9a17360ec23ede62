"""The two servers that are compared, as child processes: `triage serve` and the floor.

Decided here: each runs on its own database of the same kind, with the same server settings, and
is measured from the outside: seconds from its start to the first good answer, memory of each
worker process.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.talks import Target

#: Our own commands, behind the interpreter.
PROGRAM = ("-m", "triage.cli")
_READY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """One running server: its port, its process, how long it took to answer."""

    port: int
    pid: int
    ready_seconds: float

    def worker_megabytes(self) -> list[tuple[float, float]]:
        """(RSS, PSS) of each worker; the parent that only watches them is left out."""
        return [_memory(pid) for pid in _children(self.pid)]


def migrated(url: str, scratch: Path, target: Target, port: int) -> dict[str, str]:
    """What our program is told, with its database brought to the newest schema: production, as
    operators run it, for the demo has the simulator in every web process. The keys are made here
    and end with the run.
    """
    environ = {
        "TRIAGE_ENV": "production",
        "TRIAGE_DATA_DIR": str(scratch),
        "DATABASE_URL": url,
        "PUBLIC_BASE_URL": target.base,
        "PORT": str(port),
        "TWILIO_ACCOUNT_SID": target.account_sid,
        "TWILIO_AUTH_TOKEN": target.token,
        "TWILIO_SMS_FROM": target.sms_number,
        "TWILIO_WHATSAPP_FROM": target.whatsapp_number,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "TRIAGE_DATA_KEY": secrets.token_urlsafe(32),
        "TRIAGE_INDEX_KEY": secrets.token_urlsafe(32),
    }
    words = [sys.executable, *PROGRAM, "db", "upgrade"]
    subprocess.run(words, env={**os.environ, **environ}, check=True)
    return environ


@contextmanager
def running(
    words: list[str], environ: Mapping[str, str], port: int, ready: str
) -> Iterator[Server]:
    """A server while the block runs; it is ready when `ready` answers 200."""
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, *words],
            env={**os.environ, **environ},
            stdin=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            while not _answers(f"http://127.0.0.1:{port}{ready}"):
                if child.poll() is not None or time.perf_counter() - start > _READY_SECONDS:
                    log.seek(0)
                    raise SystemExit(f"{' '.join(words)} did not come up: {log.read()!r}")
                time.sleep(0.005)
            yield Server(port, child.pid, time.perf_counter() - start)
        finally:
            child.terminate()
            child.wait(30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    listed = [(task / "children").read_text().split() for task in tasks.iterdir()]
    return sorted(int(child) for children in listed for child in children)


def _memory(pid: int) -> tuple[float, float]:
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kib = {row.split(":")[0]: int(row.split()[1]) for row in rows}
    return kib["Rss"] / 1024, kib["Pss"] / 1024
