"""What is in a backup, in order: tables as lines, files as bytes, and a list of it all at the end.

An object of JSON on a line begins a part, a list of JSON is a row of the table that was begun; the
bytes of a file follow its line. The list at the end (`Manifest`) says what must have come before.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from triage.errors import Damaged
from triage.services.recovery.sealed_file import Reader
from triage.storage.dump import Shape

_FILE_NAME = re.compile(r"[0-9a-z]{2}/[0-9a-z]{1,40}\.[0-9a-z]{1,10}")


@dataclass(frozen=True, slots=True)
class Sum:
    """How much there is of something, and the SHA-256 over it in hexadecimal digits."""

    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `made_at` is aware UTC, keys are named by their ids.

    `data_key_ids` are those that people's keys are wrapped under: all are needed after a restore.
    """

    made_at: datetime
    revision: str
    index_key_id: str
    data_key_ids: tuple[str, ...]
    tables: Mapping[str, Sum]
    files: Sum
    file_bytes: int

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.count for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class Table:
    """A table that begins; read its rows before the next part."""

    shape: Shape
    rows: Iterator[str]


@dataclass(frozen=True, slots=True)
class File:
    """A file that a patient sent, sealed as it lies on the disk."""

    name: str
    content: bytes


class Tally:
    """Adds up what passes by."""

    def __init__(self) -> None:
        self._hash, self._count = hashlib.sha256(), 0

    def add(self, line: str) -> None:
        """One row, or one file by its name and hash."""
        self._hash.update(line.encode() + b"\n")
        self._count += 1

    def through(self, lines: Iterator[str]) -> Iterator[str]:
        """The same lines, added up on their way."""
        for line in lines:
            self.add(line)
            yield line

    def sum(self) -> Sum:
        """What there was."""
        return Sum(self._count, self._hash.hexdigest())


def table_line(shape: Shape) -> str:
    """What stands before the rows of a table."""
    return json.dumps({"table": shape.name, "columns": shape.columns, "key": shape.key})


def file_line(file: File) -> str:
    """What stands before the bytes of a file."""
    return json.dumps({"file": file.name, "bytes": len(file.content)})


def file_sum(file: File) -> str:
    """A file as it is added up."""
    return f"{file.name} {hashlib.sha256(file.content).hexdigest()}"


def manifest_line(manifest: Manifest) -> str:
    """What stands at the end."""
    told = {
        "made_at": manifest.made_at.isoformat(),
        "revision": manifest.revision,
        "index_key_id": manifest.index_key_id,
        "data_key_ids": manifest.data_key_ids,
        "tables": {name: [each.count, each.sha256] for name, each in manifest.tables.items()},
        "files": [manifest.files.count, manifest.files.sha256],
        "file_bytes": manifest.file_bytes,
    }
    return json.dumps({"manifest": told})


def parts(reader: Reader) -> Iterator[Table | File | Manifest]:
    """Everything in a backup, in order. Raises Damaged for what is no part of one."""
    line = reader.line()
    while line:
        begun = _object(line)
        if "table" in begun:
            after: list[bytes] = []
            rows = _rows(reader, after)
            yield Table(_shape(begun), rows)
            for _ in rows:
                raise Damaged("rows of a backup were left unread")
            line = after[0]
            continue
        if "file" in begun:
            yield File(_name(str(begun["file"])), reader.exactly(int(begun["bytes"])))
        else:
            yield _manifest(begun["manifest"])
        line = reader.line()


def _rows(reader: Reader, after: list[bytes]) -> Iterator[str]:
    while (line := reader.line()).startswith(b"["):
        yield line.decode()
    after.append(line)


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not found.keys() & {"table", "file", "manifest"}:
        raise Damaged("not a backup of this program, or of a newer one")
    return found


def _shape(begun: Mapping[str, Any]) -> Shape:
    columns = tuple((str(name), str(kind)) for name, kind in begun["columns"])
    return Shape(str(begun["table"]), columns, tuple(begun["key"]))


def _name(name: str) -> str:
    if not _FILE_NAME.fullmatch(name):
        raise Damaged("a file in the backup has a name that none of ours has")
    return name


def _manifest(told: Mapping[str, Any]) -> Manifest:
    return Manifest(
        made_at=datetime.fromisoformat(told["made_at"]),
        revision=str(told["revision"]),
        index_key_id=str(told["index_key_id"]),
        data_key_ids=tuple(told["data_key_ids"]),
        tables={name: Sum(*each) for name, each in told["tables"].items()},
        files=Sum(*told["files"]),
        file_bytes=int(told["file_bytes"]),
    )
