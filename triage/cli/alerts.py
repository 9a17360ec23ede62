"""`triage alerts`: whether the staff can be reached."""

from __future__ import annotations

import json

import click


@click.group()
def alerts() -> None:
    """Try the addresses that the staff is told at."""


@alerts.command("test")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each address.")
def test(as_json: bool) -> None:
    """Send a test message to every address of TRIAGE_ALERT_URLS and of each coordinator.

    Addresses are shown masked. Exit code 1 when one of them did not take it, or there is none.
    """
    from triage.cli.house import QUIET, open_configured
    from triage.errors import TriageError
    from triage.services.alerts.alert_trials import try_all

    with open_configured(logs=QUIET) as house:
        trials = try_all(house)
    for trial in trials:
        if as_json:
            shown = {"whose": trial.whose, "address": trial.address, "ok": trial.ok}
            click.echo(json.dumps(shown, ensure_ascii=False))
        else:
            click.echo(f"{'ok    ' if trial.ok else 'FAILED'}  {trial.whose}  {trial.address}")
    if not trials:
        raise TriageError("nobody is told: set TRIAGE_ALERT_URLS (see config.example.env)")
    failed = sum(not trial.ok for trial in trials)
    if failed:
        raise TriageError(f"{failed} of {len(trials)} did not take the message")
