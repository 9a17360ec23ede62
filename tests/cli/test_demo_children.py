"""The demo's processes live and die together, and each death has a reason that is told."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.processes import is_alive
from triage.cli.children import Children
from triage.cli.demo import Plan, forget, only_one_in
from triage.cli.ports import free_port, refuse_taken_port
from triage.errors import TriageError

SLEEP = ["-c", "import time; time.sleep(60)"]
#: Starts another process, prints its id, and does not care about SIGTERM.
STUBBORN = [
    "-c",
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(child.pid, flush=True); time.sleep(60)",
]


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    """No process yet; whatever a test starts is stopped after it."""
    family = Children(tmp_path / "demo.log", os.environ, tmp_path, patience=0.5)
    yield family
    family.stop()


def wait_for(log: Path, words: str) -> str:
    """The first line of the log that is no heading, once there is one."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        lines = [line for line in log.read_text().splitlines() if not line.startswith("---")]
        if lines and words in lines[0]:
            return lines[0]
        time.sleep(0.02)
    raise AssertionError(f"no {words!r} in the log")


def test_a_child_that_dies_ends_the_watch_with_its_last_words(children: Children) -> None:
    children.start("web", SLEEP)
    children.start("worker", ["-c", "import sys; sys.exit('no such thing')"])

    with pytest.raises(TriageError, match="worker ended with exit code 1: no such thing"):
        children.watch(lambda: False)


@pytest.mark.parametrize(("words", "well"), [("pass", True), ("raise SystemExit(3)", False)])
def test_a_child_may_pass_through_while_the_others_live(
    children: Children, words: str, well: bool
) -> None:
    children.start("web", SLEEP)

    assert children.pass_through("people", ["-c", words], lambda: False) is well

    children.refuse_dead()


def test_a_child_that_passes_through_is_not_waited_for_when_it_is_over(children: Children) -> None:
    children.start("web", SLEEP)

    assert children.pass_through("people", SLEEP, lambda: True)


def test_another_death_is_told_while_one_passes_through(children: Children) -> None:
    children.start("web", ["-c", "import sys; sys.exit('no such thing')"])

    with pytest.raises(TriageError, match="web ended with exit code 1: no such thing"):
        children.pass_through("people", SLEEP, lambda: False)


def test_a_killed_child_is_told_by_its_signal(children: Children) -> None:
    children.start("web", ["-c", "import os; os.kill(os.getpid(), 9)"])

    with pytest.raises(TriageError, match="signal SIGKILL"):
        children.watch(lambda: False)


def test_the_watch_ends_when_it_is_over(children: Children) -> None:
    children.start("web", SLEEP)

    children.watch(lambda: True)


def test_all_of_them_are_in_one_group_of_their_own(children: Children, tmp_path: Path) -> None:
    say = ["-c", "import os, time; print(os.getpgrp(), flush=True); time.sleep(60)"]
    children.start("web", say)
    first = wait_for(tmp_path / "demo.log", "")
    children.start("worker", say)
    until = time.monotonic() + 20
    while (tmp_path / "demo.log").read_text().count(first) < 2 and time.monotonic() < until:
        time.sleep(0.02)

    assert (tmp_path / "demo.log").read_text().splitlines().count(first) == 2
    assert int(first) != os.getpgrp()


def test_stopping_reaches_those_who_do_not_listen_and_their_children(
    children: Children, tmp_path: Path
) -> None:
    children.start("web", STUBBORN)
    grandchild = int(wait_for(tmp_path / "demo.log", ""))
    assert is_alive(grandchild)

    children.stop()

    until = time.monotonic() + 5
    while is_alive(grandchild) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_alive(grandchild)


def test_a_taken_port_is_refused_by_number() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(TriageError, match=rf"port {port} .*--port"):
            refuse_taken_port("127.0.0.1", port)

    refuse_taken_port("127.0.0.1", free_port())


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_taken_port_is_one_line(triage: Run, demo_env: Path, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        ran = triage(command, "--port", str(taken.getsockname()[1]))

    assert ran.code == 1
    assert ran.err.count("\n") == 1


def test_fresh_removes_what_a_demo_made_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "SECRET_KEY").write_text("x")
    (tmp_path / "triage.db").write_text("x")
    (tmp_path / "letter.txt").write_text("keep me")

    forget(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_second_demo_in_the_same_folder_is_refused_and_touches_nothing(
    triage: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "demo.log").write_text("of the first")
    words = ("demo", "--fresh", "--port", str(free_port()), "--data-dir", str(folder))

    with only_one_in(folder):
        ran = triage(*words)

    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "--data-dir" in ran.err
    assert (folder / "demo.log").read_text() == "of the first"
    with only_one_in(folder):
        pass  # let go of by the first, it is free again


def test_nothing_of_a_real_installation_reaches_the_demo(tmp_path: Path) -> None:
    real = {
        "TWILIO_AUTH_TOKEN": "real",
        "TWILIO_API_KEY": "real",
        "DATABASE_URL": "real",
        "TRIAGE_ENV": "production",
        "PATH": "kept",
        "TRIAGE_OFFICE_HOURS": "Mon-Fri 09:00-17:00",
    }

    environ = Plan(tmp_path, 8080, 8765).environ(real)

    assert "real" not in environ.values()
    assert environ["TRIAGE_ENV"] == "demo"
    assert (environ["PATH"], environ["TRIAGE_OFFICE_HOURS"]) == ("kept", "Mon-Fri 09:00-17:00")
