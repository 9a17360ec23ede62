"""`triage config`: whether the settings are fit to run with. Names and remedies, never values."""

from __future__ import annotations

import click

from triage.errors import ConfigProblem


@click.group()
def config() -> None:
    """Check the settings."""


@config.command("check")
def check() -> int:
    """Say everything that is missing or wrong, all at once."""
    from triage.cli.house import settings_source
    from triage.settings import describe_problems

    try:
        source = settings_source()
    except ConfigProblem as problem:
        click.echo(describe_problems(problem), err=True)
        return 1
    click.echo(f"settings are fit for {source.current().triage_env}")
    return 0
