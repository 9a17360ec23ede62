"""Where the texts lie and what one file looks like: a header, then one table a key.

A language is a folder named by its ISO 639-1 code. Which of its files holds a key is free, but a
key stands in one file only. `answers.toml` and `page.toml` have shapes of their own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

ENGLISH = "en"
ANSWERS = "answers.toml"
PAGE = "page.toml"
_HEADER = {"language", "name", "reviewer", "reviewed", "source"}


@dataclass(frozen=True, slots=True)
class Header:
    """Who stands behind a file; `reviewed` is None until somebody has read it."""

    language: str
    name: str
    source: str
    reviewer: str
    reviewed: date | None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as read: `where` names it in complaints ("en/menu.toml"), `tables` hold the rest."""

    where: str
    name: str
    header: Header
    tables: Mapping[str, Any]


def packaged() -> Traversable:
    """The folder of texts that this program is shipped with."""
    return files("triage.content")


def language_codes(root: Traversable) -> tuple[str, ...]:
    """Every language that has a folder, in the order of their codes."""
    return tuple(
        sorted(d.name for d in root.iterdir() if d.is_dir() and len(d.name) == 2)  # not __pycache__
    )


def read_files(root: Traversable, code: str, problems: list[str]) -> tuple[SourceFile, ...]:
    """The readable files of one language; what is wrong with the others goes to `problems`."""
    return tuple(_read_each(root, code, problems))


def _read_each(root: Traversable, code: str, problems: list[str]) -> Iterator[SourceFile]:
    names = sorted(f.name for f in (root / code).iterdir() if f.name.endswith(".toml"))
    for name in names:
        where = f"{code}/{name}"
        try:
            tables = tomllib.loads((root / code / name).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            problems.append(f"{where}: not UTF-8")
            continue
        except tomllib.TOMLDecodeError as fault:
            problems.append(f"{where}: {fault}")
            continue
        header = _header(tables.pop("file", None), where, code, problems)
        yield SourceFile(where, name, header, tables)


def _header(table: object, where: str, code: str, problems: list[str]) -> Header:
    if not isinstance(table, dict):
        problems.append(f"{where}: no [file] header")
        return Header(code, code, "", "", None)
    words = {}
    for name in ("language", "name", "source", "reviewer"):
        words[name] = table.get(name, "")
        if not isinstance(words[name], str) or not words[name].strip():
            problems.append(f"{where}: [file]: {name} is missing")
            words[name] = ""
    problems += [f"{where}: [file]: unknown field {n}" for n in sorted(set(table) - _HEADER)]
    if words["language"] not in ("", code):
        problems.append(f"{where}: [file]: language is not that of its folder")
    reviewed = read_date(table.get("reviewed"), f"{where}: [file]", problems)
    return Header(code, words["name"], words["source"], words["reviewer"], reviewed)


def read_date(value: object, where: str, problems: list[str]) -> date | None:
    """A TOML date, None where none is given; anything else is a problem."""
    if value is None or type(value) is date:
        return value
    problems.append(f"{where}: reviewed is no date (write it like 2026-11-23, without quotes)")
    return None
