"""Harmless pictures of a file, drawn by `box` in a process of its own.

Decided here: how long it may take and how much it may say. What comes back is looked at again: only
a JPEG's bytes are taken for a picture.
"""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from triage.errors import FetchFailed
from triage.media.kinds import Sort

WALL_SECONDS = 9.0
_MOST_SAID = 48 * 1024 * 1024
_BOX = Path(__file__).with_name("box.py")
_HEAD = struct.Struct(">cI")
_REASONS = frozenset({"bomb", "damaged", "password", "empty"})


@dataclass(slots=True)
class Made:
    """Pictures as JPEG: every page that was drawn, a small copy of the first, pages in all."""

    pages: list[bytes] = field(default_factory=list, repr=False)
    small: bytes = field(default=b"", repr=False)
    count: int = 1


def draw(content: bytes, sort: Sort) -> Made:
    """Pictures of a picture or of a paper's pages. Raises FetchFailed when there is none.

    A paper that takes too long comes with the pages that were ready in time.
    """
    made, reason, is_whole = _read(_run(content, sort))
    if made.pages and made.small and (is_whole or sort is Sort.PAPER):
        return made
    # ended by a limit it says nothing: what takes so much is built to
    raise FetchFailed(reason or "bomb", permanent=True)


def _run(content: bytes, sort: Sort) -> bytes:
    """What the box said until it ended, said too much, or its time was over."""
    box = subprocess.Popen(  # noqa: S603 - our own file, with our own words
        [sys.executable, "-I", str(_BOX), sort.value],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    assert box.stdin is not None  # noqa: S101 - tells the type checker
    assert box.stdout is not None  # noqa: S101 - tells the type checker
    feeder = threading.Thread(target=_feed, args=(box.stdin, content), daemon=True)
    feeder.start()
    try:
        return _listen(box.stdout, time.monotonic() + WALL_SECONDS)
    finally:
        box.kill()
        box.wait()
        feeder.join()
        box.stdout.close()


def _feed(pipe: IO[bytes], content: bytes) -> None:
    with suppress(OSError), pipe:
        pipe.write(content)


def _listen(pipe: IO[bytes], until: float) -> bytes:
    said = bytearray()
    while len(said) <= _MOST_SAID and (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([pipe], [], [], left)
        piece = os.read(pipe.fileno(), 1024 * 1024) if ready else b""
        if not piece:
            break
        said += piece
    return bytes(said)


def _read(said: bytes) -> tuple[Made, str, bool]:
    """Whole frames only: pictures, the reason if there is one, and whether it came to its end."""
    made, reason, place = Made(), "", 0
    while place + _HEAD.size <= len(said):
        letter, length = _HEAD.unpack_from(said, place)
        place += _HEAD.size
        content = said[place : place + length]
        place += length
        if len(content) < length:
            break
        if letter == b"P" and content.startswith(b"\xff\xd8\xff"):
            made.pages.append(content)
        elif letter == b"S" and content.startswith(b"\xff\xd8\xff"):
            made.small = content
        elif letter == b"N" and content.isdigit():
            made.count = int(content[:6])
        elif letter == b"E":
            word = content.decode("ascii", "replace")
            reason = word if word in _REASONS else "damaged"
        elif letter == b"D":
            return made, reason, True
    return made, reason, False
