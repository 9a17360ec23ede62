"""Who looked at, changed or took out what: one chain that shows when somebody tampered with it.

Subjects are ids (`lead:7k2m...`, `person:...`, `coordinator:3`), never names or numbers; details
are small JSON without personal data. An actor is `coordinator:ID`, `operator` (the command line)
or `worker`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from triage.services.house import House
from triage.storage import Tx
from triage.storage import audit as chain
from triage.storage.audit import AuditEvent
from triage.storage.dump import snapshot

OPERATOR, WORKER = "operator", "worker"


def actor_of(coordinator_id: int) -> str:
    """How a coordinator is named in the chain."""
    return f"coordinator:{coordinator_id}"


def record(
    tx: Tx, *, at: datetime, actor: str, action: str, subject: str, **detail: object
) -> None:
    """Write an event down in the transaction of what it is about.

    Give ids, counts, names of fields and reasons as details: never a value that tells of a person.
    """
    told = json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)
    chain.add(tx, at=at, actor=actor, action=action, subject=subject, detail=told)


def first_bad_row(house: House) -> int | None:
    """The number of the first event that does not fit the chain; None when all do."""
    with snapshot(house.store) as tx:
        seq, before = 0, chain.FIRST
        for event in chain.walk(tx):
            if event.seq != seq + 1:
                return seq + 1
            if event.prev_hash != before or event.hash != chain.hash_of(event):
                return event.seq
            seq, before = event.seq, event.hash
        newest, _ = noted = chain.head(tx)
        return None if (seq, before) == noted else min(seq, newest) + 1


def head(house: House) -> str:
    """Number and hash of the newest event, "12/ab34...": noted elsewhere, it proves even more."""
    with house.store.reading() as tx:
        seq, digest = chain.head(tx)
    return f"{seq}/{digest}"


def events(
    house: House, *, since: datetime | None = None, subject: str | None = None
) -> Iterator[AuditEvent]:
    """The events at `since` (aware) or later, about `subject` if given, oldest first."""
    after = 0
    while True:
        with house.store.reading() as tx:
            found = chain.page(tx, after=after, since=since, subject=subject)
        yield from found
        if not found:
            return
        after = found[-1].seq
