"""`triage reconcile`: fetch what people wrote and we never saw. The worker does it by itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from triage.cli.moments import Since, instant

if TYPE_CHECKING:
    from triage.services.recovery.reconcile import Reconciled


@click.command()
@click.option("--since", type=Since(), help="How far back: a time, or 90m, 6h, 2d (30d at most).")
@click.option("--dry-run", is_flag=True, help="Only say what is missing.")
@click.option("--json", "as_json", is_flag=True, help="The numbers as one JSON object.")
def reconcile(since: datetime | timedelta | None, dry_run: bool, as_json: bool) -> int:
    """Fetch from Twilio's message log what we never saw; exit 1 when something has to wait.

    Fresh messages are answered, those older than a day are handed to a person, STOP counts
    whatever its age. It may be run at any time, and again: nothing is taken in or answered twice.
    """
    from triage.cli.house import QUIET, open_configured
    from triage.services.recovery import reconcile as service

    with open_configured(logs=QUIET) as house:
        now, zone = house.clock.now(), house.script.office.zone
        start = None if since is None else instant(since, now, zone)
        found = service.run(house, since=start, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(asdict(found), default=_iso))
    else:
        click.echo(_told(found, dry_run=dry_run))
    return 1 if found.failed else 0


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _told(found: Reconciled, *, dry_run: bool) -> str:
    """The numbers in words."""
    form = "%Y-%m-%d %H:%M:%S UTC"
    head = (
        f"From {found.since:{form}} to {found.until:{form}} Twilio's log has "
        f"{found.in_log} messages to us; {found.known} were here."
    )
    if dry_run:
        return f"{head}\n{found.added} are missing, {found.handed} of them older than a day."
    parts = [
        (found.answered, "answered now"),
        (found.replayed, "answered when they came"),
        (found.handed, "handed to a person"),
        (found.erased, "left out: erased since"),
        (found.refused, "refused: no messages to us"),
        (found.failed, "could not be stored; they are tried again"),
    ]
    lines = [f"  {count} {words}" for count, words in parts if count]
    return "\n".join([head, f"{found.added} were added.", *lines])
