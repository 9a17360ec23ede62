"""`triage leads`: what was logged, for coordinators without the console and for other systems."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from triage.cli.streams import bytes_out, write_out
from triage.vocabulary import LeadStatus

if TYPE_CHECKING:
    from triage.services.house import House
    from triage.services.leads.leads import LeadView

#: What fits on a line of a terminal; `show` and `export` have every column.
SHORT = ("id", "created_at", "status", "priority", "service", "country", "call_time", "complete")


class Moment(click.ParamType[datetime]):
    """A date or a time in ISO 8601; without a zone it is the office's, as the lists show it."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time that was written, naive where no zone was."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail("not a date such as 2026-11-23 or 2026-11-23T09:30+05:30", param, ctx)


def _found(house: House, since: datetime | None, status: str | None) -> Iterator[LeadView]:
    """The leads that were asked for, oldest first."""
    from triage.services.leads.leads import list_leads

    if since and not since.tzinfo:
        since = since.replace(tzinfo=ZoneInfo(house.script.office.zone))
    return list_leads(house, since=since, status=LeadStatus(status) if status else None)


since_option = click.option("--since", type=Moment(), help="Only leads created since then.")
status_option = click.option(
    "--status", type=click.Choice([status.value for status in LeadStatus]), help="Only these."
)


@click.group()
def leads() -> None:
    """List, show and export leads."""


@leads.command("list")
@since_option
@status_option
def list_them(since: datetime | None, status: str | None) -> None:
    """One line a lead, oldest first, columns parted by tabs."""
    from triage.cli.house import QUIET, open_configured
    from triage.exports import cell

    with open_configured(logs=QUIET) as house:
        write_out("\t".join(SHORT) + "\n")
        for lead in _found(house, since, status):
            write_out("\t".join(cell(getattr(lead, column)) for column in SHORT) + "\n")


@leads.command("show")
@click.argument("lead_id", metavar="ID")
def show(lead_id: str) -> None:
    """Every column of one lead."""
    from triage.cli.house import QUIET, open_configured
    from triage.exports import cell
    from triage.services.leads.leads import COLUMNS, get_lead, row_of

    with open_configured(logs=QUIET) as house:
        lead = get_lead(house, lead_id)
        _record(house, "view_lead", f"lead:{lead.id}")
        for column, value in zip(COLUMNS, row_of(lead), strict=True):
            write_out(f"{column}: {cell(value)}".rstrip() + "\n")


@leads.command("export")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "jsonl"]), required=True)
@since_option
@status_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Instead of stdout.")
def export(form: str, since: datetime | None, status: str | None, out: Path | None) -> None:
    """Every column of every lead as a file."""
    from triage.cli.house import QUIET, open_configured
    from triage.exports import FORMATS
    from triage.services.leads.leads import COLUMNS, row_of

    with open_configured(logs=QUIET) as house, _target(out) as write:
        _record(house, "export_leads", "leads", format=form, status=status or "any")
        rows = (row_of(lead) for lead in _found(house, since, status))
        for chunk in FORMATS[form].write(COLUMNS, rows):
            write(chunk)


def _record(house: House, action: str, subject: str, **detail: str) -> None:
    """In the audit chain before anything is shown: who has the database's host is an operator."""
    from triage.services import audit

    with house.store.transaction() as tx:
        now = house.clock.now()
        audit.record(tx, at=now, actor=audit.OPERATOR, action=action, subject=subject, **detail)


@contextmanager
def _target(out: Path | None) -> Iterator[Callable[[bytes], object]]:
    """Where the bytes go: stdout, or a file that appears whole or not at all."""
    if out is None:
        yield bytes_out
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file.write
        part.replace(out)
    except FileNotFoundError as missing:
        raise FileNotFoundError(missing.errno, missing.strerror, str(out)) from None
    finally:
        part.unlink(missing_ok=True)
