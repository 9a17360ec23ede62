"""Files that people sent, brought in by the worker: fetched, judged, made harmless, sealed, kept.

Decided here: when another try is made and when not, and how much one person may send in a day.
Nothing that came from outside is held longer than the one file it is about, and only sealed bytes
are written to the disk.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from triage.errors import Damaged, FetchFailed
from triage.logs import get_logger
from triage.services import audit
from triage.services.house import House
from triage.services.sealing import for_attachment, for_file
from triage.storage import Tx, attachments, due
from triage.storage.attachments import KIND, AttachmentRow, Ended
from triage.storage.due import Work
from triage.vault import PersonKey

#: How long after each try the next one is made: 8 tries within a little more than an hour.
WAITS = tuple(timedelta(seconds=n) for n in (1, 3, 10, 60, 300, 900, 2400))
#: Longer than a fetch, a scan and a drawing take together at the most.
LEASE = timedelta(minutes=4)
DAY = timedelta(days=1)
MOST_FILES_A_DAY = 20
MOST_BYTES_A_DAY = 100 * 1024 * 1024
ORIGINAL, SMALL = "original", "thumb"

log = get_logger("triage.attachments")


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is stored of one file, in clear until it is sealed."""

    found_type: str
    size: int
    digest: str
    pages: int
    is_cut: bool
    parts: dict[str, bytes] = field(repr=False)


def fetch_due(house: House, *, limit: int = 3) -> int:
    """Bring in what is due, one file after the other; how many were worked on."""
    count = 0
    while count < limit and _fetch_one(house):
        count += 1
    return count


def give_work(house: House) -> None:
    """See to it that every pending file is due: also those that came before there was a worker."""
    now = house.clock.now()
    with house.store.reading() as tx:
        forgotten = attachments.without_work(tx)
    if forgotten:
        with house.store.transaction() as tx:
            for attachment_id in forgotten:
                due.add(tx, KIND, attachment_id, person_id=None, run_at=now)


def sweep(house: House) -> None:
    """Take what a worker that died left half-written off the disk."""
    from triage.media import shelf

    shelf.sweep(house.settings.current().triage_data_dir / "media")


def _fetch_one(house: House) -> bool:
    now = house.clock.now()
    with house.store.transaction() as tx:
        work = due.claim(tx, KIND, now=now, until=now + LEASE)
        if work is None:
            return False
        what = attachments.get(tx, work.subject_id)
        refused = _reason_not_to_fetch(tx, work, what, now)
        if what is None or what.wrapped_key is None or what.state != "pending":
            due.finish(tx, work.id, why="nothing to fetch")
            return True
        if refused is not None:
            attachments.end(tx, what.id, Ended("failed", refused))
            due.finish(tx, work.id, why=refused)
            return True
    try:
        key = house.vault.open_key(what.wrapped_key)
        kept = _bring_in(house, what, key)
    except (FetchFailed, Damaged) as failure:
        _record_failure(house, work, what, failure)
    else:
        _record_kept(house, work, what, key, kept)
    return True


def _reason_not_to_fetch(
    tx: Tx, work: Work, what: AttachmentRow | None, now: datetime
) -> str | None:
    """Why a claimed file shall not be asked for, or None when it shall."""
    if what is None:
        return None
    if work.attempts > len(WAITS) + 1:
        return "damaged"  # whoever tried it never came back
    files, size = attachments.fetched_since(tx, what.person_id, now - DAY)
    return "too_many" if files >= MOST_FILES_A_DAY or size >= MOST_BYTES_A_DAY else None


