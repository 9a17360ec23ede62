"""The image holds the program and nothing else; the Procfile runs what there is."""

from __future__ import annotations

import json
import re
import shlex
import tomllib

import pytest
from packaging.requirements import Requirement

from ops.lock_for import part
from tests.invariants.sources import ROOT
from triage.cli.commands import COMMANDS

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def steps() -> list[tuple[str, str]]:
    """(instruction, words) of the Containerfile, with broken lines joined."""
    text = (ROOT / "ops" / "Containerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines) if word
    ]


def named(instruction: str) -> list[str]:
    """The words of every such instruction."""
    return [words for name, words in steps() if name == instruction]


def test_the_last_stage_runs_without_root_and_answers_for_its_health() -> None:
    last = max(number for number, (name, _) in enumerate(steps()) if name == "FROM")
    stage = dict(steps()[last:])

    assert len(named("FROM")) == 2
    assert stage["USER"] == "10001:10001"
    assert stage["COPY"] == "--from=build /triage /triage"
    assert "/healthz" in stage["HEALTHCHECK"]
    assert json.loads(stage["ENTRYPOINT"]) == ["triage"]
    assert json.loads(stage["CMD"])[0] in COMMANDS


def test_only_named_files_go_into_the_image() -> None:
    taken = [shlex.split(words)[:-1] for words in named("COPY") if "--from" not in words]

    assert {name for names in taken for name in names} == {
        *("requirements.lock", "ops/lock_for.py", "pyproject.toml", "README.md"),
        *("models.py", "webhooks.py", "migrations", "triage"),
    }
    assert named("ADD") == []


def test_everything_installed_is_pinned_by_hash_and_nothing_is_fetched_by_url() -> None:
    text = " ".join(named("RUN"))
    installs = [part for part in re.split(r"&&", text) if "pip install" in part]

    assert len(installs) == 3
    assert all("--require-hashes" in one or "--no-index" in one for one in installs)
    assert not re.search(r"curl|wget|https?://|--(?:extra-)?index|apt-get", text)


def test_the_image_gets_what_the_program_needs_and_no_tools() -> None:
    ours = set(re.findall(r"^([a-z0-9][\w.\-]*)", part(LOCK, "program"), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {Requirement(line).name for line in project["dependencies"]}

    assert needed <= ours
    assert not {"pytest", "ruff", "mypy", "playwright", "scikit-learn", "hypothesis"} & ours
    assert {"werkzeug", "jinja2", "markupsafe", "psycopg-binary"} <= ours  # needed by those


def test_each_pin_is_as_the_lock_has_it() -> None:
    some = part(LOCK, "hatchling")

    assert re.findall(r"^([a-z][\w-]*)==", some, re.MULTILINE)[0] == "hatchling"
    assert all(line in LOCK.splitlines() for line in some.splitlines())
    with pytest.raises(KeyError):
        part(LOCK, "nothing-of-ours")


def test_the_procfile_runs_commands_that_exist() -> None:
    lines = (ROOT / "ops" / "Procfile").read_text(encoding="utf-8").splitlines()
    told = dict(line.split(": ") for line in lines if not line.startswith("#"))

    assert set(told) == {"release", "web", "worker"}
    assert all(
        words.split()[0] == "triage" and words.split()[1] in COMMANDS for words in told.values()
    )
