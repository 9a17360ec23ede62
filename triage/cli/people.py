"""`triage people`: one person's rights. Decided here: files are written for their owner alone and
named without the person; the number that was asked for is not repeated anywhere.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from triage.cli.streams import bytes_out, write_out

if TYPE_CHECKING:
    from triage.services.people.erasure import Receipt

_OPERATOR = "operator"
_REASON = re.compile(r"(?!.*[0-9]{5})[\w .,/-]{0,60}")
_OUT = click.Path(dir_okay=False, path_type=Path, allow_dash=True)
_DONE = {
    "asked": "asked for; the worker does it",
    "cleared": "nothing is kept here; the worker deletes Twilio's copies",
    "done": "nothing is kept here or at Twilio",
}


@click.group()
def people() -> None:
    """One person: proof of consent, a copy of everything, erasure.

    PHONE is a number as anybody writes it, with + and country code; a WhatsApp user id; or the id
    of a lead or of a person.
    """


@people.command("consent")
@click.argument("phone")
@click.option("--out", type=_OUT, help="Write it there instead of to the terminal.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a page of HTML.")
def consent(phone: str, out: Path | None, as_json: bool) -> None:
    """What one person agreed to and refused, with the exact words, as a document."""
    from triage.cli.house import QUIET, open_configured
    from triage.services.people import proof, proof_page

    with open_configured(logs=QUIET) as house:
        found = proof.prove(house, phone, by=_OPERATOR)
    told = (
        json.dumps(proof_page.as_json(found), ensure_ascii=False, indent=1)
        if as_json
        else proof_page.as_html(found)
    )
    with _target(out or Path("-")) as file:
        if file is None:
            write_out(told + "\n")
        else:
            file.write(told.encode("utf-8", "replace") + b"\n")
    if out and str(out) != "-":
        click.echo(f"written: {out}", err=True)


@people.command("export")
@click.argument("phone")
@click.option("--out", type=_OUT, help="Where the zip goes; - is stdout. It is never written over.")
@click.option("--reason", default="", help="Why, for the audit; no names or numbers.")
def export(phone: str, out: Path | None, reason: str) -> None:
    """Everything that is kept about one person, as a zip that only you can read."""
    from tempfile import TemporaryFile

    from triage.cli.house import QUIET, open_configured
    from triage.services.people import export as service

    if not _REASON.fullmatch(reason):
        raise click.UsageError("the reason is a few plain words, without names or numbers")
    with open_configured(logs=QUIET) as house:
        out = out or Path(service.file_name(house))
        with _target(out) as file, TemporaryFile() as spool:
            done = service.export(house, phone, file or spool, by=_OPERATOR, reason=reason)
            if file is None:
                spool.seek(0)
                while chunk := spool.read(1 << 16):
                    bytes_out(chunk)
    click.echo(f"written: {out}; {done.messages} messages, {done.files} files", err=True)
    if done.damaged:
        click.echo(f"{done.damaged} values could not be opened; person.json names them", err=True)


@people.command("erase")
@click.argument("phone")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@click.option("--thorough", is_flag=True, help="Rewrite the database's files: all others wait.")
@click.option("--json", "as_json", is_flag=True, help="The receipt as JSON.")
def erase(phone: str, yes: bool, thorough: bool, as_json: bool) -> None:
    """Destroy what is kept about one person, for good, and print a receipt without their name.

    The worker deletes Twilio's copies after it. A STOP stays in force. Export first, if they want
    a copy: there is no way back.
    """
    from triage.cli.house import QUIET, open_configured
    from triage.services.people import erasure
    from triage.services.people.finding import find_here

    with open_configured(logs=QUIET) as house:
        who = find_here(house, phone)
        if not yes:
            click.confirm(f"Erase person {who.public_id} for good?", abort=True, err=True)
        receipt = erasure.erase(house, who.public_id, by=_OPERATOR, thorough=thorough)
    _print(receipt, as_json)


@people.command("erasures")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def erasures(as_json: bool) -> None:
    """Every erasure that is not done, with its receipt."""
    from triage.cli.house import QUIET, open_configured
    from triage.services.people import erasure

    with open_configured(logs=QUIET) as house:
        receipts = erasure.under_way(house)
    for receipt in receipts:
        _print(receipt, as_json)
    if not receipts and not as_json:
        click.echo("every erasure is done")


@people.command("held")
@click.argument("number", required=False)
@click.option("--out", type=_OUT, help="Where the zip goes; - is stdout. It is never written over.")
def held(number: str | None, out: Path | None) -> None:
    """Copies that are held for the law (TRIAGE_LEGAL_HOLD_DAYS): list them, or take one out.

    NUMBER is that of the receipt. Taking one out is recorded.
    """
    from triage.cli.house import QUIET, open_configured
    from triage.services.people import held as service

    with open_configured(logs=QUIET) as house:
        if number is None:
            for one, until in service.listed(house):
                write_out(f"{one}\tuntil {until[:4]}-{until[4:6]}-{until[6:]}\n")
            return
        if out is None:
            raise click.UsageError("say where it goes: --out FILE")
        spool = io.BytesIO()
        service.take_out(house, number, spool, by=_OPERATOR)
        with _target(out) as file:
            (file.write if file else bytes_out)(spool.getvalue())


def _print(receipt: Receipt, as_json: bool) -> None:
    if as_json:
        told = {
            "number": receipt.number,
            "state": receipt.state,
            "asked_at": receipt.asked_at.isoformat(),
            "finished_at": receipt.finished_at and receipt.finished_at.isoformat(),
            "counts": receipt.counts,
            "at_twilio": receipt.at_twilio,
        }
        write_out(json.dumps(told) + "\n")
        return
    click.echo(f"receipt {receipt.number}, {receipt.asked_at:%Y-%m-%d %H:%M:%S} UTC")
    click.echo(f"  {_DONE[receipt.state]}")
    for name, count in receipt.counts.items():
        click.echo(f"  {name.replace('_', ' ')}: {count}")
    if receipt.at_twilio:
        click.echo(f"  messages still to be deleted at Twilio: {receipt.at_twilio}")


@contextmanager
def _target(out: Path) -> Iterator[BinaryIO | None]:
    """A new file for its owner alone that appears whole or not at all; None is stdout."""
    if str(out) == "-":
        yield None
        return
    part = out.with_name(f".{out.name}.part")
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, out)
        except FileExistsError:
            raise click.UsageError(f"{out.name} is there already") from None
        except OSError:  # a file system without links
            part.rename(out)
    except FileNotFoundError as missing:
        raise FileNotFoundError(missing.errno, missing.strerror, str(out)) from None
    finally:
        part.unlink(missing_ok=True)
