"""What a file is follows from its bytes: what it is called is not even asked."""

from __future__ import annotations

import pytest

from tests.media.samples import EXE, HTML, PDF, PHP, SVG, VCARD, VOICE, ZIP, picture
from triage.errors import FetchFailed
from triage.media.kinds import judge

_M4A = b"\0\0\0\x20ftypM4A \0\0\0\0"
_MP4 = b"\0\0\0\x20ftypisom\0\0\0\0"
_3GP = b"\0\0\0\x20ftyp3gp5\0\0\0\0"
_HEIC = b"\0\0\0\x18ftypheic\0\0\0\0"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (picture("GIF"), "image/gif"),
        (PDF, "application/pdf"),
        (VOICE, "audio/ogg"),
        (b"ID3\x04" + b"\0" * 20, "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + b"\0" * 20, "audio/mpeg"),
        (b"\xff\xf1\x50\x80" + b"\0" * 20, "audio/aac"),
        (b"#!AMR\n" + b"\0" * 20, "audio/amr"),
        (_M4A, "audio/mp4"),
        (_MP4, "video/mp4"),
        (_3GP, "video/3gpp"),
        (VCARD, "text/vcard"),
    ],
)
def test_what_people_send_is_known(content: bytes, content_type: str) -> None:
    assert judge(content).content_type == content_type


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SVG, "type_markup"),
        (b'<?xml version="1.0"?>' + SVG, "type_markup"),
        (HTML, "type_markup"),
        (b"  \n" + HTML, "type_markup"),
        (PHP, "type_markup"),
        (HTML.decode().encode("utf-16"), "type_unknown"),
        (EXE, "type_program"),
        (b"\x7fELF" + b"\0" * 60, "type_program"),
        (b"#!/bin/sh\n", "type_program"),
        (ZIP, "type_archive"),
        (b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml", "type_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "type_office"),
        (b"\x1f\x8b\x08" + b"\0" * 60, "type_archive"),
        (_HEIC, "type_heic"),
        (b"II*\x00" + b"\0" * 60, "type_tiff"),
        (b"plain words", "type_unknown"),
        (b"\0" * 100, "type_unknown"),
        (b"", "empty"),
    ],
)
def test_what_is_not_kept_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(FetchFailed) as refused:
        judge(content)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "content",
    [
        picture() + ZIP,
        picture() + HTML,
        picture() + PHP,
        picture(comment=b"<script>alert(1)</script>"),
        b"GIF89a/*" + HTML,
        picture("PNG") + SVG,
        PDF + ZIP,
        VOICE + ZIP,
        b"GIF89a%PDF-1.4",
    ],
)
def test_a_file_that_is_two_things_is_none(content: bytes) -> None:
    with pytest.raises(FetchFailed) as refused:
        judge(content)

    assert refused.value.reason == "type_mixed"
    assert refused.value.found_type


def test_an_xmp_packet_makes_no_photo_suspect() -> None:
    xmp = b"<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>"

    assert judge(picture(xmp=xmp)).content_type == "image/jpeg"
