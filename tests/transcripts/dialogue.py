"""Plays a transcript: a dialogue as a file, said to the real bot, without a database.

The keys of a file are those of Dialogue and Turn below. What came of the effects is kept in a House
of plain values, so that a turn may state what the coordinators' lead holds after it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.conversation.real import real_script
from tests.shipped import shipped_reader
from tests.transcripts.house import House
from triage.conversation import Inbound, advance
from triage.conversation.reading import read
from triage.conversation.stored import dump_state, load_state
from triage.phone import country_of, parse_address, user_address, zone_of
from triage.vocabulary import Channel, MediaKind

_KINDS = {"photo": MediaKind.IMAGE, "voice": MediaKind.AUDIO} | {k.value: k for k in MediaKind}
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Turn:
    """One message and what must come of it; only `they` (or a tap, or a photo) is needed."""

    they: str = ""
    we: list[str] = field(default_factory=list)  # parts of the reply, in this order
    silent: bool = False  # we say nothing
    without: list[str] = field(default_factory=list)  # what the reply must not hold
    wait: str = ""  # time that passes first: "2 days"
    tap: str = ""  # the id of a tapped button
    sends: list[str] = field(default_factory=list)  # photo, document, voice, location, sticker ...
    place: str = ""  # label of a shared location
    channel: str = ""  # another channel of the same person, from here on
    twilio: str = ""  # Twilio has answered: STOP, START or HELP
    lead: dict[str, Any] = field(default_factory=dict)  # columns of the lead; "" for none
    leads: int | None = None  # how many leads there are by now
    flags: list[str] = field(default_factory=list)  # flags of the lead
    promised: bool | None = None  # whether a call stands promised
    handed: str = ""  # the question that waits for a person
    erased: bool = False  # that everything shall be erased


@dataclass(frozen=True)
class Dialogue:
    """A file: who writes, from where, since when, and the turns."""

    title: str
    turn: list[dict[str, Any]]
    channel: str = "sms"
    sender: str = "+12025550123"
    profile_name: str | None = None
    start: str = "2026-11-23T11:30:00+05:30"
    serves: list[str] = field(default_factory=lambda: ["en"])  # languages, as the demo serves them


def play(path: Path) -> None:
    """Say every turn; AssertionError names the file, the turn and what was said."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    raw["sender"] = raw.pop("from", Dialogue.sender)
    dialogue = _strict(Dialogue, raw, path.name)
    talk = _Talk(dialogue)
    for number, given in enumerate(dialogue.turn, start=1):
        turn = _strict(Turn, given, f"{path.name}, turn {number}")
        talk.hear(turn)
        wrong = talk.faults(turn)
        assert not wrong, "\n".join(
            [f"{path.name}, turn {number}: they said {given}", *wrong, "--- we said:", talk.said]
        )


class _Talk:
    """One person, on one channel or two."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue = dialogue
        self.channel = Channel(dialogue.channel)
        self.now = datetime.fromisoformat(dialogue.start).astimezone(UTC)
        self.house = House()
        self.state: str | None = None
        self.count = 0
        self.said = ""
        prefix = "whatsapp:" if self.channel is Channel.WHATSAPP else ""
        user = dialogue.sender[:1].isalpha() and self.channel is Channel.WHATSAPP
        self.address = (user_address if user else parse_address)(
            dialogue.sender if user else f"{prefix}{dialogue.sender}"
        )

    def hear(self, turn: Turn) -> None:
        self.count += 1
        self.now += _wait(turn.wait)
        self.channel = Channel(turn.channel) if turn.channel else self.channel
        self.said = ""
        if not self.address.repliable:
            return
        state = load_state(self.state)
        inbound = self._inbound(turn)
        meaning = read(shipped_reader(), state, inbound, self.now, turn.tap or None)
        script = real_script(*self.dialogue.serves)
        outcome = advance(state, inbound, meaning, script, self.now)
        self.state = dump_state(outcome.state)
        self.house.apply(outcome.effects, self.channel)
        self.said = outcome.reply.text if outcome.reply else ""

    def faults(self, turn: Turn) -> list[str]:
        """What came otherwise than the turn says, a line each."""
        found, rest = [], self.said
        for part in turn.we:
            at = rest.find(part)
            if at < 0:
                found.append(f"the reply lacks (or has too early): {part!r}")
            rest = rest[at + len(part) :] if at >= 0 else rest
        if bool(self.said) is turn.silent:
            found.append("we should have been silent" if turn.silent else "we said nothing")
        found += [f"the reply holds: {part!r}" for part in turn.without if part in self.said]
        return found + self.house.faults(turn)

    def _inbound(self, turn: Turn) -> Inbound:
        phone = self.address.phone
        return Inbound(
            id=self.count,
            channel=self.channel,
            text=turn.they,
            media=tuple(_KINDS[kind] for kind in turn.sends),
            profile_name=self.dialogue.profile_name if self.channel is Channel.WHATSAPP else None,
            sender=phone,
            country=country_of(phone) if phone else None,
            zone=zone_of(phone) if phone else None,
            place=turn.place or None,
            opted_out=self.channel in self.house.opted_out,
            opt_out_type=turn.twilio or None,
        )


def _wait(words: str) -> timedelta:
    count, _, unit = (words or "30 seconds").partition(" ")
    return timedelta(seconds=float(count) * _UNITS[unit.rstrip("s")])


def _strict(kind: Any, given: dict[str, Any], where: str) -> Any:
    unknown = set(given) - {f.name for f in fields(kind)}
    assert not unknown, f"{where}: unknown words {sorted(unknown)}"
    return kind(**given)
