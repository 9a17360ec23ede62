"""A program of its own that draws pictures of one file, read from its standard input.

Decided here: it stands alone (nothing of ours is imported), gets no environment, no network where
the system lets it give that up, little memory, little time and no right to write a file; whatever
is in the bytes can break nothing but this process. `making` starts it and trusts nothing it says.

It answers in frames: one letter, four bytes of length, the content. `P` is a page as JPEG, `S` its
small copy, `N` the number of all pages, `E` a reason, `D` the end.
"""

from __future__ import annotations

import ctypes
import io
import os
import resource
import struct
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MEMORY = 256 * 1024 * 1024
CPU_SECONDS = 7
#: No further page is begun after this.
PAGES_SECONDS = 4.5
MOST_PAGES = 20
MOST_PIXELS = 20_000_000
MOST_JPEG_PIXELS = 120_000_000  # a JPEG is read at a fraction of its size
LONGEST_SIDE = 2560
PAGE_SIDE = 1600
SMALL_SIDE = 320
_ORIENTATION = 0x0112
#: What a camera says about how it was held -> Pillow's transposition that puts it right.
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


class Refused(Exception):
    """The file is not drawn; the text is the reason."""


def main() -> int:
    """Draw what comes in as `picture` or `paper`."""
    _lock_in()
    content = sys.stdin.buffer.read()
    try:
        (_draw_paper if sys.argv[1] == "paper" else _draw_picture)(content)
    except Refused as refused:
        _say(b"E", str(refused).encode())
    except MemoryError:
        _say(b"E", b"bomb")
    except Exception:
        # whatever a broken file leads a library to: the words of its error may quote the file
        _say(b"E", b"damaged")
    else:
        _say(b"D", b"")
    return 0


def _lock_in() -> None:
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    )
    for what, most in limits:
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most, most if hard == -1 else min(most, hard)))
    os.nice(10)
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        unshare(_NEW_USER | _NEW_NETWORK)  # refused in some containers: the other limits stand


def _say(letter: bytes, content: bytes) -> None:
    sys.stdout.buffer.write(letter + struct.pack(">I", len(content)) + content)
    sys.stdout.buffer.flush()


def _draw_picture(content: bytes) -> None:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # looked at below, before a pixel is read
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF")) as image:
        is_jpeg = image.format in ("JPEG", "MPO")
        if image.width * image.height > (MOST_JPEG_PIXELS if is_jpeg else MOST_PIXELS):
            raise Refused("bomb")
        if is_jpeg:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
        if image.mode in ("RGB", "RGBA", "L", "CMYK"):  # small first: it takes memory
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = _on_white(image)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    _give(plain if turn is None else plain.transpose(Image.Transpose(turn)), first=True)


def _on_white(image: Picture) -> Picture:
    """The first picture in it, in RGB, with nothing see-through."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        over = image.convert("RGBA")
        white = Image.new("RGB", over.size, "white")
        white.paste(over, mask=over.getchannel("A"))
        return white
    if image.mode.startswith("I"):  # sixteen bits a pixel
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    return image.convert("RGB")


def _draw_paper(content: bytes) -> None:
    import pypdfium2

    started = time.monotonic()
    try:
        paper = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]  # theirs
    except pypdfium2.PdfiumError as problem:
        locked = getattr(problem, "err_code", None) == 4  # FPDF_ERR_PASSWORD
        raise Refused("password" if locked else "damaged") from None
    count = len(paper)
    _say(b"N", str(count).encode())
    for number in range(min(count, MOST_PAGES)):
        if number and time.monotonic() - started > PAGES_SECONDS:
            break
        page = paper[number]
        width, height = page.get_size()
        scale = min(PAGE_SIDE / max(width, height, 1.0), 4.0)
        bitmap = page.render(scale=scale, may_draw_forms=False)
        _give(bitmap.to_pil(), first=number == 0)
        page.close()
    if not count:
        raise Refused("empty")


def _give(image: Picture, *, first: bool) -> None:
    """Its pixels and nothing else: no metadata, no profile, no small copy of another time."""
    from PIL import Image

    clean = Image.new("RGB", image.size)
    clean.paste(image)
    _say(b"P", _jpeg(clean, quality=88))
    if first:
        clean.thumbnail((SMALL_SIDE, SMALL_SIDE))
        _say(b"S", _jpeg(clean, quality=80))


def _jpeg(image: Picture, *, quality: int) -> bytes:
    made = io.BytesIO()
    image.save(made, "JPEG", quality=quality)
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())
