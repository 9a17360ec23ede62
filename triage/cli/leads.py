"""`triage leads`: what was logged, for coordinators without the console and for other systems."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from triage.cli.streams import bytes_out, write_out
from triage.vocabulary import LeadStatus

#: What fits on a line of a terminal; `show` and `export` have every column.
SHORT = ("id", "created_at", "status", "priority", "service", "country", "call_time", "complete")


class Moment(click.ParamType[datetime]):
    """A date or a time in ISO 8601; without a zone it is UTC."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The aware time that was written."""
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail("not a date such as 2026-11-23 or 2026-11-23T09:30+05:30", param, ctx)
        return at if at.tzinfo else at.replace(tzinfo=UTC)


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
    from triage.cli.export import cell
    from triage.cli.house import QUIET, open_configured
    from triage.services.leads import list_leads

    with open_configured(logs=QUIET) as house:
        write_out("\t".join(SHORT) + "\n")
        for lead in list_leads(house, since=since, status=LeadStatus(status) if status else None):
            write_out("\t".join(cell(getattr(lead, column)) for column in SHORT) + "\n")


@leads.command("show")
@click.argument("lead_id", metavar="ID")
def show(lead_id: str) -> None:
    """Every column of one lead."""
    from triage.cli.export import row
    from triage.cli.house import QUIET, open_configured
    from triage.services.leads import COLUMNS, get_lead

    with open_configured(logs=QUIET) as house:
        lead = get_lead(house, lead_id)
        for column, text in zip(COLUMNS, row(lead), strict=True):
            write_out(f"{column}: {text}".rstrip() + "\n")


@leads.command("export")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "jsonl"]), required=True)
@since_option
@status_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Instead of stdout.")
def export(form: str, since: datetime | None, status: str | None, out: Path | None) -> None:
    """Every column of every lead as a file."""
    from triage.cli.export import FORMATS
    from triage.cli.house import QUIET, open_configured
    from triage.services.leads import list_leads

    with open_configured(logs=QUIET) as house:
        data = FORMATS[form](
            list_leads(house, since=since, status=LeadStatus(status) if status else None)
        )
    if out is None:
        bytes_out(data)
    else:
        out.write_bytes(data)
