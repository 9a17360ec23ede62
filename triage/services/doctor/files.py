"""The disk: room, who may read what, and when the last good backup was made."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from triage.services.doctor.report import Line, ago, fail, fine, warn
from triage.services.house import House
from triage.services.recovery.backup import LAST_GOOD
from triage.storage import meta

_GIB = 1 << 30
_LITTLE, _TOO_LITTLE = (2 * _GIB, 0.10), (_GIB // 2, 0.03)  # bytes left, part of the disk left
_BACKUP = timedelta(hours=26)  # once a day, and two hours for the night that it takes longer
_MOST_NAMED = 4


def look(house: House) -> Iterator[Line]:
    """Room and permissions."""
    yield _room(house)
    yield _permissions(house)


def backups(house: House) -> Iterator[Line]:
    """The age of the last backup that was proven."""
    with house.store.reading() as tx:
        kept = meta.find(tx, LAST_GOOD)
    todo = "run ./run backup FOLDER now, and every night; keep copies in another place"
    if not kept:
        make = warn if house.settings.current().is_demo else fail
        yield make("backup", "none was ever made", todo)
        return
    told = json.loads(kept)
    age = house.clock.now() - datetime.fromisoformat(told["at"])
    words = f"made and proven {ago(age)} ago, {told['rows']} rows"
    yield fail("backup", words, todo) if age > _BACKUP else fine("backup", words)


def _room(house: House) -> Line:
    disk = shutil.disk_usage(existing(house.settings.current().triage_data_dir))
    part = disk.free / disk.total
    words = f"{disk.free / _GIB:.1f} GiB free in the data folder ({part:.0%})"
    todo = "make room: old logs and backups first, or a larger disk"
    if disk.free < _TOO_LITTLE[0] or part < _TOO_LITTLE[1]:
        return fail("disk", words, todo)
    # a large disk may be nearly full and still have room for years
    little = disk.free < _LITTLE[0] or (part < _LITTLE[1] and disk.free < 20 * _GIB)
    return warn("disk", words, todo) if little else fine("disk", words)


def _permissions(house: House) -> Line:
    """Only their owner may look into our files (S45)."""
    open_to_others = [path for path in _private(house) if path.stat().st_mode & 0o077]
    if not open_to_others:
        return fine("permissions", "only their owner reads database, files and secrets")
    named = ", ".join(sorted(path.name for path in open_to_others)[:_MOST_NAMED])
    more = len(open_to_others) - _MOST_NAMED
    words = f"others may read {named}" + (f" and {more} more" if more > 0 else "")
    return fail("permissions", words, "chmod -R go= on the data folder, the secrets and .env")


def _private(house: House) -> Iterator[Path]:
    settings = house.settings.current()
    database = house.store.engine.url.database if house.store.has_one_writer else None
    names = [str(settings.triage_data_dir / "media"), ".env"]
    if settings.triage_secrets_dir:
        names.append(str(settings.triage_secrets_dir))
    if database:
        names += [f"{database}{end}" for end in ("", "-wal", "-shm", "-journal", ".lock")]
    for path in map(Path, names):
        if path.exists():
            yield path
            if path.is_dir():
                yield from (inner for inner in path.glob("*") if not inner.name.startswith("."))


def existing(folder: Path) -> Path:
    """A folder, or what will one day hold it."""
    return next(path for path in (folder, *folder.parents) if path.exists())
