"""One sealed file that holds everything but the keys: made while the house works, and proven.

Decided here: what goes into it, that it is read back whole before it counts as good, and that it
appears under its name only then. The keys are never in it: without TRIAGE_DATA_KEY it is noise.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from triage import vault
from triage.errors import Conflict, Damaged
from triage.logs import get_logger
from triage.services import audit
from triage.services.house import House
from triage.services.recovery.backup_parts import (
    File,
    Manifest,
    Sum,
    Table,
    Tally,
    file_line,
    file_sum,
    manifest_line,
    parts,
    table_line,
)
from triage.services.recovery.sealed_file import Writer, reading
from triage.storage import Tx, dump, keys_in_use, meta, schema
from triage.vault import Vault

#: Meta row: when the last good one was made, and how much was in it; `doctor` looks at it.
LAST_GOOD = "backup.last_good"
_A_FILE = "??/*.*"

log = get_logger("triage.backup")


def make(house: House, path: Path, *, actor: str = audit.OPERATOR) -> Manifest:
    """Write a backup to a path where nothing is, and prove it. Raises Conflict, StorageDown."""
    if path.exists():
        raise Conflict(f"{path.name} is there already; a backup is never written over")
    revision = schema.check(house.store.engine)
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # made with 0600
    try:
        with os.fdopen(handle, "wb") as file:
            writer = Writer(file, house.vault)
            manifest = _write(house, writer, revision)
            writer.finish()
        if verify(Path(fresh), house.vault) != manifest:
            raise Damaged("the backup does not read as it was written; is the disk sound?")
        _name(Path(fresh), path)
    finally:
        with suppress(OSError):
            os.unlink(fresh)
    _remember(house, manifest, path, actor)
    return manifest


def verify(path: Path, vault: Vault) -> Manifest:
    """Read a backup through and add everything up. Raises Damaged for the least change in it."""
    tables: dict[str, Sum] = {}
    files, size, manifest = Tally(), 0, None
    with reading(path, vault) as reader:
        for part in parts(reader):
            if manifest is not None:
                raise Damaged("something stands behind the end of the backup")
            if isinstance(part, Table):
                tally = Tally()
                for row in part.rows:
                    tally.add(row)
                tables[part.shape.name] = tally.sum()
            elif isinstance(part, File):
                files.add(file_sum(part))
                size += len(part.content)
            else:
                manifest = part
    if manifest is None:
        raise Damaged("the backup has no end")
    found = (tables, files.sum(), size)
    if found != (manifest.tables, manifest.files, manifest.file_bytes):
        raise Damaged("the backup does not hold what its list says")
    return manifest


def media_folder(house: House) -> Path:
    """Where sealed files lie."""
    return house.settings.current().triage_data_dir / "media"


def _write(house: House, writer: Writer, revision: str) -> Manifest:
    made_at = house.clock.now()
    settings = house.settings.current()
    with dump.snapshot(house.store) as tx:
        tables = {shape.name: _write_table(tx, writer, shape) for shape in dump.shapes()}
        data_keys = tuple(sorted(keys_in_use.of_people(tx)))
    files, size = Tally(), 0
    for file in _files(media_folder(house)):
        writer.write(file_line(file).encode() + b"\n" + file.content)
        files.add(file_sum(file))
        size += len(file.content)
    manifest = Manifest(
        made_at=made_at,
        revision=revision,
        index_key_id=vault.key_id(settings.index_key),
        data_key_ids=data_keys,
        tables=tables,
        files=files.sum(),
        file_bytes=size,
    )
    writer.write(manifest_line(manifest).encode() + b"\n")
    return manifest


def _write_table(tx: Tx, writer: Writer, shape: dump.Shape) -> Sum:
    tally = Tally()
    writer.write(table_line(shape).encode() + b"\n")
    for row in tally.through(dump.rows(tx, shape)):
        writer.write(row.encode() + b"\n")
    return tally.sum()


def _files(folder: Path) -> Iterator[File]:
    """What is kept of patients' files, after the rows that know of it were read."""
    for path in sorted(folder.glob(_A_FILE)):
        if path.name.startswith(".") or path.is_symlink():
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # erased in this moment
        yield File(f"{path.parent.name}/{path.name}", content)


def _name(fresh: Path, path: Path) -> None:
    """Give the finished file its name, and see that the name outlives a power cut."""
    try:
        os.link(fresh, path)  # fails where somebody else made one meanwhile
    except FileExistsError:
        raise Conflict(f"{path.name} is there already; a backup is never written over") from None
    except OSError:  # a file system without links
        fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remember(house: House, manifest: Manifest, path: Path, actor: str) -> None:
    now = house.clock.now()
    size = path.stat().st_size
    told = {"at": manifest.made_at.isoformat(), "rows": manifest.rows, "bytes": size}
    with house.store.transaction() as tx:
        meta.put(tx, LAST_GOOD, json.dumps(told))
        audit.record(
            tx,
            at=now,
            actor=actor,
            action="backup.made",
            subject="database",
            rows=manifest.rows,
            files=manifest.files.count,
            bytes=size,
        )
    log.info("backup_made", count=manifest.rows, bytes=size)
