"""A virus scanner's opinion of a file: clamd, by its INSTREAM command.

Decided here: no opinion is no permission. A scanner that is set and does not answer holds the file
back, and another try is made later.
"""

from __future__ import annotations

import re
import socket
import struct
from contextlib import closing

from triage.errors import FetchFailed

SECONDS = 20.0
_PIECE = 64 * 1024
_TCP = re.compile(r"tcp://(?P<host>[^:/]+):(?P<port>[0-9]+)")


def scan(content: bytes, scanner: str) -> None:
    """Ask the scanner at `tcp://host:port` or `unix:/path`; "" asks nobody.

    Raises FetchFailed: `infected`, for good, or `unscanned`, while it does not answer.
    """
    if not scanner:
        return
    try:
        with closing(_connect(scanner)) as line:
            verdict = _ask(line, content)
    except OSError:
        raise FetchFailed("unscanned", permanent=False) from None
    if verdict.endswith(b"FOUND"):
        raise FetchFailed("infected", permanent=True)
    if not verdict.endswith(b"OK"):
        raise FetchFailed("unscanned", permanent=False)


def _connect(scanner: str) -> socket.socket:
    found = _TCP.fullmatch(scanner)
    if found:
        return socket.create_connection((found["host"], int(found["port"])), SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    line.connect(scanner.removeprefix("unix:"))
    return line


def _ask(line: socket.socket, content: bytes) -> bytes:
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), _PIECE):
        piece = content[start : start + _PIECE]
        line.sendall(struct.pack(">I", len(piece)) + piece)
    line.sendall(struct.pack(">I", 0))
    answer = b""
    while b"\0" not in answer and len(answer) < 4096:
        piece = line.recv(4096)
        if not piece:
            break
        answer += piece
    return answer.partition(b"\0")[0].strip()
