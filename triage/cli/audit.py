"""`triage audit`: who looked at, changed or took out what, and whether that was tampered with."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta

import click

from triage.cli.moments import Since, instant
from triage.cli.streams import write_out


@click.group()
def audit() -> None:
    """Verify the audit chain, list its events, or say whose data somebody saw."""


@audit.command("verify")
def verify() -> int:
    """Read the whole chain; exit 1 and name the first event that does not fit."""
    from triage.cli.house import QUIET, open_configured
    from triage.services.audit import first_bad_row, head

    with open_configured(logs=QUIET) as house:
        newest = head(house)
        bad = first_bad_row(house)
    if bad is None:
        count, _, digest = newest.partition("/")
        click.echo(f"{count} events, and every one fits; the newest has the hash {digest}")
        return 0
    click.echo(
        f"event {bad} does not fit: it, or one beside it, was changed, removed or put in later",
        err=True,
    )
    return 1


@audit.command("list")
@click.option("--since", type=Since(), help="Only events since a time, or 90m, 6h, 2d ago.")
@click.option("--subject", help="Only events about this, as it is written: lead:7k2m...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_them(since: datetime | timedelta | None, subject: str | None, as_json: bool) -> None:
    """One event a line, oldest first: number, time, who, what, about what, details."""
    from triage.cli.house import QUIET, open_configured
    from triage.services.audit import events

    with open_configured(logs=QUIET) as house:
        zone = house.script.office.zone
        start = None if since is None else instant(since, house.clock.now(), zone)
        for event in events(house, since=start, subject=subject):
            told = {**asdict(event), "at": event.at.isoformat(timespec="seconds")}
            if as_json:
                told["detail"] = json.loads(event.detail)
                write_out(json.dumps(told, ensure_ascii=False) + "\n")
            else:
                names = ("seq", "at", "actor", "action", "subject", "detail")
                write_out("\t".join(str(told[name]) for name in names) + "\n")


@audit.command("affected")
@click.option("--since", type=Since(), required=True, help="A time, or 90m, 6h, 2d ago.")
@click.option("--actor", help="Only what this one did: an e-mail, coordinator:3, operator.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def affected(since: datetime | timedelta, actor: str | None, as_json: bool) -> None:
    """Whose data coordinators saw, changed or took out: one person a line, by ids alone.

    Pages with many people on them (the queue, exports) name nobody: they are listed below.
    """
    from triage.cli.house import QUIET, open_configured
    from triage.services.people import affected as service

    with open_configured(logs=QUIET) as house:
        start = instant(since, house.clock.now(), house.script.office.zone)
        who = service.actor_named(house, actor) if actor else None
        found = service.affected(house, since=start, actor=who)
    many = [
        f"{event.at.isoformat(timespec='seconds')}\t{event.actor}\t{event.action}\t{event.detail}"
        for event in found.many
    ]
    if as_json:
        people = [
            {
                "person": name,
                "leads": sorted(one.leads),
                "actions": dict(sorted(one.actions.items())),
                "first_at": one.first_at.isoformat(timespec="seconds"),
                "last_at": one.last_at.isoformat(timespec="seconds"),
            }
            for name, one in sorted(found.people.items())
        ]
        told = {"people": people, "many_at_once": many, "unknown": found.unknown}
        write_out(json.dumps(told, indent=2) + "\n")
        return
    for name, one in sorted(found.people.items()):
        actions = " ".join(f"{action}={count}" for action, count in sorted(one.actions.items()))
        times = (at.isoformat(timespec="seconds") for at in (one.first_at, one.last_at))
        write_out("\t".join((name, *times, actions, " ".join(sorted(one.leads)))) + "\n")
    click.echo(
        f"{len(found.people)} people; {len(many)} pages or files with many at once", err=True
    )
    for line in many:
        write_out(f"many\t{line}\n")
