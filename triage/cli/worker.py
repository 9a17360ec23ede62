"""`triage worker`: the background work, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import click


@click.command()
def worker() -> None:
    """Do the background work: send what is queued, retry what failed.

    Any number of these may run; what one has claimed, the others leave alone. SIGTERM and Ctrl-C
    let it finish what it is doing.
    """
    stop = threading.Event()

    def told_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told_to_stop)
    signal.signal(signal.SIGINT, told_to_stop)
    # what takes a second to import comes after: a stop during it is a stop like any other
    from triage.cli.house import open_configured
    from triage.services.credentials import attendance
    from triage.services.worker import run

    with open_configured() as house:
        told = attendance.start(house, "worker")
        try:
            run(house, stop)
        finally:
            told.set()
