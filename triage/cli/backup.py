"""`triage backup`: everything but the keys in one sealed file, while the program runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage.errors import NotFound

if TYPE_CHECKING:
    from triage.services.recovery.backup_parts import Manifest


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--verify", "only_verify", is_flag=True, help="Read a backup through instead.")
def backup(file: Path, only_verify: bool) -> None:
    """Write a backup to FILE (in a folder: to a new file there) and prove that it reads.

    Database and patients' files are in it, sealed under TRIAGE_DATA_KEY; the keys are not: keep
    them elsewhere. With --verify nothing is written, and any changed byte is found.
    """
    from triage.services.recovery import backup as service

    if only_verify:
        click.echo(f"sound: {told(_verified(file))}")
        return
    from triage.cli.house import QUIET, open_configured

    with open_configured(logs=QUIET) as house:
        if file.is_dir():
            file = file / f"triage-{house.clock.now():%Y%m%dT%H%M%SZ}.triage"
        manifest = service.make(house, file)
    click.echo(f"written and read again: {file}\n{told(manifest)}")


def told(manifest: Manifest) -> str:
    """What is in a backup, on one line."""
    return (
        f"made {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC, revision {manifest.revision}, "
        f"{manifest.rows} rows in {len(manifest.tables)} tables, {manifest.files.count} files "
        f"of {manifest.file_bytes} bytes; needs the data keys "
        f"{', '.join(manifest.data_key_ids) or 'of nobody'} and the index key "
        f"{manifest.index_key_id}"
    )


def _verified(file: Path) -> Manifest:
    from triage.bootstrap import open_vault
    from triage.cli.house import settings_source
    from triage.services.recovery.backup import verify

    if not file.is_file():
        raise NotFound(f"there is no file {file.name} here")
    return verify(file, open_vault(settings_source()))