def _bring_in(house: House, what: AttachmentRow, key: PersonKey) -> _Kept:
    """The file as it will be kept. Raises FetchFailed, or Damaged for an address that does not
    open. What it loads is loaded here: only a worker fetches."""
    from triage.media.doors import Doors
    from triage.media.fetching import fetch
    from triage.media.scanning import scan

    settings = house.settings.current()
    doors = Doors(
        settings.twilio_account_sid,
        hosts=settings.triage_media_hosts,
        base_url=settings.twilio_api_base_url,
    )
    url = key.unseal(what.url_sealed or "", for_attachment(what.public_id))
    content = fetch(url, doors, settings.rest_login)
    digest = hashlib.sha256(content).hexdigest()
    try:
        scan(content, settings.triage_media_scanner)
        return _made(content, digest)
    except FetchFailed as failure:
        failure.size, failure.digest = len(content), digest
        raise


def _made(content: bytes, digest: str) -> _Kept:
    from triage.media.kinds import Sort, judge
    from triage.media.making import draw

    kind = judge(content)
    if kind.sort not in (Sort.PICTURE, Sort.PAPER):
        return _Kept(kind.content_type, len(content), digest, 0, False, {ORIGINAL: content})
    try:
        made = draw(content, kind.sort)
    except FetchFailed as failure:
        failure.found_type = kind.content_type
        raise
    parts = {str(number): page for number, page in enumerate(made.pages, 1)}
    parts[SMALL] = made.small
    if kind.sort is Sort.PAPER:
        parts[ORIGINAL] = content
    cut = made.count > len(made.pages)
    return _Kept(kind.content_type, len(content), digest, len(made.pages), cut, parts)


def _record_kept(
    house: House, work: Work, what: AttachmentRow, key: PersonKey, kept: _Kept
) -> None:
    """Write the sealed parts, then the row: a row that says `kept` always has its files."""
    from triage.media.shelf import Shelf

    shelf = Shelf(house.settings.current().triage_data_dir / "media")
    for part, content in kept.parts.items():
        sealed = key.seal_bytes(content, for_file(what.public_id, part))
        shelf.put(what.public_id, part, sealed)
    ended = Ended(
        "kept",
        "cut" if kept.is_cut else None,
        kept.found_type,
        kept.size,
        kept.pages,
        kept.digest,
        house.clock.now(),
    )
    with house.store.transaction() as tx:
        is_ours = attachments.end(tx, what.id, ended)
        due.finish(tx, work.id)
        still = attachments.get(tx, what.id)
    if not is_ours and (still is None or still.state != "kept"):  # erased meanwhile
        shelf.remove(what.public_id)
    log.info("file_kept", attachment_id=what.public_id, kind=kept.found_type, bytes=kept.size)


def _record_failure(
    house: House, work: Work, what: AttachmentRow, failure: FetchFailed | Damaged
) -> None:
    now = house.clock.now()
    if isinstance(failure, Damaged):
        failure = FetchFailed("damaged", permanent=True)
    log.warning(
        "file_not_fetched",
        attachment_id=what.public_id,
        reason=failure.reason,
        permanent=failure.permanent,
        attempt=work.attempts,
    )
    is_last = failure.permanent or work.attempts > len(WAITS)
    ended = Ended(
        "failed" if is_last else "pending",
        failure.reason,
        failure.found_type,
        failure.size,
        None,
        failure.digest,
        now if failure.digest else None,
    )
    with house.store.transaction() as tx:
        attachments.end(tx, what.id, ended)
        if failure.permanent:
            due.finish(tx, work.id, why=failure.reason)  # as it should be: nobody has to look
        elif is_last:
            due.give_up(tx, work.id, failure.reason)
        else:
            due.try_again(tx, work.id, at=now + WAITS[work.attempts - 1], why=failure.reason)
        if failure.digest and failure.permanent:
            _record_refused(tx, what, failure, now)


def _record_refused(tx: Tx, what: AttachmentRow, failure: FetchFailed, now: datetime) -> None:
    """What came and was not kept: its hash is all that is left of it."""
    audit.record(
        tx,
        at=now,
        actor=audit.WORKER,
        action="refuse_file",
        subject=f"attachment:{what.public_id}",
        reason=failure.reason,
        sha256=failure.digest,
    )
