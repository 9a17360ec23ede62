"""What people sent along: noted with its sealed address at Twilio, then fetched and kept or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, exists, func, insert, or_, select, update

from models import attachment, due_work, lead, person
from triage.storage.statements import columns_of
from triage.storage.store import Tx

#: The kind of due work whose subject is an attachment that is still to be fetched.
KIND = "attachment"


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """The n-th medium of a message."""

    public_id: str
    message_id: int
    lead_id: int | None
    person_id: int
    idx: int
    kind: str
    content_type: str
    url_sealed: str | None
    created_at: datetime
    state: str = "pending"


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A medium as it stands; `wrapped_key` is None once its person is erased. Aware UTC.

    `digest` is the SHA-256 of the bytes that came, `next_try` when a pending one is asked for.
    """

    id: int
    public_id: str
    person_id: int
    lead_public_id: str | None
    wrapped_key: str | None = field(repr=False)
    url_sealed: str | None = field(repr=False)
    idx: int
    kind: str
    state: str
    found_type: str | None
    size: int | None
    pages: int | None
    digest: str | None
    error: str | None
    created_at: datetime
    fetched_at: datetime | None
    next_try: datetime | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How the fetching of one ended: `kept`, `failed`, or `pending` for another try."""

    state: str
    error: str | None = None
    found_type: str | None = None
    size: int | None = None
    pages: int | None = None
    digest: str | None = None
    fetched_at: datetime | None = None


_INSERT = insert(attachment).returning(attachment.c.id)
_ROWS = (
    select(
        attachment.c.id,
        attachment.c.public_id,
        attachment.c.person_id,
        lead.c.public_id.label("lead_public_id"),
        person.c.wrapped_key,
        attachment.c.url_sealed,
        attachment.c.idx,
        attachment.c.kind,
        attachment.c.state,
        attachment.c.found_type,
        attachment.c.size,
        attachment.c.pages,
        attachment.c.digest,
        attachment.c.error,
        attachment.c.created_at,
        attachment.c.fetched_at,
        case((due_work.c.state == "due", due_work.c.run_at)).label("next_try"),
    )
    .select_from(attachment)
    .join(person, person.c.id == attachment.c.person_id)
    .outerjoin(lead, lead.c.id == attachment.c.lead_id)
    .outerjoin(due_work, (due_work.c.kind == KIND) & (due_work.c.subject_id == attachment.c.id))
)
_GET = _ROWS.where(attachment.c.id == bindparam("this"))
_FIND = _ROWS.where(attachment.c.public_id == bindparam("its_id"))
_OF_LEAD = _ROWS.where(
    or_(
        attachment.c.lead_id == bindparam("about"),
        (attachment.c.person_id == bindparam("whose")) & attachment.c.lead_id.is_(None),
    ),
    attachment.c.url_sealed.is_not(None),
).order_by(attachment.c.id.desc())
_END = (
    update(attachment)
    .where(attachment.c.id == bindparam("this"), attachment.c.state == "pending")
    .values(
        state=bindparam("ends"),
        error=bindparam("why"),
        found_type=bindparam("is_a"),
        size=bindparam("bytes"),
        pages=bindparam("shown"),
        digest=bindparam("hashed"),
        fetched_at=bindparam("at"),
    )
)
_REOPEN = (
    update(attachment)
    .where(attachment.c.id == bindparam("this"), attachment.c.state == "failed")
    .values(state="pending", error=None)
)
_FETCHED = select(func.count(), func.coalesce(func.sum(attachment.c.size), 0)).where(
    attachment.c.person_id == bindparam("whose"), attachment.c.fetched_at > bindparam("since")
)
_WITHOUT_WORK = (
    select(attachment.c.id)
    .where(
        attachment.c.state == "pending",
        attachment.c.url_sealed.is_not(None),
        ~exists().where(due_work.c.kind == KIND, due_work.c.subject_id == attachment.c.id),
    )
    .order_by(attachment.c.id)
    .limit(500)
)
_KNOWN = select(attachment.c.public_id).where(
    attachment.c.public_id.in_(bindparam("ids", expanding=True)), attachment.c.state == "kept"
)


def add(tx: Tx, new: NewAttachment) -> int:
    """Note a medium down; the row's id."""
    return int(tx.execute(_INSERT, columns_of(new)).scalar_one())


def get(tx: Tx, attachment_id: int) -> AttachmentRow | None:
    """The medium of this row, or None."""
    return _first(tx, _GET, this=attachment_id)


def find(tx: Tx, public_id: str) -> AttachmentRow | None:
    """The medium that pages know by this id, or None."""
    return _first(tx, _FIND, its_id=public_id)


def of_lead(tx: Tx, lead_id: int, person_id: int) -> list[AttachmentRow]:
    """Every file of a lead, newest first; what its person sent before any lead too."""
    found: Any = tx.execute(_OF_LEAD, {"about": lead_id, "whose": person_id})
    return [AttachmentRow(*row) for row in found]


def end(tx: Tx, attachment_id: int, how: Ended) -> bool:
    """Write down how a pending one ended; False when it was not pending any more."""
    values = {
        "this": attachment_id,
        "ends": how.state,
        "why": how.error,
        "is_a": how.found_type,
        "bytes": how.size,
        "shown": how.pages,
        "hashed": how.digest,
        "at": how.fetched_at,
    }
    return tx.execute(_END, values).rowcount > 0


def reopen(tx: Tx, attachment_id: int) -> bool:
    """A failed one is pending again; False when it had not failed."""
    return tx.execute(_REOPEN, {"this": attachment_id}).rowcount > 0


def fetched_since(tx: Tx, person_id: int, since: datetime) -> tuple[int, int]:
    """How many files, and how many bytes, this person's files took after that time."""
    row: Any = tx.execute(_FETCHED, {"whose": person_id, "since": since}).one()
    return int(row[0]), int(row[1])


def without_work(tx: Tx) -> list[int]:
    """Pending rows that nobody was told to fetch."""
    return [int(row.id) for row in tx.execute(_WITHOUT_WORK)]


def known(tx: Tx, public_ids: Collection[str]) -> set[str]:
    """Those of these ids whose file is kept."""
    return {row.public_id for row in tx.execute(_KNOWN, {"ids": list(public_ids)})}


def _first(tx: Tx, statement: Any, **values: object) -> AttachmentRow | None:
    row: Any = tx.execute(statement, values).first()
    return AttachmentRow(*row) if row else None
