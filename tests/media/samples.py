"""Files as patients send them, and as attackers would, made when a test asks for them."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

SHIPPED = Path(__file__).parents[2] / "triage" / "simulator" / "samples"
VOICE = (SHIPPED / "voice.ogg").read_bytes()
PDF = (SHIPPED / "report.pdf").read_bytes()
VCARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Sample Clinic\r\nEND:VCARD\r\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
EXE = b"MZ\x90\x00" + b"\0" * 200
ZIP = b"PK\x03\x04" + b"\0" * 40 + b"PK\x05\x06" + b"\0" * 18
PHP = b"<?php system($_GET['x']); ?>"
SECRET_NAME, SECRET_PLACE = b"Invented Patient Name", b"GPSLatitude 12.9716"


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    """A plain picture."""
    made = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(made, kind, **more)
    return made.getvalue()


def telling_photo() -> bytes:
    """A JPEG that tells where and by whom it was taken: EXIF with GPS, XMP, a comment, a profile,
    turned by its orientation."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET_NAME.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (12.0, 58.0, 17.0), 3: "E", 4: (77.0, 35.0, 40.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET_PLACE + b"</x:xmpmeta>"
    return picture(exif=exif, xmp=xmp, comment=SECRET_NAME, icc_profile=b"ICC" + SECRET_NAME)


def png_bomb(width: int, height: int) -> bytes:
    """A small PNG that is as large as told once it is opened."""
    rows = b"\0" * ((width * 3 + 1) * (height // 100))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", _inflating(rows, 100)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def pdf_bomb() -> bytes:
    """A PDF of a few megabytes whose one page inflates to a gigabyte of drawing."""
    packed = _inflating(b"0 0 m 595 842 l S " * 55_000, 1000)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        stream + b"\nendstream",
    )
    body = b"%PDF-1.4\n"
    for number, one in enumerate(objects, 1):
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    return body + b"trailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF\n"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _inflating(block: bytes, times: int) -> bytes:
    """The zlib stream of a block many times over, packed once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    total = 1
    for _ in range(times):
        total = zlib.adler32(block, total)
    return b"\x78\x9c" + packed * times + b"\x03\x00" + struct.pack(">I", total)
