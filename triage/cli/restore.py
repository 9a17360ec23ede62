"""`triage restore`: a backup back into the configured database, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option("--yes", is_flag=True, help="Put what is there aside, in a backup beside FILE.")
@click.option("--finish", is_flag=True, help="Go on with a restore that was interrupted.")
def restore(file: Path | None, yes: bool, finish: bool) -> None:
    """Bring a backup back into an empty place. Stop web and worker first.

    Every byte is proven before anything is touched, and every row is read again after it was
    written. People who were erased since the backup are erased again before the program opens.
    SQLite and PostgreSQL read each other's backups.
    """
    from triage.bootstrap import open_house
    from triage.cli.backup import told
    from triage.cli.house import QUIET, settings_source
    from triage.logs import configure
    from triage.services.recovery import restore as service

    if (file is None) is not finish:
        raise click.UsageError("give the FILE of a backup, or --finish")
    configure(QUIET)
    house = open_house(settings_source())
    try:
        if file is None:
            again = service.finish(house)
            nothing = (
                "there is nothing to finish: no restored rows are waiting (had a restore broken off"
                " before they were there, it is undone: run it again)"
            )
            click.echo(nothing if again is None else f"finished; {again} people erased again")
            return
        done = service.restore(house, file, overwrite=yes)
    finally:
        house.store.close()
    click.echo(f"restored: {told(done.manifest)}")
    if done.kept_aside:
        click.echo(f"what was here before is in {done.kept_aside}")
    click.echo(f"{done.erased_again} people erased again. Start the worker: it reads Twilio's log.")
