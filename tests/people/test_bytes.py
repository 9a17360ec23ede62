"""After an erasure the bytes are gone too: no ciphertext, key or hash is left in any file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.people.canaries import quill
from tests.people.traces import raw_files, sealed_values, seen
from triage.services.house import House
from triage.services.people import erasure
from triage.services.recovery import backup
from triage.services.recovery.sealed_file import reading


def _files_are_readable(house: House) -> bool:
    """Whether the server's folder is ours to look into; elsewhere only its tables can be read."""
    if house.store.has_one_writer:
        return True
    with house.store.reading() as tx:
        try:
            return Path(str(tx.execute(text("SHOW data_directory")).scalar()), "base").is_dir()
        except PermissionError:
            return False


def test_no_ciphertext_key_or_hash_is_left_in_any_file(full: House) -> None:
    mine = sealed_values(full)
    assert len(mine) > 40
    if _files_are_readable(full) and full.store.has_one_writer:
        before = b"".join(content for _, content in raw_files(full))
        assert sum(value in before for value in mine) > len(mine) // 2

    erasure.erase(full, quill(full).public_id, by="operator", thorough=True)

    assert not mine & sealed_values(full)
    if _files_are_readable(full):
        left = b"".join(content for _, content in raw_files(full))
        assert [value for value in mine if value in left] == []


def test_without_thorough_sqlite_keeps_nothing_either(full: House) -> None:
    if not full.store.has_one_writer:
        return  # PostgreSQL keeps old rows' bytes until VACUUM FULL: docs/operators.md says so
    mine = sealed_values(full)

    erasure.erase(full, quill(full).public_id, by="operator")

    left = b"".join(content for _, content in raw_files(full))
    assert [value for value in mine if value in left] == []


def test_a_backup_made_after_it_holds_nothing(
    full: House, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mine = sealed_values(full)
    erasure.erase(full, quill(full).public_id, by="operator")

    backup.make(full, tmp_path / "after.triage")

    with reading(tmp_path / "after.triage", full.vault) as reader:
        content = b"\n".join(iter(reader.line, b""))
    assert [value for value in mine if value in content] == []
    assert seen(full) == set()
    said = "".join(capfd.readouterr())
    assert "Quillfeather" not in said
    assert "7700900417" not in said
