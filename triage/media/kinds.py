"""What a file is, by its own bytes. What the sender called it plays no part.

Decided here: the few kinds that are kept, and that a file which is two things at once is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from triage.errors import FetchFailed


class Sort(StrEnum):
    """What is done with a file."""

    PICTURE = "picture"  # made anew
    PAPER = "paper"  # its pages are drawn; itself a download
    SOUND = "sound"  # may be played
    DOWNLOAD = "download"  # neither shown nor played


@dataclass(frozen=True, slots=True)
class Kind:
    """A media type as we name it, what is done with it, and the ending of its download."""

    content_type: str
    sort: Sort
    ending: str


JPEG = Kind("image/jpeg", Sort.PICTURE, "jpg")
PNG = Kind("image/png", Sort.PICTURE, "png")
WEBP = Kind("image/webp", Sort.PICTURE, "webp")
GIF = Kind("image/gif", Sort.PICTURE, "gif")
PDF = Kind("application/pdf", Sort.PAPER, "pdf")
OGG = Kind("audio/ogg", Sort.SOUND, "ogg")
MP3 = Kind("audio/mpeg", Sort.SOUND, "mp3")
AAC = Kind("audio/aac", Sort.SOUND, "aac")
M4A = Kind("audio/mp4", Sort.SOUND, "m4a")
AMR = Kind("audio/amr", Sort.DOWNLOAD, "amr")
MP4 = Kind("video/mp4", Sort.DOWNLOAD, "mp4")
THREE_GP = Kind("video/3gpp", Sort.DOWNLOAD, "3gp")
QUICKTIME = Kind("video/quicktime", Sort.DOWNLOAD, "mov")
VCARD = Kind("text/vcard", Sort.DOWNLOAD, "vcf")
KEPT = {
    kind.content_type: kind
    for kind in (
        *(JPEG, PNG, WEBP, GIF, PDF, OGG, MP3, AAC, M4A, AMR, MP4, THREE_GP, QUICKTIME, VCARD),
    )
}

_BRANDS = {
    **dict.fromkeys((b"M4A ", b"M4B "), M4A),
    **dict.fromkeys((b"qt  ",), QUICKTIME),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42"), MP4),
    **dict.fromkeys((b"avc1", b"M4V ", b"dash", b"MSNV"), MP4),
}
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
#: What is told by its first bytes alone and is never kept: (bytes, what it is, why not).
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "application/zip", "type_archive"),
    (b"PK\x05\x06", "application/zip", "type_archive"),
    (b"Rar!", "application/vnd.rar", "type_archive"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "type_archive"),
    (b"\x1f\x8b", "application/gzip", "type_archive"),
    (b"MZ", "application/x-msdownload", "type_program"),
    (b"\x7fELF", "application/x-elf", "type_program"),
    (b"#!/", "text/x-script", "type_program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", "type_office"),
    (b"II*\x00", "image/tiff", "type_tiff"),
    (b"MM\x00*", "image/tiff", "type_tiff"),
)
_MARKUP = re.compile(rb"<(?:html|script|svg|!doctype|body|iframe|\?php)", re.IGNORECASE)
_OFFICE = re.compile(rb"word/|xl/|ppt/|mimetypeapplication/vnd\.oasis")
_HEAD, _TAIL = 4096, 65536


def judge(content: bytes) -> Kind:
    """What it is. Raises FetchFailed, for good, for whatever is not kept, with the reason."""
    kind = _kind_of(content)
    if kind is None:
        raise _refusal(content)
    if _is_two_things(content, kind):
        raise FetchFailed("type_mixed", permanent=True, found_type=kind.content_type)
    return kind


def _kind_of(content: bytes) -> Kind | None:
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return GIF
    if content.startswith(b"%PDF-"):
        return PDF
    return _sound_or_film(content) or _card(content)


def _sound_or_film(content: bytes) -> Kind | None:
    if content.startswith(b"OggS\x00"):
        return OGG
    if content.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return AMR
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return THREE_GP if brand[:2] == b"3g" else _BRANDS.get(brand)
    if content.startswith(b"ID3"):
        return MP3
    if len(content) > 4 and content[0] == 0xFF:
        return _frame(content[1], content[2])
    return None


def _frame(second: int, third: int) -> Kind | None:
    """ADTS (AAC) or MPEG audio, by the bits of a frame's header."""
    if second & 0xF6 == 0xF0:
        return AAC if third & 0x3C != 0x3C else None
    good = second & 0xE6 == 0xE2 and second & 0x18 != 0x08  # layer III of a version there is
    return MP3 if good and third & 0xF0 != 0xF0 and third & 0x0C != 0x0C else None


def _card(content: bytes) -> Kind | None:
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    is_text = start.startswith(b"BEGIN:VCARD") and b"\0" not in content
    return VCARD if is_text and len(content) <= 1024 * 1024 else None


def _is_two_things(content: bytes, kind: Kind) -> bool:
    """Whether another reader would find a web page, a program's code, a PDF or an archive in it."""
    head, tail = content[:_HEAD], content[-_TAIL:]
    if kind is not PDF and (b"%PDF-" in head[:1024] or _MARKUP.search(head)):
        return True
    if kind is PDF and _MARKUP.search(head[:64]):
        return True
    end = tail.rfind(b"PK\x05\x06")
    if end >= 0 and len(tail) - end >= 22:
        return True
    return kind.sort is Sort.PICTURE and _MARKUP.search(tail[-_HEAD:]) is not None


def _refusal(content: bytes) -> FetchFailed:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return FetchFailed("type_heic", permanent=True, found_type="image/heic")
    for first, name, reason in _REFUSED:
        if content.startswith(first):
            office = reason == "type_archive" and _OFFICE.search(content[:_TAIL])
            why = "type_office" if office else reason
            return FetchFailed(why, permanent=True, found_type=name)
    if _MARKUP.search(content[:_HEAD]) or content[:5] == b"<?xml":
        return FetchFailed("type_markup", permanent=True, found_type="text/html")
    if not content:
        return FetchFailed("empty", permanent=False)
    return FetchFailed("type_unknown", permanent=True, found_type="application/octet-stream")
