"""What an operator sees when a command is wrong or fails: a code, one line, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.cli.conftest import ROOT, Run
from triage.cli import main
from triage.cli.commands import COMMANDS


def test_help_lists_every_command(triage: Run) -> None:
    ran = triage("--help")

    assert ran.code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in ran.out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(triage: Run, name: str) -> None:
    ran = triage(name, "--help")

    assert ran.code == 0
    assert f"triage {name}" in ran.out


@pytest.mark.parametrize(
    "words", [["sing"], ["chat", "--loud"], ["leads", "export"], ["leads"], [], ["content", "show"]]
)
def test_wrong_usage_is_one_line_and_2(triage: Run, words: list[str]) -> None:
    ran = triage(*words)

    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("triage: ")
    assert ran.err.count("\n") == 1
    assert "--help" in ran.err


@pytest.mark.parametrize("words", [["db", "check"], ["leads", "list"], ["serve"], ["worker"]])
def test_missing_settings_are_all_named_on_one_line(triage: Run, words: list[str]) -> None:
    ran = triage(*words)

    assert ran.code == 1
    assert ran.err.count("\n") == 1
    for name in ("PUBLIC_BASE_URL", "TWILIO_AUTH_TOKEN", "SECRET_KEY", "TRIAGE_DATA_KEY"):
        assert name in ran.err


def test_config_check_lists_every_problem_without_its_value(
    triage: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "hunter2")
    monkeypatch.setenv("PUBLIC_BASE_URL", "http://name:word@example.org")

    ran = triage("config", "check")

    assert ran.code == 1
    assert len([line for line in ran.err.splitlines() if line.startswith("  ")]) >= 5
    assert "hunter2" not in ran.err
    assert "example.org" not in ran.err


def test_config_check_is_content_with_the_demo(triage: Run, demo_env: Path) -> None:
    ran = triage("config", "check")

    assert (ran.code, ran.err) == (0, "")
    assert "demo" in ran.out


@click.command()
def broken() -> None:
    """Fail in a way nobody foresaw, with somebody's words in the error."""
    raise RuntimeError("my mother Asha has a lump")


def test_an_unforeseen_error_tells_its_kind_but_not_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([], broken) == 1

    assert capsys.readouterr().err == "triage: unexpected RuntimeError; --debug shows where\n"


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--debug"], broken) == 1

    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, click.Abort])
def test_an_interrupted_command_has_failed(
    capsys: pytest.CaptureFixture[str], interruption: type[BaseException]
) -> None:
    @click.command()
    def slow() -> None:
        raise interruption

    assert main([], slow) == 1

    assert capsys.readouterr().err.strip() == "triage: stopped"


def test_a_file_that_cannot_be_written_is_named(triage: Run, demo_env: Path) -> None:
    ran = triage("leads", "export", "--format", "csv", "--out", "no/such/folder.csv")

    assert ran.code == 1
    assert ran.err == "triage: No such file or directory: no/such/folder.csv\n"


def test_help_waits_for_no_heavy_library() -> None:
    script = (
        "import sys; from triage.cli import main; code = main(['--help']);"
        "heavy = {'sqlalchemy', 'flask', 'twilio', 'phonenumbers'} & set(sys.modules);"
        "sys.exit(repr(heavy) if heavy else code)"
    )

    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True)  # noqa: S603 - our own words

    assert ran.returncode == 0, ran.stderr


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    script = "import sys; from triage.cli import main; sys.exit(main(['--help']))"
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.close()

    _, err = process.communicate(timeout=30)

    assert b"Traceback" not in err
