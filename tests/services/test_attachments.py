"""What a patient sent is fetched by the worker: kept sealed, tried again, or refused."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from models import audit_event, due_work, person
from tests.builders import NOW, only, rows
from tests.fakes import FakeClock
from tests.media.canary import body
from tests.media.samples import (
    EXE,
    HTML,
    PDF,
    SECRET_NAME,
    SVG,
    VOICE,
    ZIP,
    picture,
    telling_photo,
)
from tests.media.sending import Post, posting
from triage.media.shelf import Shelf, orphans
from triage.services.files import attachments
from triage.services.house import House
from triage.storage import attachments as stored
from triage.vocabulary import MediaKind


@pytest.fixture
def post(house: House) -> Iterator[Post]:
    """A patient's post."""
    with posting(house) as opened:
        yield opened


def media(house: House) -> Path:
    """Where files are kept."""
    return house.settings.current().triage_data_dir / "media"


def kept_files(house: House) -> list[Path]:
    """Every file there is."""
    return sorted(path for path in media(house).rglob("*") if path.is_file())


def test_a_photo_is_kept_sealed_for_its_owner_alone(post: Post) -> None:
    photo = picture()

    row = post.bring(photo)

    assert (row.state, row.found_type, row.pages, row.error) == ("kept", "image/jpeg", 1, None)
    assert (row.size, row.digest) == (len(photo), hashlib.sha256(photo).hexdigest())
    assert row.fetched_at == NOW
    files = kept_files(post.house)
    assert [path.name for path in files] == [f"{row.public_id}.1", f"{row.public_id}.thumb"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    folders = {files[0].parent, media(post.house)}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert not any(b"\xff\xd8\xff" in path.read_bytes() for path in files)


def test_nothing_of_where_a_photo_was_taken_reaches_the_disk(post: Post) -> None:
    row = post.bring(telling_photo())

    key = post.house.vault.open_key(only(post.house.store, person).wrapped_key)
    copy = key.unseal_bytes(kept_files(post.house)[0].read_bytes(), f"file:{row.public_id}:1")
    assert copy.startswith(b"\xff\xd8\xff")
    assert SECRET_NAME not in copy


@pytest.mark.parametrize("content", [SVG, HTML, EXE, ZIP, picture() + ZIP, b"<?php x ?>"])
def test_a_file_that_lies_about_itself_leaves_its_hash_and_nothing_else(
    post: Post, content: bytes
) -> None:
    row = post.bring(content, claimed="image/jpeg")

    assert row.state == "failed"
    assert row.error.startswith("type_")
    assert row.digest == hashlib.sha256(content).hexdigest()
    assert kept_files(post.house) == []
    event = only(post.house.store, audit_event, action="refuse_file")
    assert event.subject == f"attachment:{row.public_id}"
    assert json.loads(event.detail) == {"reason": row.error, "sha256": row.digest}


def test_pages_and_original_of_a_pdf_are_kept_and_a_voice_note_as_it_came(post: Post) -> None:
    report = post.bring(PDF, kind=MediaKind.DOCUMENT, claimed="application/pdf")
    voice = post.bring(VOICE, kind=MediaKind.AUDIO, claimed="audio/ogg")

    assert (report.found_type, report.pages) == ("application/pdf", 2)
    assert (voice.found_type, voice.pages) == ("audio/ogg", 0)
    parts = sorted(path.name.partition(".")[2] for path in kept_files(post.house))
    assert parts == ["1", "2", "original", "original", "thumb"]


def test_what_twilio_does_not_have_yet_is_asked_for_again_for_an_hour(
    post: Post, clock: FakeClock
) -> None:
    public_id = post.send(body(b"", status=404))
    waited = 0.0
    for wait in attachments.WAITS:
        post.fetch()
        assert (post.row(public_id).state, post.row(public_id).error) == ("pending", "not_there")
        clock.tick(seconds=wait.total_seconds() - 0.5)
        asked = len(post.twilio.heard)
        post.fetch()
        assert len(post.twilio.heard) == asked
        clock.tick(seconds=0.5)
        waited += wait.total_seconds()

    post.fetch()

    row = post.row(public_id)
    assert (row.state, row.error, row.fetched_at) == ("failed", "not_there", None)
    assert len(post.twilio.heard) >= 5
    assert waited >= 3600
    clock.tick(days=1)
    post.fetch()
    assert len(post.twilio.heard) == len(attachments.WAITS) + 1


def test_a_file_that_comes_late_is_kept(post: Post, clock: FakeClock) -> None:
    public_id = post.send(body(b"", status=404))
    post.fetch()
    (path,) = post.twilio.answers
    post.twilio.answers[path] = body(picture())

    clock.tick(seconds=1)
    post.fetch()

    assert (post.row(public_id).state, post.row(public_id).error) == ("kept", None)


def test_a_worker_that_died_is_followed_by_another(post: Post, clock: FakeClock) -> None:
    public_id = post.send(picture())
    with post.house.store.transaction() as tx:
        tx.execute(update(due_work).values(lease_until=NOW + attachments.LEASE, attempts=1))

    post.fetch()
    assert post.row(public_id).state == "pending"
    clock.tick(seconds=attachments.LEASE.total_seconds() + 1)
    post.fetch()
    assert post.row(public_id).state == "kept"


def test_a_file_without_work_is_found_and_fetched(post: Post) -> None:
    public_id = post.send(picture())
    with post.house.store.transaction() as tx:
        tx.execute(due_work.delete())

    attachments.give_work(post.house)
    post.fetch()

    assert post.row(public_id).state == "kept"
    assert len(rows(post.house.store, due_work, kind=stored.KIND)) == 1


def test_files_that_no_row_knows_are_found(post: Post) -> None:
    row = post.bring(picture())
    shelf = Shelf(media(post.house))
    shelf.put("zzzzzzzzzzzzzzzzzzzz", "1", b"sealed")

    def known(ids: object) -> set[str]:
        with post.house.store.reading() as tx:
            return stored.known(tx, ids)  # type: ignore[arg-type]

    assert orphans(shelf, known) == ["zzzzzzzzzzzzzzzzzzzz"]
    assert shelf.remove(row.public_id) == 2


def test_what_was_left_half_written_is_swept_after_an_hour(post: Post) -> None:
    row = post.bring(picture())
    folder = media(post.house) / row.public_id[:2]
    old, fresh = folder / ".new-old", folder / ".new-fresh"
    for left in (old, fresh):
        left.write_bytes(b"half")
    an_hour_ago = time.time() - 3700
    os.utime(old, (an_hour_ago, an_hour_ago))

    attachments.sweep(post.house)

    assert not old.exists()
    assert fresh.exists()
