"""Twilio: does it answer, does it know us, and does it take people's messages to our address."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from triage.errors import SendFailed
from triage.services.doctor.database import clocks
from triage.services.doctor.report import Line, fail, fine, warn
from triage.services.house import House
from triage.services.messages.backlog import our_numbers
from triage.twilio_gateway.account import ON_NUMBER
from triage.twilio_gateway.account import Line as TwilioLine

_INBOUND, _STATUS = "/twilio/inbound", "/twilio/status"


def look(house: House) -> Iterator[Line]:
    """Whether it can be reached with our credentials. Raises SendFailed when it cannot."""
    account = house.at_twilio.account()
    if account.status == "active":
        yield fine("Twilio account", "reached with our credentials; active")
    else:
        todo = "see the Twilio console: no message comes or goes in this state"
        yield fail("Twilio account", f"is {account.status or 'in an unknown state'}", todo)
    if account.at is not None and not house.settings.current().triage_clock:
        apart = abs((account.at - house.clock.now()).total_seconds())
        # the header is of whole seconds, and the answer took its time
        yield clocks("Twilio's clock", "Twilio", max(apart - 2, 0))


def unreachable(failure: SendFailed) -> Line:
    """What to say when it does not answer, or does not know us."""
    if failure.code == 20003:
        todo = "check TWILIO_ACCOUNT_SID with TWILIO_API_KEY and its secret, or TWILIO_AUTH_TOKEN"
        return fail("Twilio account", "Twilio refuses our credentials", todo)
    todo = "check the network, a firewall, https://status.twilio.com; messages to send wait"
    return fail("Twilio account", str(failure), todo)


def webhooks(house: House) -> Iterator[Line]:
    """Where Twilio takes messages to each of our senders, beside where they should go."""
    lines = house.at_twilio.lines(sorted(our_numbers(house)))
    base = house.settings.current().public_base_url
    in_service = any(
        line.sender.startswith("MG") and line.found and line.inbound != ON_NUMBER for line in lines
    )
    for line in lines:
        is_number = not line.sender.startswith(("MG", "whatsapp:"))
        yield _led(line, base, softly=in_service and is_number)


def _led(line: TwilioLine, base: str, *, softly: bool) -> Line:
    """One sender; `softly` where a service of ours may take its messages instead."""
    name, wrong = f"webhook of {line.sender}", warn if softly else fail
    if not line.found:
        todo = "compare TWILIO_SMS_FROM and the others with the senders in the Twilio console"
        return wrong(name, "Twilio does not know this sender in our account", todo)
    if line.inbound == ON_NUMBER:
        return fine(name, "leaves it to each of its numbers")
    wanted = base + _INBOUND
    todo = f"in the Twilio console set its webhook for incoming messages to {wanted}, by POST"
    if _place(line.inbound) != _place(wanted):
        return wrong(name, f"leads to {_shown(line.inbound)}", todo)
    if line.method.upper() != "POST":
        return wrong(name, f"comes by {line.method}", todo)
    if line.status and _place(line.status) != _place(base + _STATUS):
        todo = f"set its status callback to {base + _STATUS}, or to nothing"
        return warn(name, f"its status callback leads to {_shown(line.status)}", todo)
    return fine(name, "leads to us")


def _place(url: str) -> str:
    """An address without what stands behind "#": there Twilio keeps its retry settings."""
    return url.partition("#")[0].strip()


def _shown(url: str) -> str:
    """An address without what may be secret in it."""
    if not url:
        return "nothing: messages are lost"
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
