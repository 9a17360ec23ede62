"""`triage content`: the texts, before a patient sees them. Works without any setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from triage.cli.streams import write_out
from triage.errors import ContentProblem

if TYPE_CHECKING:
    from triage.conversation.script import Script


@click.group()
def content() -> None:
    """Check the texts, or show one."""


@content.command("check")
def check() -> int:
    """Lint every text: keys, links, placeholders, SMS segments, reading grade."""
    try:
        script = _script()
    except ContentProblem as problem:
        for line in problem.problems:
            click.echo(line, err=True)
        return 1
    return report(script)


def report(script: Script) -> int:
    """Print what is unfit in these texts, and how far each language is; 1 when anything is."""
    from triage.content import countries_line, lint, standings

    findings = lint(script)
    for finding in findings:
        click.echo(str(finding), err=True)
    for standing in standings(script):
        click.echo(str(standing))
    click.echo(countries_line(script))
    texts = sum(len(lang.texts) + len(lang.answers) for lang in script.languages.values())
    click.echo(f"{texts} texts in {len(script.languages)} language(s), {len(findings)} finding(s)")
    return 1 if findings else 0


@content.command("show")
@click.argument("key")
def show(key: str) -> None:
    """Show one text in all its forms, with its segments, grade and source."""
    from triage.content import describe

    write_out(describe(_script(), key).rstrip("\n") + "\n")


def _script() -> Script:
    """Every language there is, reviewed or not, as it would be with the settings' defaults."""
    from triage.content import load_script
    from triage.settings.model import Settings

    usual = Settings()
    return load_script(office=usual.office, call_number=usual.triage_call_number, unreviewed=True)
