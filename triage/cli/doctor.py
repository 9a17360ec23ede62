"""`triage doctor`: is everything well, and what to do where it is not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from triage.errors import ConfigProblem, TriageError

if TYPE_CHECKING:
    from triage.services.doctor.report import Line

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The lines as one JSON object.")
def doctor(as_json: bool) -> int:
    """Look at everything an operator would ask; exit 1 when something fails.

    Nothing is changed, here or at Twilio. Each line that is not well says what to do.
    """
    from triage.services.doctor.report import State, worst

    lines = _lines()
    state = worst(lines)
    if as_json:
        click.echo(json.dumps({"state": state, "lines": [asdict(line) for line in lines]}))
    else:
        click.echo(_told(lines))
    return 1 if state is State.FAIL else 0


def _lines() -> list[Line]:
    """The report, also where the settings or the texts keep everything else from being seen."""
    from triage.bootstrap import open_house
    from triage.cli.house import QUIET, settings_source
    from triage.logs import configure
    from triage.services.doctor.report import fail
    from triage.services.doctor.rounds import examine, settings_problems

    configure("CRITICAL")  # what is wrong is in the lines
    try:
        house = open_house(settings_source())
    except ConfigProblem as problem:
        return settings_problems(problem)
    except TriageError as problem:
        return [fail("start", str(problem), "see ./run content check and ./run config check")]
    try:
        return examine(house)
    finally:
        house.store.close()
        configure(QUIET)


def _told(lines: Sequence[Line]) -> str:
    """The report for a terminal: what is well takes one line, what is not takes two."""
    width = max(len(line.name) for line in lines)
    told = []
    for line in lines:
        told.append(f"{_MARKS[line.state]}  {line.name:<{width}}  {line.words}")
        if line.todo:
            told.append(f"      {'':<{width}}  -> {line.todo}")
    bad = sum(1 for line in lines if line.state == "fail")
    unsure = sum(1 for line in lines if line.state == "warn")
    return "\n".join([*told, "", f"{len(lines)} looked at, {bad} failed, {unsure} warnings"])
