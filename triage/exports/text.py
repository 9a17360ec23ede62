"""CSV and JSON Lines."""

from __future__ import annotations

import csv as standard
import json
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from triage.exports.cells import cell, defused

_ENOUGH = 64 * 1024  # characters a chunk


def csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """UTF-8, a header, one row a line."""
    buffer = StringIO(newline="")
    writer = standard.writer(buffer)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defused(cell(value)) for value in row])
        if buffer.tell() >= _ENOUGH:
            yield _taken(buffer)
    yield _taken(buffer)


def jsonl(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """One JSON object a line, keys in the order of the columns."""
    buffer = StringIO(newline="")
    for row in rows:
        named = {name: _plain(value) for name, value in zip(columns, row, strict=True)}
        buffer.write(json.dumps(named, ensure_ascii=False) + "\n")
        if buffer.tell() >= _ENOUGH:
            yield _taken(buffer)
    yield _taken(buffer)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int) else cell(value)


def _taken(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
