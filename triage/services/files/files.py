"""Files that people sent, looked at by the staff: each in words, opened one part at a time.

Decided here: what is said about a file that is not shown, and when another try makes sense. Who
looked at which file and took it out is recorded; a small copy on a lead's page is part of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from triage.errors import Conflict, Damaged, NotFound
from triage.media.kinds import KEPT, Kind, Sort
from triage.services import audit
from triage.services.files.attachments import ORIGINAL, SMALL
from triage.services.house import House
from triage.services.sealing import for_file
from triage.services.staff.coordinators import Coordinator
from triage.storage import Tx, attachments, due
from triage.storage.attachments import KIND, AttachmentRow
from triage.vocabulary import MediaKind

#: Why a file is not shown (or not whole): what to say, and whether another try makes sense.
WORDS: dict[str, tuple[str, bool]] = {
    "address": ("Its address is not one of Twilio's for our account. Nothing was fetched.", False),
    "redirect": ("Twilio sent us on to a place that is not on our list. Nothing was kept.", True),
    "private_address": ("Its address leads into a private network. Nothing was fetched.", True),
    "not_there": ("Twilio does not have it, or not yet.", True),
    "gone": ("Twilio does not have it any more. Ask for it again.", False),
    "credentials": ("Twilio refused our log-in. An operator has to look at it.", True),
    "unreachable": ("Twilio could not be reached.", True),
    "slow": ("It came too slowly.", True),
    "empty": ("It is empty. Ask for it again.", True),
    "too_large": ("It is larger than 16 MB. Ask for a smaller one.", False),
    "too_many": ("This person sent very many files today; this one was not fetched.", True),
    "bomb": ("It takes too much to open and was not kept. Ask for a photo of it.", False),
    "damaged": ("It is damaged and was not kept. Ask for it again.", False),
    "password": ("The PDF is locked with a password. Ask for one without, or for photos.", False),
    "infected": ("The virus scanner found something in it. It was not kept.", False),
    "unscanned": ("The virus scanner does not answer. It is held back until it does.", True),
    "type_heic": ("It is an iPhone photo (HEIC) that browsers do not show. Ask for a JPEG.", False),
    "type_office": ("It is an office document, which may hold programs. Ask for a PDF.", False),
    "type_tiff": ("It is a TIFF picture, which browsers do not show. Ask for a JPEG.", False),
    "type_archive": ("It is an archive (ZIP or the like), which we do not open.", False),
    "type_program": ("It is a program. It was not kept.", False),
    "type_markup": ("It is a web page or drawing that may hold a program. It was not kept.", False),
    "type_mixed": ("It is two kinds of file at once. It was not kept.", False),
    "type_unknown": ("It is of a kind that we do not know. It was not kept.", False),
    "cut": ("Not all pages are shown here. Download it to see the rest.", False),
}
_CLAIMED = {
    MediaKind.IMAGE: "Picture",
    MediaKind.DOCUMENT: "Document",
    MediaKind.AUDIO: "Voice note or sound",
    MediaKind.VIDEO: "Video",
    MediaKind.STICKER: "Sticker",
    MediaKind.CONTACT: "Contact card",
    MediaKind.LOCATION: "Place",
}
_FOUND = {Sort.PICTURE: "Picture", Sort.PAPER: "PDF", Sort.SOUND: "Sound"}
_ID = re.compile(r"[2-9a-z]{8,32}")
_SPECIAL = {
    "text/vcard": "Contact card",
    "audio/ogg": "Voice note",
    "audio/amr": "Voice note",
}


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as pages show it. Times are aware UTC; `size` is in bytes.

    `state` is pending, kept, failed or removed; `problem` says in words why it is not (wholly)
    shown; `next_try` when a pending one is asked for again; `pages` how many pictures there are.
    """

    public_id: str
    lead_public_id: str | None
    noun: str
    state: str
    problem: str
    may_retry: bool
    size: int | None
    pages: int
    content_type: str
    is_sound: bool
    sent_at: datetime
    next_try: datetime | None
    digest: str

    @property
    def download_name(self) -> str:
        """What a download is called: by us, never by who sent it."""
        kind = KEPT.get(self.content_type)
        ending = "jpg" if kind is None or kind.sort is Sort.PICTURE else kind.ending
        return f"file-{self.public_id[:8]}.{ending}"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file and the row it stands in."""

    view: FileView
    row: AttachmentRow


def of_lead(tx: Tx, lead_id: int, person_id: int) -> list[FileView]:
    """The files of a lead, newest first: one statement."""
    return [_view(row) for row in attachments.of_lead(tx, lead_id, person_id)]


def find(tx: Tx, public_id: str) -> OpenedFile:
    """A file by the id that pages know. Raises NotFound, for what was removed too."""
    row = attachments.find(tx, public_id) if _ID.fullmatch(public_id) else None
    if row is None or row.state == "removed" or row.wrapped_key is None:
        raise NotFound("there is no such file")
    return OpenedFile(_view(row), row)


def open_part(house: House, found: OpenedFile, part: str) -> bytes:
    """One part in clear: `original`, `thumb` or the number of a page. Raises NotFound."""
    from triage.media.shelf import Shelf

    row = found.row
    if row.state != "kept" or row.wrapped_key is None:
        raise NotFound("there is no such file")
    shelf = Shelf(house.settings.current().triage_data_dir / "media")
    sealed = shelf.find(row.public_id, part)
    if sealed is None:
        raise NotFound("there is no such part of it")
    try:
        key = house.vault.open_key(row.wrapped_key)
        return key.unseal_bytes(sealed, for_file(row.public_id, part))
    except Damaged:
        raise NotFound("it cannot be opened") from None


def part_to_take(view: FileView) -> str:
    """The part that a download holds: the original, or a picture as it was made anew."""
    kind = KEPT.get(view.content_type)
    return "1" if kind is not None and kind.sort is Sort.PICTURE else ORIGINAL


def note_look(house: House, found: OpenedFile, by: Coordinator, action: str, **what: int) -> None:
    """Write down who looked (`view_file`), listened (`hear_file`) or took it (`download_file`)."""
    with house.store.transaction() as tx:
        audit.record(
            tx,
            at=house.clock.now(),
            actor=audit.actor_of(by.id),
            action=action,
            subject=f"attachment:{found.view.public_id}",
            lead=found.view.lead_public_id,
            **what,
        )


def try_again(house: House, tx: Tx, public_id: str, by: Coordinator) -> FileView:
    """Have a failed file fetched once more, at once. Raises NotFound; Conflict where it would end
    the same or is under way."""
    found = find(tx, public_id)
    if not found.view.may_retry or not attachments.reopen(tx, found.row.id):
        raise Conflict("This file cannot be fetched again.")
    now = house.clock.now()
    due.add(tx, KIND, found.row.id, person_id=None, run_at=now)
    due.renew(tx, KIND, found.row.id, at=now)
    audit.record(
        tx,
        at=now,
        actor=audit.actor_of(by.id),
        action="refetch_file",
        subject=f"attachment:{public_id}",
    )
    return found.view


def _view(row: AttachmentRow) -> FileView:
    kind = KEPT.get(row.found_type or "") if row.state == "kept" else None
    words, again = WORDS.get(row.error or "", ("It could not be fetched.", True))
    return FileView(
        public_id=row.public_id,
        lead_public_id=row.lead_public_id,
        noun=_noun(kind) if kind else _CLAIMED.get(MediaKind(row.kind), "File"),
        state=row.state,
        problem=words if row.error else "",
        may_retry=row.state == "failed" and again,
        size=row.size,
        pages=(row.pages or 0) if kind else 0,
        content_type=kind.content_type if kind else "",
        is_sound=kind is not None and kind.sort is Sort.SOUND,
        sent_at=row.created_at,
        next_try=row.next_try if row.state == "pending" else None,
        digest=row.digest or "",
    )


def _noun(kind: Kind) -> str:
    return _SPECIAL.get(kind.content_type) or _FOUND.get(kind.sort, "Video")


__all__ = [
    "ORIGINAL",
    "SMALL",
    "WORDS",
    "FileView",
    "OpenedFile",
    "find",
    "note_look",
    "of_lead",
    "open_part",
    "part_to_take",
    "try_again",
]
