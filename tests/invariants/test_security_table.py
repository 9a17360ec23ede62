"""SECURITY.md promises nothing that no test shows: every id once, every named test there."""

from __future__ import annotations

import ast
import re

import pytest

from tests.invariants.sources import ROOT, tree

COUNTS = {"A": 24, "R": 34, "S": 60, "F": 22}
_ROW = re.compile(r"^\| ([ARSF]\d+) \|(.*)\|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
_RANGE = re.compile(r"([RSF])(\d+)(?:-\1?(\d+))?")
#: Words that say why a row names no test.
_SAID_SO = ("**Open", "**Part", "**Not ours")

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = _ROW.findall(TEXT)


def test_every_id_stands_there_once() -> None:
    expected = [
        f"{kind}{number}" for kind, count in COUNTS.items() for number in range(1, count + 1)
    ]

    assert [row_id for row_id, _ in ROWS] == expected


@pytest.mark.parametrize(("row_id", "row"), ROWS)
def test_each_row_names_tests_that_exist_or_says_why_not(row_id: str, row: str) -> None:
    named = _TEST.findall(row)
    missing = [f"{path}::{name}" for path, name in named if not _is_there(path, name)]

    assert missing == []
    if not row_id.startswith("A"):
        assert named or any(word in row for word in _SAID_SO)


def test_each_abuse_names_checks_that_are_listed() -> None:
    known = {row_id for row_id, _ in ROWS}
    named = {
        row_id: {
            f"{kind}{number}"
            for kind, first, last in _RANGE.findall(row.rsplit("|", 1)[-1])
            for number in range(int(first), int(last or first) + 1)
        }
        for row_id, row in ROWS
        if row_id.startswith("A")
    }

    assert all(named.values())
    assert set().union(*named.values()) <= known


def test_a_test_that_is_not_there_is_missed() -> None:
    assert not _is_there("tests/nowhere.py", "")
    assert not _is_there("tests/invariants/test_docs.py", "test_of_nothing")
    assert _is_there("tests/invariants/test_docs.py", "test_the_menu_offers_what_was_asked_for")


def _is_there(path: str, name: str) -> bool:
    """Whether the file holds this test, or any test where no name is given."""
    if not (ROOT / path).is_file():
        return False
    functions = {n.name for n in ast.walk(tree(ROOT / path)) if isinstance(n, ast.FunctionDef)}
    return name in functions if name else any(f.startswith("test_") for f in functions)
