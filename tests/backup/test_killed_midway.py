"""A restore that was killed: afterwards rows and files are of one moment, whenever it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.services.recovery.backup_parts import File
from triage.services.recovery.restored_files import Folder


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A folder with a file of before."""
    folder = tmp_path / "media"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "old.jpg").write_bytes(b"old")
    return folder


def killed_after_the_change(media: Path) -> Folder:
    """A run whose files are in place; whether its rows are, nobody has said."""
    run = Folder(media)
    run.put(File("cd/new.jpg", b"new"))
    run.change_over()
    return run


def names(media: Path) -> set[str]:
    """Every file, of this folder and of what lies beside it."""
    return {path.name for path in media.parent.rglob("*.jpg")}


def test_before_its_rows_were_there_the_old_files_come_back(media: Path) -> None:
    killed_after_the_change(media)

    Folder(media).settle("")

    assert (media / "ab" / "old.jpg").read_bytes() == b"old"
    assert names(media) == {"old.jpg"}


def test_after_its_rows_were_there_the_new_files_stay(media: Path) -> None:
    token = killed_after_the_change(media).token

    Folder(media).settle(token)

    assert (media / "cd" / "new.jpg").read_bytes() == b"new"
    assert names(media) == {"new.jpg"}


def test_a_later_run_that_fails_touches_nothing(media: Path) -> None:
    token = killed_after_the_change(media).token
    later = Folder(media)
    later.settle(token)
    later.put(File("ef/other.jpg", b"other"))

    later.undo()

    assert names(media) == {"new.jpg"}


def test_a_house_without_files_gets_them(tmp_path: Path) -> None:
    run = Folder(tmp_path / "media")
    run.put(File("cd/new.jpg", b"new"))
    run.change_over()
    run.finish()

    assert names(tmp_path / "media") == {"new.jpg"}
