"""What hangs on a lead and its person, row by row, as the page of a lead reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where the person writes from."""

    id: int
    channel: str
    kind: str
    lookup: str
    sealed: str | None
    opted_out_at: datetime | None
    last_inbound_at: datetime | None


@dataclass(frozen=True, slots=True)
class SisterRow:
    """Another lead of the same person, with the patient's name."""

    id: int
    public_id: str
    status: str
    service: int | None
    created_at: datetime
    name_sealed: str | None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A decision of the person; `message` is the public id of the message it came in."""

    id: int
    kind: str
    action: str
    words_sealed: str | None
    text_key: str | None
    text_version: str | None
    channel: str
    by: str
    message: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CallRow:
    """One time that somebody of ours called."""

    id: int
    outcome: str
    coordinator_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A call that is promised and not closed."""

    id: int
    start: datetime
    end: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One of the staff."""

    id: int
    name: str
    role: str
    active: bool


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file that came with a message."""

    id: int
    public_id: str
    message_id: int
    idx: int
    kind: str
    content_type: str
    state: str
    size: int | None
