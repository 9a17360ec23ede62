"""Whole conversations as requests that are already signed, with what each answer must hold.

Decided here: who writes (half on WhatsApp, half by SMS, everybody with a number of their own from
a range that nobody has), what they write (a menu choice, a vetted answer in between, the whole
form), and how an answer is known: by words of the vetted text that must be in it.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode
from xml.sax.saxutils import escape

from bench.load import Shot, Talk
from triage.content import load_script
from triage.conversation.script import Script
from triage.settings.model import Settings
from triage.twilio_gateway.signature import sign
from triage.vocabulary import Channel, Topic

#: What one person writes, and the text (or topic) that the answer must be made of.
LINES: tuple[tuple[str, str | Topic], ...] = (
    ("Hi", "menu.welcome"),
    ("what are the side effects?", Topic.SIDE_EFFECTS),
    ("2", "form.consent"),
    ("yes", "form.for_whom"),
    ("mother", "form.patient_name"),
    ("Asha Example", "form.cancer_type"),
    ("lung", "form.stage"),
    ("3b", "form.place.known"),
    ("Dhaka, Bangladesh", "form.call_time"),
    ("anytime", "form.phone"),
    ("this number", "service.2.question"),
    ("skip", "form.summary"),
    ("yes", "form.confirmed"),
    ("menu", "menu.menu"),
)
_PLACEHOLDER = re.compile(r"\{\w+\}|\n")


@dataclass(frozen=True, slots=True)
class Target:
    """Whom the requests are for."""

    base: str
    account_sid: str
    token: str
    sms_number: str
    whatsapp_number: str


def target_at(port: int) -> Target:
    """A server on this machine, with an account that is made up; what is signed names the https
    address of a proxy in front, as production demands."""
    return Target(
        base=f"https://127.0.0.1:{port}",
        account_sid="AC" + secrets.token_hex(16),
        token=secrets.token_hex(16),
        sms_number="+12025550100",
        whatsapp_number="whatsapp:+12025550101",
    )


@dataclass(frozen=True, slots=True)
class Mix:
    """How many are delivered twice, how many are forged, out of one."""

    twice: float = 0.0
    forged: float = 0.0


def talks(target: Target, mix: Mix, *, only: bytes | None = None, run: int = 0) -> Iterator[Talk]:
    """One conversation after the other, for ever, each of a new person.

    `only` is what every answer must hold instead (the floor says the same to everybody); `run`
    keeps the people and message ids of several runs apart.
    """
    chance = random.Random(20261122 + run)
    wanted = {channel: expected(channel) for channel in Channel}
    person = 0
    while True:
        channel = (Channel.WHATSAPP, Channel.SMS)[person % 2]
        number = f"+91{run % 100:02d}000{person:07d}"  # Indian numbers never begin with 0 or 1
        yield tuple(_talk(target, mix, chance, number, channel, only or wanted[channel]))
        person += 1


def expected(channel: Channel) -> list[bytes]:
    """For each line, the longest stretch of its vetted text that has nothing filled in."""
    usual = Settings()
    script = load_script(office=usual.office, call_number=usual.triage_call_number)
    return [escape(_stretch(_text(script, what, channel))).encode() for _, what in LINES]


def _text(script: Script, what: str | Topic, channel: Channel) -> str:
    if isinstance(what, Topic):
        return script.answer(what, "en").parts(channel)[0]
    text = script.text(what, "en")
    return text.sms if channel is Channel.SMS else text.whatsapp


def _stretch(text: str) -> str:
    return max(_PLACEHOLDER.split(text), key=len).strip()


def _talk(
    target: Target,
    mix: Mix,
    chance: random.Random,
    number: str,
    channel: Channel,
    wanted: bytes | list[bytes],
) -> Iterator[Shot]:
    for at, (text, what) in enumerate(LINES):
        expect = wanted if isinstance(wanted, bytes) else wanted[at]
        form = _form(target, chance, number, channel, text)
        signature = sign(f"{target.base}/twilio/inbound", form, target.token)
        shot = Shot(_http(form, signature), 200, expect, f"{channel} {text!r} -> {what}")
        yield shot
        if chance.random() < mix.twice:
            yield Shot(shot.request, 200, expect, f"again: {shot.name}")
        if chance.random() < mix.forged:
            forged = [(name, value + "!" if name == "Body" else value) for name, value in form]
            yield Shot(_http(tuple(forged), signature), 403, b"", f"forged: {shot.name}")


Form = tuple[tuple[str, str], ...]


def _form(target: Target, chance: random.Random, number: str, channel: Channel, text: str) -> Form:
    """The fields that Twilio sends with a text message."""
    sid = f"SM{chance.getrandbits(128):032x}"
    prefix = "whatsapp:" if channel is Channel.WHATSAPP else ""
    ours = target.whatsapp_number if prefix else target.sms_number
    fields = {
        "AccountSid": target.account_sid,
        "ApiVersion": "2010-04-01",
        "Body": text,
        "From": prefix + number,
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": ours,
    }
    if prefix:
        fields |= {"MessageType": "text", "ProfileName": "Asha", "WaId": number.removeprefix("+")}
    return tuple(fields.items())


def _http(form: Form, signature: str) -> bytes:
    body = urlencode(form, quote_via=quote_plus).encode()
    head = (
        "POST /twilio/inbound HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: TwilioProxy/1.1\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
