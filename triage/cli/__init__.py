"""What operators run. Decided here: exit codes and how an error looks.

0 done, 1 failed, 2 wrong usage. An error is one line on stderr and never a traceback, unless
`--debug` stands anywhere among the words. Of an error that we did not foresee only the kind is
shown: its text could hold somebody's words or number. Whatever a command makes (database, log,
export, folders) only its owner can read.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import click

from triage.cli.commands import root
from triage.cli.lean import begin_lean
from triage.errors import TriageError

DONE, FAILED, WRONG_USAGE = 0, 1, 2
OWNER_ONLY = 0o077


def main(words: Sequence[str] | None = None, command: click.Command = root) -> int:
    """Run one command; the answer is the exit code. The words are those of the process."""
    if words is None:
        begin_lean(sys.argv[1:])
    mask_before = os.umask(OWNER_ONLY)
    try:
        return _run(words, command)
    finally:
        os.umask(mask_before)


def _run(words: Sequence[str] | None, command: click.Command) -> int:
    given = list(sys.argv[1:] if words is None else words)
    debug = "--debug" in given
    given = [word for word in given if word != "--debug"]
    try:
        code = command.main(given, prog_name="triage", standalone_mode=False)
    except BrokenPipeError:
        # the reader went away (`triage leads list | head`): keep the interpreter from trying again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            traceback.print_exception(error)
        click.echo(f"triage: {_line(error)}", err=True)
        return WRONG_USAGE if isinstance(error, click.UsageError) else FAILED
    return code if isinstance(code, int) else DONE


def _line(error: BaseException) -> str:
    """One line for an operator."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        path = error.ctx.command_path if error.ctx else "triage"
        return f"say what to do (see {path} --help)"
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "triage"
        return f"{_flat(error.format_message())} (see {path} --help)"
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return "stopped"
    if isinstance(error, click.ClickException):
        return _flat(error.format_message())
    if isinstance(error, TriageError):
        return _flat(str(error)) or type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return f"unexpected {type(error).__name__}; --debug shows where"


def _flat(text: str) -> str:
    return " ".join(text.split())
