"""Where the texts lie and what one file looks like: a header, then one table a key.

A language is a folder named by its ISO 639-1 code (`en/`) or one file (`hi.toml`), never both. In a
folder it is free which file holds a key, but a key stands in one file only; `answers.toml` and
`page.toml` have shapes of their own. In one file the names of the tables tell: a text's key holds a
dot, an answer is called by its topic, and `[page]` holds the words of the page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from triage.vocabulary import Topic

ENGLISH = "en"
ANSWERS = "answers.toml"
PAGE = "page.toml"
_TOML = ".toml"
_CODE_LENGTH = 2
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
    """One file as read, or one kind of words of a language that is one file.

    `where` names it in complaints ("en/menu.toml", "hi.toml"), `tables` hold what is under the
    header.
    """

    where: str
    name: str
    header: Header
    tables: Mapping[str, Any]


def packaged() -> Traversable:
    """The folder of texts that this program is shipped with."""
    return files("triage.content")


def language_codes(root: Traversable) -> tuple[str, ...]:
    """Every language that has a folder or a file, in the order of their codes."""
    folders = {d.name for d in root.iterdir() if d.is_dir() and len(d.name) == _CODE_LENGTH}
    stems = {name.removesuffix(_TOML) for name in _toml_names(root)}
    return tuple(sorted(folders | {stem for stem in stems if len(stem) == _CODE_LENGTH}))


def place(root: Traversable, code: str, name: str) -> str:
    """Where a language keeps one kind of words, for complaints: "en/page.toml", "hi.toml"."""
    if not (root / f"{code}{_TOML}").is_file():
        return f"{code}/{name}"
    return f"{code}{_TOML}: [page]" if name == PAGE else f"{code}{_TOML}"


def read_files(root: Traversable, code: str, problems: list[str]) -> tuple[SourceFile, ...]:
    """What is readable of one language; what is wrong with the rest goes to `problems`."""
    one = f"{code}{_TOML}"
    if not (root / one).is_file():
        names = _toml_names(root / code)
        read = (_read(root / code / n, f"{code}/{n}", code, problems) for n in names)
        return tuple(source for source in read if source)
    if (root / code).is_dir():
        problems.append(f"{one}: stands beside the folder {code}/ (a language is one or the other)")
    whole = _read(root / one, one, code, problems)
    return tuple(_kinds(root, whole, problems)) if whole else ()


def _toml_names(folder: Traversable) -> list[str]:
    return sorted(f.name for f in folder.iterdir() if f.is_file() and f.name.endswith(_TOML))


def _read(file: Traversable, where: str, code: str, problems: list[str]) -> SourceFile | None:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        problems.append(f"{where}: not UTF-8")
        return None
    except tomllib.TOMLDecodeError as fault:
        problems.append(f"{where}: {fault}")
        return None
    header = _header(tables.pop("file", None), where, code, problems)
    return SourceFile(where, file.name, header, tables)


def _kinds(root: Traversable, whole: SourceFile, problems: list[str]) -> Iterator[SourceFile]:
    """A language of one file as the files that a folder would have; its texts come first."""
    kinds: dict[str, dict[str, Any]] = {whole.name: {}, ANSWERS: {}, PAGE: {}}
    for name, table in whole.tables.items():
        kind = _kind(name, whole.name)
        if kind is None:
            hint = f'a topic, [page], or a text in quotes, like ["{name}.x"]'
            problems.append(f"{whole.where}: {name}: unknown table ({hint})")
        else:
            kinds[kind][name] = table
    for kind, tables in kinds.items():
        if tables or kind == whole.name:
            where = place(root, whole.header.language, kind)
            yield replace(whole, where=where, name=kind, tables=tables)


def _kind(name: str, texts: str) -> str | None:
    """What a table of a one-file language holds, as the name of the file it would stand in."""
    if "." in name:
        return texts
    if name == "page":
        return PAGE
    return ANSWERS if name in set(Topic) else None


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
        home = "folder" if "/" in where else "name"
        problems.append(f"{where}: [file]: language is not that of its {home}")
    reviewed = read_date(table.get("reviewed"), f"{where}: [file]", problems)
    return Header(code, words["name"], words["source"], words["reviewer"], reviewed)


def read_date(value: object, where: str, problems: list[str]) -> date | None:
    """A TOML date, None where none is given; anything else is a problem."""
    if value is None or type(value) is date:
        return value
    problems.append(f"{where}: reviewed is no date (write it like 2026-11-23, without quotes)")
    return None
