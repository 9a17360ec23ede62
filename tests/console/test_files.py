"""Files in the console: seen on the lead's page, opened in a sandbox, taken out, and all of it
written down.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from PIL import Image

from models import audit_event, lead
from tests.builders import only, rows, statements
from tests.console.visitor import Visitor
from tests.media.samples import PDF, SECRET_NAME, VCARD, VOICE, picture, telling_photo
from tests.media.sending import Post, posting
from triage.console import files
from triage.services.house import House
from triage.services.leads.opened import open_lead
from triage.vocabulary import MediaKind


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


def test_a_photo_is_seen_on_the_leads_page_and_on_its_own(post: Post, as_bina: Visitor) -> None:
    photo = post.bring(telling_photo())

    assert f"/console/files/{photo.public_id}/thumb" in as_bina.get(lead_page(post.house))
    as_bina.get(f"/console/files/{photo.public_id}")
    answer = as_bina.client.get(f"/console/files/{photo.public_id}/page/1")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert Image.open(io.BytesIO(answer.data)).format == "JPEG"
    assert SECRET_NAME not in answer.data
    asked = only(post.house.store, lead).public_id
    subject = f"attachment:{photo.public_id}"
    assert acts(post.house) == [("view_file", subject, {"lead": asked, "page": 1})]


def test_the_pages_of_a_pdf_are_turned_and_itself_only_taken_out(
    post: Post, as_bina: Visitor
) -> None:
    report = post.bring(PDF, kind=MediaKind.DOCUMENT, claimed="application/pdf")
    place = f"/console/files/{report.public_id}"

    first = as_bina.get(place)
    second = as_bina.get(f"{place}?page=2")
    taken = as_bina.client.get(f"{place}/download")

    assert "Page 1 of 2" in first
    assert f"{place}/page/2" in second
    assert as_bina.client.get(f"{place}/page/2").data.startswith(b"\xff\xd8\xff")
    assert taken.data == PDF
    assert taken.headers["Content-Type"] == "application/pdf"
    name = f"file-{report.public_id[:8]}.pdf"
    assert taken.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert taken.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert [act for act, _, _ in acts(post.house)] == ["download_file", "view_file"]
    for page in ("0", "3", "99"):
        as_bina.get(f"{place}?page={page}", status=404)
        as_bina.get(f"{place}/page/{page}", status=404)


def test_a_voice_note_is_played_on_a_page_that_alone_may_play(post: Post, as_bina: Visitor) -> None:
    voice = post.bring(VOICE, kind=MediaKind.AUDIO, claimed="audio/ogg; codecs=opus")
    place = f"/console/files/{voice.public_id}"

    page = as_bina.client.get(place)
    whole = as_bina.client.get(f"{place}/sound")
    part = as_bina.client.get(f"{place}/sound", headers={"Range": "bytes=100-199"})

    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    assert "media-src" not in as_bina.client.get("/console/").headers["Content-Security-Policy"]
    assert (whole.data, whole.headers["Content-Type"]) == (VOICE, "audio/ogg")
    assert (part.status_code, part.data) == (206, VOICE[100:200])
    assert [act for act, _, _ in acts(post.house)] == ["hear_file"]


def test_a_contact_card_is_only_taken_out(post: Post, as_bina: Visitor) -> None:
    card = post.bring(VCARD, kind=MediaKind.CONTACT, claimed="text/vcard")

    assert "cannot be shown here" in as_bina.get(f"/console/files/{card.public_id}")
    taken = as_bina.client.get(f"/console/files/{card.public_id}/download")
    assert taken.headers["Content-Disposition"].startswith("attachment;")
    assert taken.headers["Content-Type"] == "text/vcard"


def test_an_operator_sees_no_file(post: Post, as_omar: Visitor) -> None:
    photo = post.bring(picture())

    for part in ("", "/page/1", "/thumb", "/download", "/sound"):
        as_omar.get(f"/console/files/{photo.public_id}{part}", status=404)


def test_the_panel_takes_one_statement_however_many_files(post: Post) -> None:
    for _ in range(5):
        post.send(picture())
    house = post.house
    with house.store.reading() as tx:
        opened = open_lead(house, tx, only(house.store, lead).public_id)
        with statements(house.store) as seen:
            told = files.panel(house, tx, opened)

    assert len(seen) == 1
    assert (len(told["all"]), told["waiting"]) == (5, 5)
