"""`triage chat`: the real services in this terminal, no Twilio. Decided here: when nobody has
configured anything, a conversation needs no set-up and leaves no trace: it runs on a throw-away
database and says so.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage.cli.streams import lines_in, write_out
from triage.phone import Address, AddressKind, parse_address
from triage.vocabulary import Channel

if TYPE_CHECKING:
    from triage.services.house import House

#: Reserved for fiction: nobody's number.
SOMEBODY = "+12025550123"
OURS = "+12025550100"  # where no sender is configured for a channel


class Number(click.ParamType[str]):
    """A phone number in international form."""

    name = "+E164"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The number as it is written, if it is one."""
        try:
            address = parse_address(str(value))
        except ValueError:
            address = None
        if address is None or address.kind is not AddressKind.PHONE or address.phone != value:
            self.fail("not a number in international form such as +12025550123", param, ctx)
        return str(value)


@click.command()
@click.option(
    "--channel",
    type=click.Choice([channel.value for channel in Channel]),
    default=Channel.WHATSAPP.value,
    show_default=True,
)
@click.option("--from", "sender", type=Number(), default=SOMEBODY, show_default=True)
def chat(channel: str, sender: str) -> None:
    """Talk to the bot in the terminal.

    Piped input: one message a line; for each come the lines of the reply and one empty line.
    """
    wire = f"whatsapp:{sender}" if channel == Channel.WHATSAPP else sender
    who = parse_address(wire)
    with _house() as house:
        talk = _typed() if sys.stdin.isatty() else lines_in()
        for text in talk:
            body = answer(house, who, text)
            lines = [line for line in (body or "").splitlines() if line.strip()]
            write_out("".join(f"{line}\n" for line in lines) + "\n")


def answer(house: House, who: Address, text: str) -> str | None:
    """What the bot says to one message, or None for silence.

    The message is read as Twilio's would be, so that nothing reaches the services here that
    could not reach them there.
    """
    from triage.services.messages import inbox
    from triage.twilio_gateway.inbound import parse_arrival

    settings = house.settings.current()
    is_whatsapp = who.channel is Channel.WHATSAPP
    senders = settings.twilio_whatsapp_from if is_whatsapp else settings.twilio_sms_from
    ours = senders[0] if senders else replace(who, value=OURS).wire
    form = (
        ("AccountSid", settings.twilio_account_sid),
        ("MessageSid", "SM" + secrets.token_hex(16)),
        ("From", who.wire),
        ("To", ours),
        ("Body", text),
        ("NumMedia", "0"),
    )
    arrival = parse_arrival(
        form, account_sid=settings.twilio_account_sid, our_numbers=frozenset({ours})
    )
    return inbox.receive(house, arrival).body


@contextmanager
def _house() -> Iterator[House]:
    """The configured house, or one of its own that is gone afterwards."""
    from triage.cli.house import (
        QUIET,
        is_anything_configured,
        open_configured,
        open_throw_away,
    )

    if is_anything_configured(os.environ):
        with open_configured(logs=QUIET) as house:
            yield house
        return
    click.echo(
        "nothing is configured: demo settings, and a database that is gone afterwards", err=True
    )
    with (
        tempfile.TemporaryDirectory(prefix="triage-chat-") as folder,
        open_throw_away(Path(folder)) as house,
    ):
        yield house


def _typed() -> Iterator[str]:
    """What is typed, until Ctrl-D or Ctrl-C."""
    from prompt_toolkit import PromptSession

    click.echo("Write as a patient would; Ctrl-D ends.", err=True)
    session: PromptSession[str] = PromptSession("> ")
    while True:
        try:
            yield session.prompt()
        except (EOFError, KeyboardInterrupt):
            return
