"""What a command makes is for its owner alone, whatever the umask of the shell says."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli.conftest import Run, spawn
from tests.cli.test_demo_and_serve import read_links
from triage.cli import main
from triage.cli.ports import free_port


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """A shell that hides nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> dict[str, str]:
    """What anybody but the owner may do something with, below this folder and itself."""
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*"))}
    return {path.name: oct(mode) for path, mode in modes.items() if mode & 0o077}


def test_database_and_export_are_for_the_owner(
    open_to_all: None, triage: Run, demo_env: Path
) -> None:
    out = demo_env / "leads.csv"

    assert triage("db", "upgrade").code == 0
    assert triage("leads", "export", "--format", "csv", "--out", str(out)).code == 0

    assert {"triage.db", "leads.csv"} <= {path.name for path in demo_env.iterdir()}
    assert open_to_others(demo_env) == {}


def test_everything_that_the_demo_makes_is_for_the_owner(open_to_all: None, bare: Path) -> None:
    process = spawn("demo", "--port", str(free_port()), "--data-dir", "made", cwd=bare)

    read_links(process)
    made = {path.name for path in (bare / "made").rglob("*")}
    others = open_to_others(bare / "made")
    process.terminate()
    process.communicate(timeout=60)

    assert {"triage.db", "demo.log", "secrets", "TRIAGE_DATA_KEY"} <= made
    assert others == {}


def test_the_umask_of_the_caller_comes_back(open_to_all: None) -> None:
    seen: list[int] = []

    @click.command()
    def look() -> None:
        seen.append(os.umask(0o077))

    main([], look)

    assert seen == [0o077]
    assert os.umask(0) == 0
