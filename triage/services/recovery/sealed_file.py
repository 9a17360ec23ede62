"""A large file that is sealed as a whole: written and read piece by piece, never in memory at once.

It begins with one line in clear (what it is, which data key, a salt), on which the key hangs; then
come pieces, each after its length. A changed, missing, moved or cut-off byte is noticed.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from triage.errors import Damaged
from triage.vault import FileKey, Vault

MAGIC = "triage-sealed-1"
_PIECE = 1 << 20
_LONGEST_HEAD = 500
_LENGTH = struct.Struct(">I")
_TAG = 16


class Writer:
    """Takes plain bytes; what is in the file without `finish` does not open."""

    def __init__(self, file: BinaryIO, vault: Vault) -> None:
        newest = vault.newest_key_id()
        told = {"file": MAGIC, "key_id": newest, "salt": os.urandom(32).hex()}
        head = json.dumps(told).encode() + b"\n"
        file.write(head)
        self._file, self._place = file, 0
        self._key = vault.file_key(head, newest)
        self._waiting = bytearray()

    def write(self, content: bytes) -> None:
        """Add these bytes."""
        self._waiting += content
        while len(self._waiting) > _PIECE:
            self._put(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]

    def finish(self) -> None:
        """Close the file for good; nothing may be added."""
        self._put(bytes(self._waiting), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _put(self, content: bytes, *, last: bool) -> None:
        sealed = self._key.seal(self._place, content, last=last)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._place += 1


class Reader:
    """Gives plain bytes back. Every method raises Damaged for a file that was changed."""

    def __init__(self, file: BinaryIO, vault: Vault) -> None:
        head = file.readline(_LONGEST_HEAD)
        self.key_id = _key_id_in(head)
        self._pieces = _pieces(file, vault.file_key(head, self.key_id))
        self._ready = bytearray()

    def line(self) -> bytes:
        """The bytes up to the next line end, without it; empty at the end of the file."""
        seen = 0
        while (at := self._ready.find(b"\n", seen)) < 0:
            seen = len(self._ready)
            if not self._more():
                return self._take(len(self._ready))
        return self._take(at + 1)[:-1]

    def exactly(self, size: int) -> bytes:
        """The next so many bytes."""
        while len(self._ready) < size:
            if not self._more():
                raise Damaged("a sealed file ends too early")
        return self._take(size)

    def pieces(self) -> Iterator[bytes]:
        """Everything from here to the end, piece by piece."""
        while self._ready or self._more():
            yield self._take(len(self._ready))

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        self._ready += piece or b""
        return piece is not None

    def _take(self, size: int) -> bytes:
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        return taken


@contextmanager
def reading(path: Path, vault: Vault) -> Iterator[Reader]:
    """The sealed file at a path, opened. Raises Damaged when it is none, or under another key."""
    with path.open("rb") as file:
        yield Reader(file, vault)


def key_id_of(path: Path) -> str:
    """The id of the data key that a sealed file is under. Raises Damaged when it is none."""
    with path.open("rb") as file:
        return _key_id_in(file.readline(_LONGEST_HEAD))


def reseal(path: Path, vault: Vault) -> None:
    """Put a sealed file under the newest data key; whole, or it stays as it is. Raises Damaged."""
    fresh = path.with_suffix(".anew")
    with (
        reading(path, vault) as reader,
        open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file,
    ):
        writer = Writer(file, vault)
        for piece in reader.pieces():
            writer.write(piece)
        writer.finish()
    fresh.replace(path)


def _key_id_in(head: bytes) -> str:
    try:
        told = json.loads(head)
        if told["file"] == MAGIC:
            return str(told["key_id"])
    except (ValueError, KeyError, TypeError):
        pass
    raise Damaged("this is not a sealed file of this program")


def _pieces(file: BinaryIO, key: FileKey) -> Iterator[bytes]:
    place, length = 0, file.read(_LENGTH.size)
    while True:
        size = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else 0
        if not _TAG <= size <= _PIECE + _TAG:
            raise Damaged("a sealed file was changed, or is not whole")
        sealed = file.read(size)
        length = file.read(_LENGTH.size)
        yield key.unseal(place, sealed, last=not length)
        if not length:
            return
        place += 1
