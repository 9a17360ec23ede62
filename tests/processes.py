"""Which processes run, and which of them came from a folder: for tests that start some."""

from __future__ import annotations

import os
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Whether a process runs (one that waits to be buried does not)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def processes_of(folder: Path) -> list[int]:
    """Every living process that was started with this folder among its words or settings."""
    mark, found = os.fsencode(folder), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if mark in said and is_alive(int(process.name)):
            found.append(int(process.name))
    return found
