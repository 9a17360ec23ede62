"""XLSX, row by row. Decided here: the library makes the workbook around the rows; the rows go into
its one sheet as they come, as text in place. The library itself would keep every cell in memory, or
all of them in clear in files of its own.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, RawIOBase
from xml.sax.saxutils import escape

from triage.exports.cells import cell

_SHEET = "xl/worksheets/sheet1.xml"
_MOST_IN_A_CELL = 32_767
_ENOUGH = 64 * 1024
_END = b"</sheetData>"
_SIZE = re.compile(rb"<dimension [^>]*/>")  # would be that of the header alone
#: Excel reads "_x0041_" as a letter: what was written so gets an underscore of its own.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def xlsx(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """One sheet; every cell is text, the first line stays in view."""
    target = _Gathered()
    with zipfile.ZipFile(_frame(columns)) as frame:
        head, end = _SIZE.sub(b"", frame.read(_SHEET)).split(_END)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
            for name in frame.namelist():
                if name != _SHEET:
                    book.writestr(name, frame.read(name))
            with book.open(_SHEET, "w") as sheet:
                sheet.write(head)
                for line, row in enumerate(rows, 2):
                    sheet.write(_row(line, row))
                    if target.size >= _ENOUGH:
                        yield target.taken()
                sheet.write(_END + end)
        yield target.taken()


def _frame(columns: Sequence[str]) -> BytesIO:
    """A workbook with the header alone."""
    from xlsxwriter import Workbook  # takes a while to load, and few commands need it

    made = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(made, plain) as book:
        sheet = book.add_worksheet("Leads")
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column)
    return made


def _row(line: int, row: Sequence[object]) -> bytes:
    cells = "".join(
        f'<c r="{_name(at)}{line}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        for at, value in enumerate(row)
        if (text := _escaped(value))
    )
    return f'<row r="{line}">{cells}</row>'.encode()


def _escaped(value: object) -> str:
    return escape(_LOOKS_ESCAPED.sub("_x005F_", cell(value)[:_MOST_IN_A_CELL]))


def _name(at: int) -> str:
    """The name of a column.

    >>> _name(0), _name(27)
    ('A', 'AB')
    """
    before = _name(at // 26 - 1) if at >= 26 else ""
    return before + chr(ord("A") + at % 26)


class _Gathered(RawIOBase):
    """Where a zip is written that is sent on as it grows: nothing in it can be gone back to."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]  # the library writes bytes
        """Keep what came until it is taken."""
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def taken(self) -> bytes:
        """What came since the last time."""
        whole = b"".join(self._parts)
        self._parts, self.size = [], 0
        return whole
