"""The audit chain: whole as far as it was looked at."""

from __future__ import annotations

from collections.abc import Iterator

from triage.services import audit
from triage.services.doctor.report import Line, fail, fine
from triage.services.house import House
from triage.storage import audit as chain

#: A longer chain is read by `audit verify`; here its end alone is looked at.
_MOST = 20_000


def look(house: House) -> Iterator[Line]:
    """Whether somebody changed what was written down."""
    with house.store.reading() as tx:
        seq, digest = chain.head(tx)
        last = chain.last(tx)
    todo = "run ./run audit verify; keep the database as it is and tell who is responsible"
    if (last.seq, last.hash) != (seq, digest) if last else seq != 0:
        yield fail("audit chain", "its end is not where it should be", todo)
        return
    bad = audit.first_bad_row(house) if seq <= _MOST else None
    if bad is not None:
        yield fail("audit chain", f"event {bad} does not fit", todo)
        return
    words = "all fit" if seq <= _MOST else "the end fits; ./run audit verify reads all"
    yield fine("audit chain", f"{seq} events, {words}")
