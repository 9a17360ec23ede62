"""`triage db`: the schema. A step of its own in production: web and worker only look at it."""

from __future__ import annotations

import click


@click.group()
def db() -> None:
    """Migrate the database, or check it."""


@db.command("upgrade")
def upgrade() -> None:
    """Bring the schema to what this program knows; nothing happens when it is there."""
    from triage.cli.house import migrate, settings_source

    migrate(settings_source())
    click.echo("the schema is up to date")


@db.command("check")
def check() -> None:
    """Say whether the database answers and holds the schema that this program knows."""
    from triage.cli.house import check_schema, settings_source

    check_schema(settings_source())
    click.echo("the schema is up to date")
