"""`triage db`: the schema. A step of its own in production: web and worker only look at it."""

from __future__ import annotations

import click


@click.group()
def db() -> None:
    """Migrate the database, check it, or take it back for an older program."""


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


@db.command("downgrade")
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do it; without this it is only said what would go.")
def downgrade(revision: str, yes: bool) -> None:
    """Take the schema back to REVISION (0010 ...), for an older program.

    Make a backup and stop web and worker first. What newer revisions brought along is lost.
    """
    from triage.bootstrap import open_house
    from triage.cli.house import QUIET, settings_source
    from triage.logs import configure
    from triage.services.recovery import going_back

    configure(QUIET)
    house = open_house(settings_source())
    try:
        lost = going_back.losses(house, revision)
        click.echo("\n".join(["this would be lost:", *lost] if lost else ["nothing would be lost"]))
        if not yes:
            raise click.ClickException("nothing was changed; --yes does it, after a backup")
        going_back.go_back(house, revision)
    finally:
        house.store.close()
    click.echo(f"the schema is at revision {revision}: install the program that knows it")
