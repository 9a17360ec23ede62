"""Tables as files: CSV, XLSX and JSON Lines, a chunk at a time, and no cell that a spreadsheet
would obey. Columns and rows are handed in; whose they are is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from triage.exports.cells import cell
from triage.exports.sheet import xlsx
from triage.exports.text import csv, jsonl

__all__ = ["FORMATS", "Format", "Row", "cell"]

#: The values of one line in the order of the columns: text, numbers, true and false, None.
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file; `write` turns columns and rows into its bytes and holds no more than a few
    rows at a time."""

    name: str
    suffix: str
    content_type: str
    write: Callable[[Sequence[str], Iterable[Row]], Iterator[bytes]]


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: By the names that people choose them by.
FORMATS: dict[str, Format] = {
    form.suffix: form
    for form in (
        Format("CSV", "csv", "text/csv; charset=utf-8", csv),
        Format("Excel (XLSX)", "xlsx", _SHEET, xlsx),
        Format("JSON Lines", "jsonl", "application/jsonl", jsonl),
    )
}
