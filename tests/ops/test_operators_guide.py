"""The operators' guide has a page for each situation, and all that is typed there is understood."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from tests.invariants.sources import ROOT
from triage.cli.commands import COMMANDS, root

GUIDE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
SITUATIONS = (
    *("First start", "Connect Twilio", "Is everything well?", "Rotate the token now"),
    *("A number is blocked", "The database was down, or nobody answered", "A key is lost"),
    *("Somebody wants to be erased", "Somebody asks for their data", "A new language"),
    *("A worker is stuck", "A backup", "Restore", "Somebody looked where they should not"),
    *("Upgrade", "Roll back"),
)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_FENCED = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: Up to a comment, the end of the command, or the next one.
_RUN = re.compile(r"\./run ((?:(?! #|&&|[;|`)]).)+)")


def anchor(heading: str) -> str:
    """What a heading is linked by."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def typed() -> list[str]:
    """Every command that the guide tells to type: in its blocks, and in running text."""
    blocks = " \n".join(_FENCED.findall(GUIDE))
    spoken = " \n".join(re.findall(r"`(\./run [^`]+)`", GUIDE))
    return [words.strip() for words in _RUN.findall(f"{blocks}\n{spoken}")]


@pytest.mark.parametrize("title", SITUATIONS)
def test_each_situation_has_its_page(title: str) -> None:
    assert f"\n## {title}\n" in GUIDE


def test_every_link_inside_leads_to_a_page() -> None:
    there = {anchor(heading) for heading in _HEADING.findall(GUIDE)}
    linked = set(re.findall(r"\]\(#([^)]+)\)", GUIDE))

    assert len(linked) > 15
    assert linked <= there


def test_the_first_table_leads_to_every_page() -> None:
    contents = GUIDE.partition("\n## ")[0]
    pages = re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)

    assert [page for page in pages if f"(#{anchor(page)})" not in contents] == []


def test_every_command_to_type_is_understood() -> None:
    commands = typed()

    assert len(commands) > 30
    assert [words for words in commands if not is_understood(words)] == []


def is_understood(words: str) -> bool:
    """Whether the command, its subcommand and all its options exist."""
    command: click.Command | None = root
    for word in shlex.split(words):
        if word in ("help", "demo", "check", "test") and command is root:
            return True
        if isinstance(command, click.Group) and not word.startswith("-"):
            command = command.get_command(click.Context(command), word)
        elif command is None:
            return False
        elif word.startswith("--"):
            known = {name for option in command.params for name in option.opts}
            if word.partition("=")[0] not in known | {"--help", "--debug"}:
                return False
    return command is not None and (command is not root)


def test_what_does_not_exist_is_not_understood() -> None:
    assert "doctor" in COMMANDS
    assert is_understood("doctor --json")
    assert not is_understood("doctor --loud")
    assert not is_understood("nothing")
    assert not is_understood("audit nothing")
