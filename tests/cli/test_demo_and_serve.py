"""The long-running commands as processes: ready in time, talking, and gone when told to go."""

from __future__ import annotations

import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import spawn
from tests.processes import processes_of
from triage.cli.ports import free_port

WAIT = 60


def status(address: str) -> int:
    """The HTTP status there, 0 when nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    """Return when it answers 200; fail with its words when it ends before."""
    until = time.monotonic() + WAIT
    while status(address) != 200:
        if process.poll() is not None:
            raise AssertionError(process.communicate())
        assert time.monotonic() < until, "never ready"
        time.sleep(0.05)


def read_links(process: subprocess.Popen[bytes]) -> str:
    """What the demo prints, up to its last line."""
    assert process.stdout
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline().decode()
        assert line, process.communicate()
        said += line
    return said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_demo_prints_links_that_answer_and_stops_all_when_told(
    bare: Path, number: signal.Signals
) -> None:
    port = free_port()
    process = spawn("demo", "--port", str(port), "--data-dir", "demo data", cwd=bare)

    said = read_links(process)
    links = re.findall(r"(?<!=)http://\S+", said)  # the stand-in is told, it is no page
    statuses = [status(link) for link in links]
    running = processes_of(bare)
    process.send_signal(number)
    out, err = process.communicate(timeout=WAIT)

    assert len(running) >= 3  # the web app, the worker, the stand-in for Twilio
    assert processes_of(bare) == []
    assert f"http://127.0.0.1:{port}/simulator/" in links
    assert f"http://127.0.0.1:{port}/" in links
    assert set(statuses) == {200}
    assert (process.returncode, err) == (0, b"")
    assert b"stopped" in out
    assert status(f"http://127.0.0.1:{port}/healthz") == 0
    assert (bare / "demo data" / "demo.log").is_file()
    assert {path.name for path in bare.iterdir()} == {"demo data"}


def test_serve_answers_with_two_workers_and_stops_when_told(demo_env: Path, bare: Path) -> None:
    assert spawn("db", "upgrade", cwd=bare).wait(WAIT) == 0
    port = free_port()
    process = spawn("serve", "--workers", "2", "--port", str(port), cwd=bare)

    wait_until_ready(process, f"http://127.0.0.1:{port}/readyz")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=WAIT)

    assert process.returncode == 0
    assert status(f"http://127.0.0.1:{port}/healthz") == 0


def test_worker_stops_when_told(demo_env: Path, bare: Path) -> None:
    process = spawn("worker", cwd=bare)
    assert process.stderr is not None
    started = process.stderr.readline()
    assert b"worker_started" in started

    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=WAIT)

    assert process.returncode == 0
    assert b"Traceback" not in err
