"""Bytes in and out of the terminal. Decided here: always UTF-8, whatever the locale says; a byte
that is no UTF-8 becomes a replacement mark instead of an error; every answer is flushed at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator


def lines_in() -> Iterator[str]:
    """The lines of stdin without their ends, one as soon as it is there."""
    for raw in iter(sys.stdin.buffer.readline, b""):
        yield raw.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")


def write_out(text: str) -> None:
    """Write text as it stands and flush."""
    bytes_out(text.encode("utf-8", "replace"))


def bytes_out(data: bytes) -> None:
    """Write bytes as they stand and flush."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
