"""`./run` makes its own `.venv`: once, again when that is no use, and to the end when cut short.

A stand-in for Python makes the `.venv`, so that nothing is downloaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT

#: Checked for its version it agrees; asked for a venv it makes one that knows its place.
PYTHON = """#!/bin/sh
if [ "$1" = -c ]; then exit 0; fi
mkdir -p .venv/bin
printf '#!/bin/sh\\n' >.venv/bin/python
cp .venv/bin/python .venv/bin/pip
printf '#!/bin/sh\\necho made in %s\\n' "$(pwd -P)" >.venv/bin/triage
chmod +x .venv/bin/*
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what `./run` looks at."""
    folder = (tmp_path / "clone").resolve()
    folder.mkdir()
    for name in ("run", "requirements.lock", "pyproject.toml"):
        shutil.copy2(ROOT / name, folder / name)
    tools = folder.parent / "bin"
    tools.mkdir()
    (tools / "python3").write_text(PYTHON)
    (tools / "python3").chmod(0o755)
    for name in ("sh", "dirname", "cat", "rm", "mkdir", "cp", "chmod"):
        (tools / name).symlink_to(str(shutil.which(name)))
    return folder


def run(clone: Path) -> tuple[str, bool]:
    """What `./run leads` says, and whether it set things up before."""
    environ = {**os.environ, "PATH": str(clone.parent / "bin")}
    ran = subprocess.run(  # noqa: S603 - our own script
        [clone / "run", "leads"], env=environ, capture_output=True, text=True, timeout=30
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip(), "Setting up" in ran.stderr


def test_it_is_set_up_once(clone: Path) -> None:
    assert run(clone) == (f"made in {clone}", True)
    assert run(clone) == (f"made in {clone}", False)


def test_a_checkout_that_was_moved_is_set_up_again(clone: Path) -> None:
    run(clone)
    moved = clone.rename(clone.with_name("elsewhere"))

    assert run(moved) == (f"made in {moved}", True)
    assert run(moved) == (f"made in {moved}", False)


def test_an_orphan_whose_python_is_gone_is_set_up_again(clone: Path) -> None:
    run(clone)
    (clone / ".venv/bin/python").unlink()
    (clone / ".venv/bin/python").symlink_to("/nowhere/python3")

    assert run(clone) == (f"made in {clone}", True)


def test_a_set_up_that_was_cut_short_is_finished(clone: Path) -> None:
    (clone / ".venv/bin").mkdir(parents=True)
    shutil.copy2(clone.parent / "bin" / "python3", clone / ".venv/bin/python")

    assert run(clone) == (f"made in {clone}", True)


def test_a_new_lock_is_installed(clone: Path) -> None:
    run(clone)
    later = (clone / ".venv/.stamp").stat().st_mtime + 60
    os.utime(clone / "requirements.lock", (later, later))

    assert run(clone) == (f"made in {clone}", True)
