"""`triage credentials`: every secret with its age, and how to change one at noon on a busy day.

Decided here: exit 0 done, 1 something is to be done (status), or the rotation is not at its end
(rotate); no secret is ever printed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage.cli.moments import Since

if TYPE_CHECKING:
    from triage.services.credentials.status import KeyStatus, SecretStatus

#: As in services/credentials/catalogue.py, which `--help` shall not wait for (a test compares).
NAMES = (
    *("twilio-auth-token", "twilio-api-key", "webhook-shared-keys", "session-key", "data-key"),
    *("index-key", "metrics-token", "alert-urls", "database-password", "coordinator-passwords"),
)
STEPS = ("add", "verify", "promote", "retire")


@click.group()
def credentials() -> None:
    """Secrets: their ages, and how to rotate one without a gap."""


@credentials.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--retired", is_flag=True, help="Also the keys that were.")
def status(as_json: bool, retired: bool) -> int:
    """Every secret: key ids, where from, age, last use, who needs an older one.

    Exit 1 when something has to be done now: a key over its age (TRIAGE_SECRET_AGE_DAYS), or a
    rotation that lies open for more than a day. No secret is shown.
    """
    from triage.cli.house import QUIET, open_configured
    from triage.services.credentials.status import look

    with open_configured(logs=QUIET) as house:
        found, now = look(house, retired=retired), house.clock.now()
    for one in found:
        if as_json:
            click.echo(json.dumps(asdict(one), default=str, ensure_ascii=False))
        else:
            click.echo("\n".join(_told(one, now)))
    return int(any(one.urgent for one in found))


@credentials.command("rotate")
@click.argument("name", type=click.Choice(NAMES))
@click.option("--step", type=click.Choice(STEPS), help="Only this step; else as far as possible.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--grace", type=Since(), default="15m", show_default=True, help="How long an old key must rest."
)
@click.option("--wait", is_flag=True, help="Wait until the old key may be retired.")
@click.option("--unproven", is_flag=True, help="Retire although the new one was not seen in use.")
@click.option(
    "--from",
    "supplied",
    type=click.Path(path_type=Path),
    help="File (0600) with a value that only you can bring.",
)
def rotate(
    name: str,
    step: str | None,
    dry_run: bool,
    yes: bool,
    grace: timedelta | datetime,
    wait: bool,
    unproven: bool,
    supplied: Path | None,
) -> int:
    """Walk a secret through add, verify, promote and retire, without a restart and without a gap.

    Stopped at any point, the same command goes on. It exits with 1 while there is a step left, such
    as retiring an old key that was used a moment ago.
    """
    from triage.cli.house import QUIET, open_configured
    from triage.services.credentials.job import Asked
    from triage.services.credentials.walk import rotate as walk

    if not isinstance(grace, timedelta):
        raise click.BadParameter("a length of time, such as 15m", param_hint="--grace")
    if not (dry_run or yes):
        click.confirm(f"Rotate {name} now?", abort=True, err=True)
    asked = Asked(grace, supplied, unproven, wait, dry_run)
    with open_configured(logs=QUIET) as house:
        is_over = walk(house, name, asked, click.echo, step=step)
    if is_over:
        click.echo(f"{name} is rotated; the old one is accepted no more")
    return int(not (is_over or dry_run or step))


def _told(one: SecretStatus, now: datetime) -> Sequence[str]:
    source = f"from {one.source}" if one.source else "not set"
    going = f"; a rotation is under way, done: {one.step}" if one.step else ""
    lines = [f"{one.name}  ({one.what}; {source}{going})"]
    lines += [f"  {_key(key, now)}" for key in one.keys]
    if one.todo:
        lines.append(f"  {'!!' if one.urgent else '->'} {one.todo}")
    return lines


def _key(key: KeyStatus, now: datetime) -> str:
    used = f"used {_age(now - key.last_used_at)} ago" if key.last_used_at else "use not seen"
    rows = "" if key.waiting is None else f", {key.waiting} rows need it"
    return f"{key.key_id}  {key.state:<8}  {_age(now - key.first_seen_at)} old, {used}{rows}"


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    if minutes < 120:
        return f"{max(minutes, 0)} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{age.days} days"
