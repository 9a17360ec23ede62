"""Web processes begin with their allocators told; nothing else begins anew."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import spawn
from triage.cli.lean import TOLD, begin_lean


class Began(BaseException):
    """The process would be another program from here on."""

    def __init__(self, words: list[str], environ: Mapping[str, str]) -> None:
        super().__init__()
        self.words, self.environ = words, environ


@pytest.fixture
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was told nothing, and that says so instead of beginning anew."""

    def execve(program: str, words: list[str], environ: Mapping[str, str]) -> None:
        raise Began([program, *words], environ)

    for name in TOLD:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "execve", execve)


def test_serve_begins_anew_once_with_what_the_operator_set_kept(
    untold: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONTZPATH", "/zones")

    with pytest.raises(Began) as caught:
        begin_lean(["--debug", "serve", "--port", "8080"])

    began = caught.value
    assert began.words == [sys.executable, sys.executable, *sys.orig_argv[1:]]
    assert {name: began.environ[name] for name in TOLD} == {**TOLD, "PYTHONTZPATH": "/zones"}
    for name in TOLD:
        monkeypatch.setenv(name, began.environ[name])
    begin_lean(["serve"])  # told: it goes on


@pytest.mark.parametrize(
    "words", [[], ["worker"], ["leads", "serve"], ["--help"], ["serve", "--help"]]
)
def test_other_commands_go_on(untold: None, words: list[str]) -> None:
    before = dict(os.environ)

    begin_lean(words)

    assert dict(os.environ) == before


def test_where_it_cannot_begin_anew_it_goes_on(
    untold: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "execve", refused)
    before = dict(os.environ)

    begin_lean(["serve"])

    assert dict(os.environ) == before


def test_the_words_arrive(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TOLD:
        monkeypatch.delenv(name, raising=False)
    process = spawn("serve", "--port", "70000", cwd=bare)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 2
    assert b"70000" in err


def test_how_it_is_called_is_still_told(bare: Path) -> None:
    out, _ = spawn("serve", "--help", cwd=bare).communicate(timeout=60)

    assert b"Run the web processes that Twilio calls." in out
