"""Leads as files. Decided here: every column of the contract in its order, and that no cell can
act as a formula in a spreadsheet (people write what they like into a name).
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, StringIO

from triage.services.leads import COLUMNS, LeadView

#: No cell needs these; newlines may stay. Spreadsheets skip some in front of a sign, a terminal
#: obeys others (0x9b), and those that turn the reading direction disguise what follows.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

#: What a spreadsheet may take for the beginning of a formula, full-width forms included (OWASP,
#: "CSV Injection"). A number, or a telephone number in E.164, computes nothing and stays as it is.
_FORMULA = tuple("=+-@|%")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")


def cell(value: object) -> str:
    """One value as text: empty for nothing, true and false in words, lists joined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list | set | frozenset):
        return "; ".join(cell(part) for part in value)
    return _CONTROLS.sub(" ", str(value)).strip()


def row(lead: LeadView) -> list[str]:
    """The cells of one lead in the order of COLUMNS."""
    return [cell(getattr(lead, column)) for column in COLUMNS]


def as_csv(leads: Iterable[LeadView]) -> bytes:
    """UTF-8, a header, one lead a line."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_defused(text) for text in row(lead)] for lead in leads)
    return text.getvalue().encode("utf-8", "replace")


def _defused(text: str) -> str:
    """The same for a spreadsheet's eye, with a quote before what would be a formula."""
    opens = unicodedata.normalize("NFKC", text[:1]).startswith(_FORMULA)
    return f"'{text}" if opens and not _NUMBER.fullmatch(text) else text


def as_jsonl(leads: Iterable[LeadView]) -> bytes:
    """One JSON object a line, keys in the order of COLUMNS."""
    lines = (json.dumps(dict(_pairs(lead)), ensure_ascii=False) + "\n" for lead in leads)
    return "".join(lines).encode("utf-8", "replace")


def _pairs(lead: LeadView) -> Iterator[tuple[str, object]]:
    for column in COLUMNS:
        value = getattr(lead, column)
        yield column, value if value is None or isinstance(value, bool | int) else cell(value)


def as_xlsx(leads: Iterable[LeadView]) -> bytes:
    """One sheet; every cell is text, the first line stays in view."""
    from xlsxwriter import Workbook

    target = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, plain) as book:
        sheet = book.add_worksheet("Leads")
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(COLUMNS):
            sheet.write_string(0, at, column)
        for line, lead in enumerate(leads, 1):
            for at, text in enumerate(row(lead)):
                sheet.write_string(line, at, text[:32_767])  # the most that a cell can hold
    return target.getvalue()


FORMATS: dict[str, Callable[[Iterable[LeadView]], bytes]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "jsonl": as_jsonl,
}
