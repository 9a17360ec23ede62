"""The docs tell the truth: what they name exists, and what exists is named."""

from __future__ import annotations

import re
from datetime import time
from itertools import product

import click
import pytest

from tests.invariants.sources import ROOT, files
from triage.cli.commands import COMMANDS, root
from triage.content import load_script
from triage.vocabulary import OfficeHours, Service

#: The menu of the seed. Asked for by name, so nobody renames an offer by the way.
MENU = (
    "Cancer treatment abroad",
    "CAR T-Cell therapy",
    "Cancer vaccine",
    "Online video consultation",
    "Proton therapy",
)
#: Where a path in the docs may begin: a table of a room does not repeat the room.
ROOMS = ("", "tests", "triage", "triage/conversation", "triage/content")
_OF_RUN = {"test", "check", "help"}  # words that `run` knows itself
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_RUN = re.compile(r"\./run ([a-z]+)(?: (?!-)([a-z]+))?")
_CODE = re.compile(r"`([^`\n]+)`")
_BRACES = re.compile(r"\{([^{}]*)\}")
#: What stands for a name that the reader fills in.
_OPEN = re.compile(r"<\w+>|0+N|\*")
_MEASURED = re.compile(r"\b\d[\d,.]*\s*(?:ms|s|seconds|MB|kB|msg/s|messages a second|x|%)(?![\w/])")
_COMMAND_LINE = re.compile(r"python -m bench\.(\w+)|(?<![\w/])bench/(\w+)")


def documents() -> dict[str, str]:
    """Every Markdown file: path from the root -> text."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in files()
        if path.suffix == ".md"
    }


def commands() -> list[str]:
    """Every command and subcommand: `serve`, `leads list`."""
    found: list[str] = []
    for name in COMMANDS:
        command = root.get_command(click.Context(root), name)
        inner = list(command.commands) if isinstance(command, click.Group) else []
        found += [f"{name} {word}" for word in inner] or [name]
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_docs(command: str) -> None:
    shown = " ".join(documents().values())
    first, _, second = command.partition(" ")
    # a table names a group once: `./run leads list`, `show ID`, `export`
    pattern = rf"(?:run |triage |`){first}\b" + (rf"[^\n]*\b{second}\b" if second else "")

    assert re.search(pattern, shown), f"triage {command} is in no .md file"


def test_every_run_in_the_docs_exists() -> None:
    known = {*commands(), *COMMANDS, *_OF_RUN}
    groups = {name.split()[0] for name in commands() if " " in name}

    unknown = [
        f"{name}: ./run {first} {second}".rstrip()
        for name, text in documents().items()
        for first, second in _RUN.findall(text)
        if first not in known or (first in groups and second and f"{first} {second}" not in known)
    ]

    assert unknown == []


def test_every_relative_link_leads_to_a_file() -> None:
    broken = [
        f"{name}: {target}"
        for name, text in documents().items()
        for target in _LINK.findall(text)
        if not re.match(r"[a-z]+:|#", target)
        and not (ROOT / name).parent.joinpath(target.partition("#")[0]).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_that_is_named_exists(name: str) -> None:
    named = [
        path for code in _CODE.findall((ROOT / name).read_text()) for path in paths_in(code.strip())
    ]

    assert len(named) >= 10
    assert [path for path in named if not exists(path)] == []


def paths_in(code: str) -> list[str]:
    """The paths in a piece of code: none for a text key such as `menu.welcome`."""
    if " " in code or not re.search(r"/$|/\w|\.(?:py|toml|md|env|txt|lock)$", code):
        return []
    if code.startswith("/") or "://" in code:
        return []
    parts = [match.split(",") for match in _BRACES.findall(code)]
    frame = _BRACES.sub("{}", code)
    return [frame.format(*words) for words in product(*parts)]


def exists(path: str) -> bool:
    """Whether it is there: from the root, or from a room that the sentence is about."""
    pattern = _OPEN.sub("*", path).rstrip("/")
    return any(next((ROOT / room).glob(pattern), None) for room in ROOMS)


@pytest.mark.parametrize(
    ("code", "paths"),
    [
        ("triage/{phone,clock}.py", ["triage/phone.py", "triage/clock.py"]),
        ("menu:2", []),
        ("./run check", []),
        ("GET /healthz", []),
        ("option.menu.N", []),
    ],
)
def test_a_path_is_told_from_other_code(code: str, paths: list[str]) -> None:
    assert paths_in(code) == paths


def test_a_file_that_is_not_there_is_missed() -> None:
    assert not exists("triage/nowhere.py")
    assert exists("triage/content/<code>/")


def test_the_menu_offers_what_was_asked_for() -> None:
    office = OfficeHours("Asia/Kolkata", frozenset(range(6)), time(9, 30), time(18, 30))
    script = load_script(office=office, call_number="+912025550100")

    labels = [script.text(f"option.menu.{number:d}", "en").whatsapp for number in Service]

    assert labels == list(MENU)


def test_measured_numbers_come_with_their_command() -> None:
    text = documents().get("docs/performance.md", "")
    sections = re.split(r"^#+ ", text, flags=re.MULTILINE)
    benches = {path.stem for path in (ROOT / "bench").glob("*.py")}

    alone = [
        part.partition("\n")[0]
        for part in sections
        if _MEASURED.search(part) and not _COMMAND_LINE.search(part)
    ]
    called = {one or other for one, other in _COMMAND_LINE.findall(text)}

    assert alone == []
    assert called <= benches
