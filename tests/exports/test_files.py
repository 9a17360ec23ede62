"""Tables as files: written as they come, readable as a whole, obeyed by nothing."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from triage.exports import FORMATS, Row

COLUMNS = ("id", "name", "age", "complete", "note")
ROWS: list[Row] = [
    ("a1", "Asha Rao", 41, True, None),
    ("b2", "=cmd()", None, False, 'पटना, <b> & "x"\nline two'),
    ("c3", "\x00\x1bBo\ud800\ufffe", 7, True, "_x0041_"),
]
_NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def whole(form: str, rows: list[Row]) -> bytes:
    return b"".join(FORMATS[form].write(COLUMNS, iter(rows)))


def sheet_of(data: bytes) -> list[list[str]]:
    """The cells of the rows below the header, as Excel would read them."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        tree = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - a file of our own
    found = []
    for row in tree.findall(".//s:row", _NS)[1:]:
        cells = {c.get("r", "")[0]: "".join(c.itertext()) for c in row.findall("s:c", _NS)}
        found.append([cells.get(name, "") for name in "ABCDE"])
    return found


def test_csv_reads_back_with_a_quote_before_a_formula() -> None:
    lines = list(csv.reader(io.StringIO(whole("csv", ROWS).decode(), newline="")))

    assert lines[0] == list(COLUMNS)
    assert lines[1] == ["a1", "Asha Rao", "41", "true", ""]
    assert lines[2][1] == "'=cmd()"
    assert lines[2][4] == 'पटना, <b> & "x"\nline two'
    assert lines[3][1] == "Bo"


def test_json_lines_keep_numbers_truth_and_nothing() -> None:
    first, second, _ = (json.loads(line) for line in whole("jsonl", ROWS).splitlines())

    assert first == {"id": "a1", "name": "Asha Rao", "age": 41, "complete": True, "note": None}
    assert second["name"] == "=cmd()"


def test_xlsx_is_text_that_no_spreadsheet_reads_as_anything_else() -> None:
    data = whole("xlsx", ROWS)

    rows = sheet_of(data)
    assert rows[0] == ["a1", "Asha Rao", "41", "true", ""]
    assert rows[1][1] == "=cmd()"
    assert rows[1][4] == 'पटना, <b> & "x"\nline two'
    assert rows[2][1] == "Bo"
    assert rows[2][4] == "_x005F_x0041_"  # Excel shows _x0041_ for it, not "A"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "frozen" in sheet


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_without_rows_is_a_whole_file(form: str) -> None:
    data = whole(form, [])

    if form == "xlsx":
        assert sheet_of(data) == []
    else:
        assert data == (b"id,name,age,complete,note\r\n" if form == "csv" else b"")


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_goes_out_before_the_last_row_is_read(form: str) -> None:
    read = 0

    def rows() -> Iterator[Row]:
        nonlocal read
        for number in range(40_000):
            read += 1
            yield (f"{number * 7919 % 99_991:05d}", f"{number:x}", number, True, None)

    chunks = FORMATS[form].write(COLUMNS, rows())
    first = next(chunks)

    assert read < 40_000
    assert 0 < len(first) < 600_000
    assert len(b"".join([first, *chunks])) > 2 * len(first)
    assert read == 40_000
