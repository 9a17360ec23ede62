"""Screenshots made small. Decided here: a picture of a page needs few colours, so a palette of its
most frequent ones holds it in a third of the bytes; the browser counts pixels, zlib does the rest.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence

from playwright.sync_api import Page

COLOURS = 256  # a byte a pixel
_GAP = 72
#: Screenshots beside each other on white -> width, height, palette, one palette index a pixel.
_COUNT = """async ({shots, colours, gap}) => {
  const images = await Promise.all(shots.map(async shot => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + shot;
    await image.decode();
    return image;
  }));
  const canvas = document.createElement('canvas');
  canvas.width = images.reduce((sum, image) => sum + image.width + gap, -gap);
  canvas.height = Math.max(...images.map(image => image.height));
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  let left = 0;
  for (const image of images) { pen.drawImage(image, left, 0); left += image.width + gap; }
  const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  const pixels = new Uint32Array(data.length / 4), often = new Map();
  for (let at = 0; at < pixels.length; at++) {
    const colour = (data[4 * at] << 16) | (data[4 * at + 1] << 8) | data[4 * at + 2];
    pixels[at] = colour;
    often.set(colour, (often.get(colour) || 0) + 1);
  }
  const parts = colour => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const far = (one, other) => one.reduce((sum, part, at) => sum + (part - other[at]) ** 2, 0);
  const palette = [];
  for (const [colour] of [...often].sort((a, b) => b[1] - a[1])) {
    const alike = palette.some(known => far(parts(colour), known) < 64);
    if (!alike && palette.length < colours) palette.push(parts(colour));
  }
  const nearest = new Map();
  for (const colour of often.keys()) {
    const distances = palette.map(known => far(parts(colour), known));
    nearest.set(colour, distances.indexOf(Math.min(...distances)));
  }
  let indexes = '';
  for (const colour of pixels) indexes += String.fromCharCode(nearest.get(colour));
  return [canvas.width, canvas.height, palette.flat(), btoa(indexes)];
}"""


def small_png(page: Page, shots: Sequence[bytes]) -> bytes:
    """The screenshots beside each other as one PNG with a palette; an empty page does the work."""
    asked = {
        "shots": [b64encode(shot).decode() for shot in shots],
        "colours": COLOURS,
        "gap": _GAP,
    }
    width, height, palette, encoded = page.evaluate(_COUNT, asked)
    indexes = b64decode(encoded)
    rows = (indexes[at : at + width] for at in range(0, width * height, width))
    pixels = b"".join(b"\0" + row for row in rows)  # each row is led by its filter: none
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(palette)),
            _chunk(b"IDAT", zlib.compress(pixels, 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
