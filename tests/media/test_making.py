"""Pictures are made anew in a process of its own: nothing but pixels comes out, and no file that is
built to break or to exhaust a reader does so to us.
"""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable

import pytest
from PIL import Image

from tests.media.samples import (
    PDF,
    SECRET_NAME,
    SECRET_PLACE,
    pdf_bomb,
    picture,
    png_bomb,
    telling_photo,
)
from triage.errors import FetchFailed
from triage.media.kinds import Sort
from triage.media.making import draw

_PASSWORD_PDF = PDF.replace(
    b"trailer\n<<", b"trailer\n<< /Encrypt << /Filter /Standard /V 1 /R 2 /O <00> /U <00> /P -4 >>"
)


def _open(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_a_jpeg_and_a_small_copy(kind: str) -> None:
    made = draw(picture(kind), Sort.PICTURE)

    (page,) = made.pages
    assert (_open(page).format, _open(page).size) == ("JPEG", (640, 480))
    assert max(_open(made.small).size) == 320


def test_a_large_photo_is_kept_readable_but_smaller() -> None:
    made = draw(picture(size=(5000, 3000)), Sort.PICTURE)

    assert _open(made.pages[0]).size[0] in range(2400, 2561)


def test_what_is_see_through_lies_on_white() -> None:
    glass = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(glass, "PNG")

    made = draw(glass.getvalue(), Sort.PICTURE)

    assert _open(made.pages[0]).getpixel((20, 20)) == (255, 255, 255)


def test_place_name_and_profile_of_a_photo_are_gone_and_it_stands_upright() -> None:
    photo = telling_photo()
    assert SECRET_NAME in photo
    assert SECRET_PLACE in photo

    made = draw(photo, Sort.PICTURE)

    for copy in (*made.pages, made.small):
        assert SECRET_NAME not in copy
        assert SECRET_PLACE not in copy
        assert b"Exif" not in copy
        assert b"ICC" not in copy
        assert not _open(copy).getexif()
        assert _open(copy).height > _open(copy).width


def test_the_pages_of_a_pdf_are_drawn() -> None:
    made = draw(PDF, Sort.PAPER)

    assert (len(made.pages), made.count) == (2, 2)
    page = _open(made.pages[0]).convert("L")
    assert page.size[1] in range(1590, 1602)
    shades = page.histogram()
    assert sum(shades[:100]) > 500  # letters
    assert sum(shades[250:]) > 100_000  # on paper


@pytest.mark.parametrize(
    ("content", "sort", "reason"),
    [
        (b"\xff\xd8\xff" + b"x" * 1000, Sort.PICTURE, "damaged"),
        (picture()[:200], Sort.PICTURE, "damaged"),
        (b"%PDF-1.4\n% nothing\n%%EOF\n", Sort.PAPER, "damaged"),
        (PDF, Sort.PICTURE, "damaged"),
        (_PASSWORD_PDF, Sort.PAPER, "password"),
    ],
)
def test_what_cannot_be_opened_says_why(content: bytes, sort: Sort, reason: str) -> None:
    with pytest.raises(FetchFailed) as refused:
        draw(content, sort)

    assert (refused.value.reason, refused.value.permanent) == (reason, True)


@pytest.mark.parametrize(
    ("make", "sort"),
    [
        (lambda: png_bomb(20_000, 20_000), Sort.PICTURE),
        (lambda: png_bomb(4, 6_000_000), Sort.PICTURE),
        (pdf_bomb, Sort.PAPER),
    ],
    ids=["pixels", "tall", "pdf"],
)
def test_a_bomb_is_refused_quickly_and_takes_no_memory_of_ours(
    make: Callable[[], bytes], sort: Sort
) -> None:
    bomb = make()
    before, started = _memory(), time.monotonic()

    with pytest.raises(FetchFailed) as refused:
        draw(bomb, sort)

    assert refused.value.reason in {"bomb", "damaged"}
    assert refused.value.permanent
    assert time.monotonic() - started < 10
    assert _memory() - before < 64 * 1024


def _memory() -> int:
    """The most that this process has used, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
