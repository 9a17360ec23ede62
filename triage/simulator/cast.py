"""The demo's people: `python -m triage.simulator.cast` plays cast.toml into an empty demo.

Decided here: they talk to the bot through the same service as everybody, on a clock that stands at
the moment of each line, and the stand-in is told of each message so that Twilio's log and ours say
the same. How far the play is stands in the database: it goes on where it was cut off and is never
played twice.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import requests

from triage.arrival import Arrival, Sending
from triage.bootstrap import open_house
from triage.phone import parse_address
from triage.services.house import House
from triage.services.messages import inbox
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.settings import load
from triage.simulator.deeds import do
from triage.simulator.playbook import FILE, Line, Play, read_play
from triage.simulator.settings import DEFAULT_URL
from triage.storage import coordinators as staff_rows
from triage.storage import meta
from triage.vocabulary import Channel

#: Where the database says when the play began and how many lines of it are over.
KEPT = "demo.cast"
_ASK_SECONDS = 10.0
_READY_SECONDS = 60.0


class StandIn(Protocol):
    """What the play needs of the stand-in for Twilio; each gives the message's id there."""

    def heard(self, line: Line, minutes_ago: float) -> str:
        """Somebody wrote so long ago; their message is not delivered to us."""
        ...

    def said(self, sending: Sending, minutes_ago: float) -> str:
        """We wrote so long ago, and it arrived."""
        ...

    def deliver(self, line: Line) -> None:
        """Somebody sends this now, a file with it, and it is delivered to us."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock that stands."""

    at: datetime

    def now(self) -> datetime:
        """The moment it stands at."""
        return self.at


@dataclass(frozen=True, slots=True)
class Receipt:
    """The stand-in's word that it took a message."""

    sid: str
    status: str = "delivered"
    segments: int = 1


def play(house: House, standin: StandIn, file: Path = FILE) -> int:
    """Play what was not played yet; how many lines that were."""
    began, done = _progress(house)
    whole = read_play(began, house.settings.current().office, file)
    staff = _staff(house, whole)
    for number, line in enumerate(whole.lines[done:], done + 1):
        _perform(house, standin, line, staff)
        _note(house, began, number, is_last=number == len(whole.lines))
    return len(whole.lines) - done


def is_over(house: House) -> bool:
    """Whether it was played to its end."""
    return bool(_kept(house).get("over"))


def _progress(house: House) -> tuple[datetime, int]:
    kept = _kept(house)
    if kept:
        return datetime.fromisoformat(kept["began"]), int(kept["done"])
    began = house.clock.now().replace(microsecond=0)
    _note(house, began, 0)
    return began, 0


def _kept(house: House) -> dict[str, Any]:
    with house.store.reading() as tx:
        told: dict[str, Any] = json.loads(meta.find(tx, KEPT) or "{}")
    return told


def _note(house: House, began: datetime, done: int, *, is_last: bool = False) -> None:
    told = json.dumps({"began": began.isoformat(), "done": done, "over": is_last})
    with house.store.transaction() as tx:
        meta.put(tx, KEPT, told)


def _staff(house: House, whole: Play) -> dict[str, Coordinator]:
    """The coordinators of the script, made where they are missing."""
    with house.store.reading() as tx:
        known = {key: staff_rows.find_by_email(tx, one.email) for key, one in whole.staff.items()}
    return {
        key: known[key]
        or coordinators.create(house, name=one.name, email=one.email, role=one.role, by="operator")
        for key, one in whole.staff.items()
    }


def _perform(house: House, standin: StandIn, line: Line, staff: dict[str, Coordinator]) -> None:
    minutes_ago = max((house.clock.now() - line.at).total_seconds() / 60, 0.0)
    if line.sample:
        standin.deliver(line)
        return
    then = replace(
        house,
        clock=Standing(line.at),
        send=lambda sending: Receipt(standin.said(sending, minutes_ago)),
    )
    if line.staff:
        do(then, line, staff[line.staff])
        return
    who, settings = parse_address(line.person), house.settings.current()
    is_whatsapp = who.channel is Channel.WHATSAPP
    ours = settings.twilio_whatsapp_from if is_whatsapp else settings.twilio_sms_from
    arrival = Arrival(
        account_sid=settings.twilio_account_sid,
        message_sid=standin.heard(line, minutes_ago),
        sender=who,
        to=ours[0],
        body=line.text,
        profile_name=line.name if is_whatsapp else None,
    )
    inbox.receive(then, arrival)


@dataclass(frozen=True, slots=True)
class OverHttp:
    """The stand-in as a process at an address."""

    address: str
    line: requests.Session = field(default_factory=requests.Session)

    def heard(self, line: Line, minutes_ago: float) -> str:
        """Kept in its log alone."""
        return self._ask("/phone/send", self._message(line, lost=True, minutes_ago=minutes_ago))

    def said(self, sending: Sending, minutes_ago: float) -> str:
        """Kept in its log alone."""
        told = {"to": sending.to, "text": sending.body, "minutes_ago": minutes_ago}
        return self._ask("/standin/said", told)

    def deliver(self, line: Line) -> None:
        """Through our webhook, like any message."""
        self._ask("/phone/send", self._message(line, sample=line.sample, wait=True))

    def _message(self, line: Line, **more: Any) -> dict[str, Any]:
        who = parse_address(line.person)
        said = {"from": who.value, "channel": who.channel.value, "text": line.text}
        return {**said, "name": line.name, **more}

    def _ask(self, path: str, told: dict[str, Any]) -> str:
        answer = self.line.post(f"{self.address}{path}", json=told, timeout=_ASK_SECONDS)
        answer.raise_for_status()
        return str(answer.json()["sid"])

    def wait(self, *others: str) -> None:
        """Until it and the others answer; raises the last error after a while."""
        until = time.monotonic() + _READY_SECONDS
        for address in (self.address, *others):
            while True:
                try:
                    self.line.get(f"{address}/healthz", timeout=_ASK_SECONDS).raise_for_status()
                    break
                except requests.RequestException:
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.1)


def main() -> int:
    """Play it into the demo that the environment describes."""
    source = load(os.environ, env_file=None)
    settings = source.current()
    if not settings.is_demo:
        sys.stderr.write("the cast plays in the demo only\n")
        return 2
    os.nice(10)  # whoever opens a link meanwhile comes first
    standin = OverHttp(settings.twilio_api_base_url or DEFAULT_URL)
    standin.wait(settings.public_base_url)
    house = open_house(source, require_schema=True)
    try:
        play(house, standin)
    finally:
        house.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
