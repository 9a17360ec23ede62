"""A backup back into a house: all of it or nothing, and nothing that was there is lost.

Decided here: the whole file is proven before anything is touched; what was there goes into a backup
of its own first; rows are written, read again and compared in one transaction; and the house does
not open until people who were erased since are erased again (`after_restore`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from triage import vault
from triage.errors import ConfigProblem, Conflict, Damaged, SchemaUnknown
from triage.logs import get_logger
from triage.services import audit
from triage.services.house import House
from triage.services.people import erasure
from triage.services.recovery import backup, outage, presence
from triage.services.recovery.backup_parts import File, Manifest, Sum, Table, Tally, parts
from triage.services.recovery.restored_files import Folder
from triage.services.recovery.sealed_file import reading
from triage.storage import Tx, doubt, dump, ledgers, meta, schema
from triage.storage.dump import Shape
from triage.storage.ledgers import Ledgers

#: Nothing is sent before the worker has read what people wrote since the backup.
_LOG_FIRST = timedelta(minutes=10)
#: What a house has before anybody used it.
_NOTHING = frozenset({"meta", *dump.LEFT_OUT})

log = get_logger("triage.restore")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it; `kept_aside` is where everything that was there before is now."""

    manifest: Manifest
    kept_aside: Path | None
    erased_again: int


def restore(house: House, path: Path, *, overwrite: bool = False) -> Restored:
    """Bring a backup back into the database and the media folder of this house.

    Raises Damaged for a file that was changed or another key, SchemaUnknown for one of a newer
    program, Conflict where there is something already (unless `overwrite`) or somebody is at work.
    """
    manifest = backup.verify(path, house.vault)
    _check_keys(house, manifest)
    if manifest.revision not in schema.revisions():
        raise SchemaUnknown(
            f"the backup is of revision {manifest.revision}, which this program does not know: "
            "install the newer program first"
        )
    there = _there(house)
    aside, books = None, Ledgers((), ())
    if there:
        aside = _keep_aside(house, path, there, overwrite=overwrite)
        with house.store.reading() as tx:
            books = ledgers.read(tx)
    media = settled_folder(house)
    try:
        with dump.filling(house.store) as tx:
            _fill(tx, path, house, manifest, media)
            ledgers.add(tx, books)
            meta.put(tx, meta.RESTORE_PENDING, manifest.made_at.isoformat())
            meta.put(tx, meta.RESTORED_FILES, media.token)
            media.change_over()
    except BaseException:
        media.undo()
        raise
    media.finish()
    log.info("restored", count=manifest.rows, revision=manifest.revision)
    return Restored(manifest, aside, finish(house) or 0)


def finish(house: House) -> int | None:
    """Do what has to be done before the house may open; how many people were erased again.

    It goes on where an earlier one stopped. None: no restored rows wait for it; files of a run that
    was killed before its rows were there are put back as they were.
    """
    with house.store.reading() as tx:
        pending = meta.find(tx, meta.RESTORE_PENDING)
    settled_folder(house)
    if not pending:
        return None
    made_at = datetime.fromisoformat(pending)
    erased = after_restore(house, made_at)
    now = house.clock.now()
    with house.store.transaction() as tx:
        # maybe sent since the backup; and a STOP since then is only in Twilio's log
        doubt.about_waiting(tx, due_at=now + _LOG_FIRST)
        outage.ask(tx, now)
        audit.record(
            tx,
            at=now,
            actor=audit.OPERATOR,
            action="backup.restored",
            subject="database",
            made_at=made_at.isoformat(),
            erased_again=erased,
        )
        meta.put(tx, meta.RESTORE_PENDING, "")
    return erased


def settled_folder(house: House) -> Folder:
    """The folder of files for one run, once what a run that was killed left behind is put right."""
    with house.store.reading() as tx:
        has_rows = "meta" in dump.sizes(tx)
        brought = meta.find(tx, meta.RESTORED_FILES) if has_rows else None
    folder = Folder(backup.media_folder(house))
    folder.settle(brought or "")
    return folder


def after_restore(house: House, since: datetime) -> int:
    """Erase again whoever was erased after the backup was made (at `since`); how many people.

    The ledger of erasures is in the database, where what the overwritten one knew was carried over,
    and in a file beside it.
    """
    return erasure.replay(house, since)


def _check_keys(house: House, manifest: Manifest) -> None:
    """Everything in the backup will open here, or ConfigProblem names the keys that are needed."""
    missing = [name for name in manifest.data_key_ids if not house.vault.accepts(name)]
    problems = [f"TRIAGE_DATA_KEY: the key with id {name} is needed as well" for name in missing]
    if manifest.index_key_id not in map(vault.key_id, house.settings.current().index_keys):
        problems.append(f"TRIAGE_INDEX_KEY: the key with id {manifest.index_key_id} is needed")
    if problems:
        raise ConfigProblem(problems)


def _there(house: House) -> Mapping[str, int]:
    """What is in this house already, by name and number; Conflict while a worker is at it."""
    with house.store.reading() as tx:
        sizes = dump.sizes(tx)
    if "meta" in sizes:
        presence.refuse_while_at_work(house)
    found = {name: count for name, count in sizes.items() if count and name not in _NOTHING}
    files = sum(1 for _ in backup.media_folder(house).glob("??/*.*"))
    return {**found, "files": files} if files else found


def _keep_aside(house: House, path: Path, there: Mapping[str, int], *, overwrite: bool) -> Path:
    if not overwrite:
        told = ", ".join(f"{count} in {name}" for name, count in sorted(there.items()))
        raise Conflict(f"there is something here already ({told}); --yes puts it aside first")
    stamp = house.clock.now().strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"before-restore-{stamp}.triage")
    backup.make(house, aside)
    return aside


def _fill(tx: Tx, path: Path, house: House, manifest: Manifest, media: Folder) -> None:
    """The rows and files of a backup, compared with its list after they were written."""
    dump.drop_everything(tx)
    schema.build(tx, manifest.revision)
    with reading(path, house.vault) as reader:
        for part in parts(reader):
            if isinstance(part, Table):
                dump.load(tx, part.shape, part.rows)
                _compare(part.shape.name, _sum(tx, part.shape), manifest)
            elif isinstance(part, File):
                media.put(part)
    schema.build(tx, "head")


def _sum(tx: Tx, shape: Shape) -> Sum:
    tally = Tally()
    for row in dump.rows(tx, shape):
        tally.add(row)
    return tally.sum()


def _compare(name: str, found: Sum, manifest: Manifest) -> None:
    if manifest.tables.get(name) != found:
        raise Damaged(f"the table {name} is not what it was in the backup; nothing was changed")
