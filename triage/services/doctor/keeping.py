"""What is past its time: is it taken away every day, or does something keep it from going."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from triage.services.doctor.report import Line, ago, fail, fine, warn
from triage.services.house import House
from triage.services.people import retention
from triage.storage import meta

_LATE = timedelta(days=2)


def look(house: House) -> Iterator[Line]:
    """Whether purge runs."""
    with house.store.reading() as tx:
        last, refused = meta.find(tx, retention.LAST), meta.find(tx, retention.REFUSED)
    name = "retention"
    if refused:
        todo = "see ./run purge --dry-run; if the clock is right, run ./run purge --confirm"
        yield fail(name, f"nothing is taken away: {refused}", todo)
    elif not last:
        yield fine(name, "has not run yet; the worker does it within an hour")
    else:
        age = house.clock.now() - datetime.fromisoformat(last)
        if age > _LATE:
            todo = "start ./run worker, and see in its log why purge does not run"
            yield warn(name, f"last ran {ago(age)} ago", todo)
        else:
            yield fine(name, f"what is past its time was taken away {ago(age)} ago")
