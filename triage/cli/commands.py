"""The list of commands. Decided here: their names, and that a command's file is imported only when
it is run, so that `triage --help` and `triage understand` do not wait for a database library.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

import click

#: command -> (module with a click command of that name, what `triage --help` says about it)
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("triage.cli.serve", "Run the web processes that Twilio calls."),
    "worker": ("triage.cli.worker", "Do the background work: send what is queued, retry."),
    "demo": ("triage.cli.demo", "Run everything on this machine, with a stand-in for Twilio."),
    "chat": ("triage.cli.chat", "Talk to the bot in the terminal."),
    "understand": ("triage.cli.understand", "Show how texts are read, one JSON line each."),
    "understanding": ("triage.cli.understanding", "Train the classifier; measure the reading."),
    "content": ("triage.cli.content", "Check the texts, or show one."),
    "leads": ("triage.cli.leads", "List, show and export leads."),
    "people": ("triage.cli.people", "One person: proof of consent, export, erasure."),
    "purge": ("triage.cli.purge", "Take away what is past its time."),
    "users": ("triage.cli.users", "Coordinators and operators: create, list, change."),
    "alerts": ("triage.cli.alerts", "Try the addresses that the staff is told at."),
    "db": ("triage.cli.db", "Migrate the database, check it, or take it back."),
    "reconcile": ("triage.cli.reconcile", "Fetch what people wrote and we never saw."),
    "backup": ("triage.cli.backup", "Write everything but the keys into one sealed file."),
    "restore": ("triage.cli.restore", "Bring a backup back."),
    "doctor": ("triage.cli.doctor", "Look at everything an operator would ask."),
    "credentials": ("triage.cli.credentials", "Secrets: their ages; rotate one with no gap."),
    "audit": ("triage.cli.audit", "Verify the audit chain, or list its events."),
    "config": ("triage.cli.config", "Check the settings."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table: what runs first, then what looks."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, getattr(import_module(COMMANDS[cmd_name][0]), cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list under `--help`, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LazyGroup)
@click.version_option(package_name="cancerfax-triage", prog_name="triage")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def root() -> None:
    """Answers people with cancer on WhatsApp and SMS, and logs leads for coordinators."""
