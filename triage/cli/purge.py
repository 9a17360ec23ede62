"""`triage purge`: what is past its time goes, unless it looks as if the clock had jumped."""

from __future__ import annotations

import json

import click

_WORDS = {
    "people": "people of whom nothing was heard for so long",
    "leads": "leads that nobody touched for so long",
    "messages": "messages with old words",
    "files": "old files",
    "sessions": "ended sessions, links and throttles",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--confirm", is_flag=True, help="Also where the clock or the numbers look odd.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def purge(dry_run: bool, confirm: bool, as_json: bool) -> int:
    """Take away what is older than the TRIAGE_KEEP_..._DAYS settings say; the worker does it daily.

    Exit 1, and nothing is taken away, when the clock is more than seven days off the last run, or
    more than a fifth of a kind would go: look at it with --dry-run, then say --confirm.
    """
    from triage.cli.house import QUIET, open_configured
    from triage.errors import Conflict
    from triage.services.people import retention

    with open_configured(logs=QUIET) as house:
        found, refused = retention.plan(house), False
        if not dry_run:
            try:
                found = retention.purge(house, confirm=confirm)
            except Conflict:
                refused = True
    if as_json:
        told = {"due": found.due, "problems": list(found.problems)}
        click.echo(json.dumps({**told, "done": not (dry_run or refused)}))
    else:
        for kind, count in found.due.items():
            click.echo(f"{count}\t{_WORDS[kind]}")
    for problem in found.problems if refused or dry_run else ():
        click.echo(f"triage: {problem}", err=True)
    if refused:
        click.echo("triage: nothing was taken away; see --dry-run, then say --confirm", err=True)
    return int(refused)
