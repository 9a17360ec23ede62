"""One person who sends too much, and one file that takes too much, harm nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from models import attachment, person
from tests.builders import BINA, statements
from tests.fakes import FakeClock
from tests.media.samples import (
    VOICE,
    picture,
    png_bomb,
)
from tests.media.sending import Post, posting
from triage.services.house import House
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


def test_a_bomb_fails_and_the_next_file_is_fetched(post: Post) -> None:
    bomb = post.send(png_bomb(20_000, 20_000))
    photo = post.send(picture())

    post.fetch()

    assert (post.row(bomb).state, post.row(bomb).error) == ("failed", "bomb")
    assert post.row(photo).state == "kept"


def test_the_21st_file_of_a_day_is_not_fetched_and_nobody_else_suffers(
    post: Post, clock: FakeClock
) -> None:
    ids = [post.send(VOICE, kind=MediaKind.AUDIO) for _ in range(21)]
    other = post.send(VOICE, sender=BINA, kind=MediaKind.AUDIO)
    post.fetch()

    assert [post.row(one).state for one in ids] == ["kept"] * 20 + ["failed"]
    assert post.row(ids[-1]).error == "too_many"
    assert post.row(other).state == "kept"

    clock.tick(days=1, seconds=1)
    assert post.bring(VOICE, kind=MediaKind.AUDIO).state == "kept"


def test_more_than_100_mebibytes_a_day_are_not_fetched(post: Post) -> None:
    first = post.bring(VOICE, kind=MediaKind.AUDIO)
    with post.house.store.transaction() as tx:
        tx.execute(update(attachment).values(size=100 * 1024 * 1024))

    assert post.bring(VOICE, kind=MediaKind.AUDIO).error == "too_many"
    assert post.row(first.public_id).state == "kept"


def test_the_file_of_an_erased_person_is_not_asked_for(post: Post) -> None:
    post.send(picture())
    with post.house.store.transaction() as tx:
        tx.execute(update(person).values(wrapped_key=None))

    post.fetch()

    assert post.twilio.heard == []
    assert kept_files(post.house) == []


def test_a_message_with_a_photo_takes_at_most_two_statements_more(post: Post) -> None:
    post.send(picture())
    with statements(post.house.store) as seen:
        post.send(picture())

    about_files = [one for one in seen if "INTO attachment" in one or "INTO due_work" in one]
    assert len(about_files) == 2
