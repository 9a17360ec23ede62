"""Refused: a changed byte, another key, over something else, of a newer program; half a restore."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from models import lead, meta, person
from tests.backup.conftest import MakeHouse
from tests.builders import ACCOUNT, arrival, rows
from triage.bootstrap import open_house
from triage.errors import ConfigProblem, Conflict, Damaged, SchemaUnknown
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.recovery import backup, restore
from triage.services.recovery.backup_parts import Manifest
from triage.services.recovery.sealed_file import Writer
from triage.settings import load
from triage.storage import Tx, schema
from triage.storage import meta as meta_rows
from triage.vault import Vault


@pytest.fixture
def file(full: House, tmp_path: Path) -> Path:
    """A good backup."""
    path = tmp_path / "night.triage"
    backup.make(full, path)
    return path


def test_it_is_readable_to_its_owner_only_and_holds_nothing_in_clear(file: Path) -> None:
    content = file.read_bytes()

    assert file.stat().st_mode & 0o077 == 0
    for word in (b"447700900", b"person", b"wrapped", b"Asha", b"abcdefgh23"):
        assert word not in content


def test_every_flipped_byte_is_found(full: House, file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    places = {0, 20, 60, 120, len(whole) // 2, len(whole) - 1}
    places |= {secrets.randbelow(len(whole)) for _ in range(40)}
    changed = tmp_path / "changed.triage"
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1
        changed.write_bytes(flipped)
        with pytest.raises(Damaged):
            backup.verify(changed, full.vault)


def test_a_file_that_is_cut_off_or_longer_is_found(full: House, file: Path) -> None:
    whole = file.read_bytes()
    for content in (whole[:-1], whole[: len(whole) // 2], b"", whole + b"x", whole[:200]):
        file.write_bytes(content)
        with pytest.raises(Damaged):
            backup.verify(file, full.vault)


def test_a_changed_byte_leaves_the_place_empty(empty: MakeHouse, file: Path) -> None:
    flipped = bytearray(file.read_bytes())
    flipped[-20] ^= 1
    file.write_bytes(flipped)
    place = empty("sqlite")

    with pytest.raises(Damaged):
        restore.restore(place, file)

    assert schema.current(place.store.engine) is None


def test_another_key_is_refused_and_the_right_one_named(empty: MakeHouse, file: Path) -> None:
    place = empty("sqlite")
    stranger = Vault(lambda: (b"x" * 32,), lambda: b"y" * 32)

    with pytest.raises(Damaged, match=f"id {place.vault.newest_key_id()}"):
        restore.restore(replace(place, vault=stranger), file)


def test_another_index_key_is_refused(empty: MakeHouse, file: Path) -> None:
    place = empty("sqlite")
    folder = place.settings.current().triage_data_dir / "secrets"
    (folder / "TRIAGE_INDEX_KEY").write_text(secrets.token_urlsafe(32))
    other = load(
        {
            "TRIAGE_ENV": "demo",
            "TRIAGE_DATA_DIR": str(folder.parent),
            "TWILIO_ACCOUNT_SID": ACCOUNT,
        },
        env_file=None,
    )

    with pytest.raises(ConfigProblem, match="TRIAGE_INDEX_KEY"):
        restore.restore(replace(place, settings=other), file)


def test_nothing_is_written_over_unless_it_is_put_aside(
    full: House, file: Path, tmp_path: Path
) -> None:
    receive(full, arrival("2", sender="whatsapp:+447700900177"))
    before = len(rows(full.store, person))

    with pytest.raises(Conflict, match="--yes"):
        restore.restore(full, file)
    assert len(rows(full.store, person)) == before

    done = restore.restore(full, file, overwrite=True)

    assert len(rows(full.store, person)) == before - 1
    assert done.kept_aside is not None
    assert backup.verify(done.kept_aside, full.vault).tables["person"].count == before


def test_a_running_worker_keeps_its_database(full: House, file: Path) -> None:
    with full.store.transaction() as tx:
        meta_rows.put(tx, "worker.heartbeat", full.clock.now().isoformat())

    with pytest.raises(Conflict, match="worker"):
        restore.restore(full, file, overwrite=True)


def test_a_newer_programs_backup_is_refused(
    full: House, empty: MakeHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "check", lambda engine: "9999")
    backup.make(full, tmp_path / "newer.triage")
    monkeypatch.undo()

    with pytest.raises(SchemaUnknown, match="9999"):
        restore.restore(empty("sqlite"), tmp_path / "newer.triage")


def test_rows_that_do_not_come_back_as_they_were_undo_everything(
    empty: MakeHouse, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def altered(tx: Tx, path: Path, house: House, manifest: Manifest, media: object) -> None:
        real(tx, path, house, replace(manifest, tables=_another(manifest.tables)), media)  # type: ignore[arg-type]  # as it came

    real = restore._fill
    monkeypatch.setattr(restore, "_fill", altered)
    place = empty("sqlite")

    with pytest.raises(Damaged, match="lead"):
        restore.restore(place, file)

    assert schema.current(place.store.engine) is None
    assert not backup.media_folder(place).exists()


def _another(tables: Mapping[str, object]) -> dict[str, object]:
    return {**tables, lead.name: tables["person"]}


def test_a_backup_is_never_written_over(full: House, file: Path) -> None:
    with pytest.raises(Conflict):
        backup.make(full, file)


def test_what_is_no_backup_says_so(full: House, tmp_path: Path) -> None:
    path = tmp_path / "other.triage"
    path.write_text("hello\n")
    with pytest.raises(Damaged, match="not a sealed file"):
        backup.verify(path, full.vault)

    with path.open("wb") as out:
        writer = Writer(out, full.vault)
        writer.write(b'{"something": 1}\n')
        writer.finish()
    with pytest.raises(Damaged, match="not a backup"):
        backup.verify(path, full.vault)


def test_a_house_that_was_restored_by_half_does_not_open(
    full: House, empty: MakeHouse, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = empty("sqlite")
    data = place.settings.current().triage_data_dir
    shutil.copytree(full.settings.current().triage_data_dir / "secrets", data / "s")

    def fall(*_: object) -> int:
        raise RuntimeError("the power fails")

    monkeypatch.setattr(restore, "after_restore", fall)
    with pytest.raises(RuntimeError):
        restore.restore(place, file)
    monkeypatch.undo()

    with pytest.raises(Conflict, match="--finish"):
        open_house(place.settings, require_schema=True)
    assert restore.finish(place) is not None
    assert restore.finish(place) is None
    open_house(place.settings, require_schema=True).store.close()
    assert [r.value for r in rows(place.store, meta, key=meta_rows.RESTORE_PENDING)] == [""]
