"""Files that are not shown: why, what can be done, and that nothing leads to them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from models import attachment, audit_event, due_work, lead
from tests.builders import only, rows
from tests.console.visitor import Visitor
from tests.media.canary import body
from tests.media.samples import HTML, picture
from tests.media.sending import Post, posting
from triage.services.house import House


@pytest.fixture
def post(house: House) -> Iterator[Post]:
    """A patient's post."""
    with posting(house) as opened:
        yield opened


def acts(house: House) -> list[tuple[str, str, dict[str, object]]]:
    """What is recorded about files."""
    found = rows(house.store, audit_event)
    return [
        (row.action, row.subject, json.loads(row.detail))
        for row in found
        if row.subject.startswith("attachment:")
    ]


def lead_page(house: House) -> str:
    """Where the lead's page is."""
    return f"/console/leads/{only(house.store, lead).public_id}"


def test_what_lied_about_itself_is_named_and_nowhere_served(post: Post, as_bina: Visitor) -> None:
    page = post.bring(HTML, claimed="image/jpeg")

    shown = as_bina.get(lead_page(post.house))

    assert "Not shown" in shown
    assert "web page or drawing" in shown
    assert page.digest in shown
    assert "alert(1)" not in shown
    for part in ("page/1", "thumb", "download", "sound"):
        as_bina.get(f"/console/files/{page.public_id}/{part}", status=404)


def test_a_failed_fetch_is_shown_and_tried_again_by_hand(post: Post, as_bina: Visitor) -> None:
    missing = post.bring(body(b"", status=410))
    path = lead_page(post.house)
    assert "does not have it any more" in as_bina.get(path)
    assert f"{path}/files/{missing.public_id}/again" not in as_bina.get(path)

    late = post.send(body(b"", status=404))
    _fail(post, late)
    assert "Try again" in as_bina.get(path)
    (url,) = [key for key in post.twilio.answers if key.endswith(f"{2:032x}")]
    post.twilio.answers[url] = body(picture())
    shown = as_bina.follow(f"{path}/files/{late}/again")
    post.fetch()

    assert "asked for again" in shown
    assert post.row(late).state == "kept"
    assert acts(post.house)[-1][:2] == ("refetch_file", f"attachment:{late}")


def test_only_a_file_of_this_lead_that_failed_is_tried_again(post: Post, as_bina: Visitor) -> None:
    kept = post.bring(picture())
    path = lead_page(post.house)

    as_bina.post(f"/console/leads/zzzzzzzzzz/files/{kept.public_id}/again", status=404)
    shown = as_bina.follow(f"{path}/files/{kept.public_id}/again")

    assert "cannot be fetched again" in shown
    assert post.row(kept.public_id).state == "kept"


@pytest.mark.parametrize(
    "name",
    ["nobodynobodynobody12", "..%2f..%2ftriage.db", "%2e%2e", "a%00b", "x" * 300, "...."],
)
def test_a_file_that_is_not_known_is_not_found(as_bina: Visitor, name: str) -> None:
    for part in ("", "/page/1", "/thumb", "/download", "/sound"):
        assert as_bina.client.get(f"/console/files/{name}{part}").status_code == 404


def test_a_part_that_was_changed_on_the_disk_is_not_shown(post: Post, as_bina: Visitor) -> None:
    photo = post.bring(picture())
    other = post.bring(picture(size=(300, 300)))
    folder = post.house.settings.current().triage_data_dir / "media"
    source = folder / other.public_id[:2] / f"{other.public_id}.1"
    target = folder / photo.public_id[:2] / f"{photo.public_id}.1"
    target.write_bytes(source.read_bytes())

    as_bina.get(f"/console/files/{photo.public_id}/page/1", status=404)


def _fail(post: Post, public_id: str) -> None:
    row_id = post.row(public_id).id
    with post.house.store.transaction() as tx:
        which = attachment.c.public_id == public_id
        tx.execute(update(attachment).where(which).values(state="failed", error="not_there"))
        of_it = due_work.c.subject_id == row_id
        tx.execute(
            update(due_work).where(due_work.c.kind == "attachment", of_it).values(state="dead")
        )
