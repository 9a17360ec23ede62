"""A sealed copy of whoever is erased, held for the law alone, where an operator switched it on.

Off by default (TRIAGE_LEGAL_HOLD_DAYS=0). A held copy is a file under the data key, in a folder of
its own; nothing reads it but `triage people held`, which is recorded, and it goes by itself.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from triage.errors import NotFound
from triage.logs import get_logger
from triage.services import audit
from triage.services.house import House
from triage.services.people.export import write_bundle
from triage.services.recovery.sealed_file import Writer, reading
from triage.storage.dossier import Found

FOLDER = "held"
_NAME = re.compile(r"([2-9a-z]{20})\.until-(\d{8})\.triage")

log = get_logger("triage.held")


def keep(house: House, who: Found, number: str, *, at: datetime) -> bool:
    """Hold a copy of a person who is about to be erased; whether one is held.

    `number` is that of the erasure and `at` its time (aware UTC). Written whole or not at all.
    """
    days = house.settings.current().triage_legal_hold_days
    until = at + timedelta(days=days)
    if not days or until <= house.clock.now():
        return False
    folder = _folder(house)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(_of_number(house, number)):
        return True
    path = folder / f"{number}.until-{until.astimezone(UTC):%Y%m%d}.triage"
    bundle = io.BytesIO()
    write_bundle(house, who, bundle)
    part = path.with_suffix(".part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        writer = Writer(file, house.vault)
        writer.write(bundle.getvalue())
        writer.finish()
    part.rename(path)
    log.info("copy_held", count=1)
    return True


def listed(house: House) -> list[tuple[str, str]]:
    """Every held copy: the erasure's number, and the last day (YYYYMMDD, UTC) that it is held."""
    names = (_NAME.fullmatch(path.name) for path in sorted(_folder(house).glob("*.triage")))
    return [(found[1], found[2]) for found in names if found]


def take_out(house: House, number: str, file: BinaryIO, *, by: str) -> None:
    """Write the zip of a held copy; recorded. Raises NotFound, and Damaged without its key."""
    path = next(_of_number(house, number), None)
    if path is None:
        raise NotFound("no copy is held under this number")
    with house.store.transaction() as tx:
        audit.record(
            tx,
            at=house.clock.now(),
            actor=by,
            action="person.held_copy_opened",
            subject=f"erasure:{number}",
        )
    with reading(path, house.vault) as reader:
        for piece in reader.pieces():
            file.write(piece)


def forget_expired(house: House) -> int:
    """Remove what is held no longer, and what was not written to its end; how many."""
    today = f"{house.clock.now().astimezone(UTC):%Y%m%d}"
    gone: list[Path] = list(_folder(house).glob("*.part"))
    for path in _folder(house).glob("*.triage"):
        found = _NAME.fullmatch(path.name)
        if found and found[2] < today:
            gone.append(path)
    for path in gone:
        with suppress(FileNotFoundError):
            path.unlink()
    return len(gone)


def forget(house: House, number: str) -> None:
    """Remove the copy of an erasure that did not come about."""
    for path in _of_number(house, number):
        path.unlink(missing_ok=True)


def _of_number(house: House, number: str) -> Iterator[Path]:
    kept = _folder(house).glob("*.triage")
    return (path for path in kept if path.name.startswith(f"{number}."))


def _folder(house: House) -> Path:
    return house.settings.current().triage_data_dir / FOLDER
