"""Stand-ins for what lies outside the house: time, the reader of words, Twilio."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from triage.arrival import Sending
from triage.errors import SendFailed
from triage.meaning import Fact, Meaning, Situation
from triage.vocabulary import Command, Danger, Field, Service, Signal

#: Whole messages that the fake reader knows.
WORDS: dict[str, Meaning] = {
    "hi": Meaning(signal=Signal.GREETING),
    "yes": Meaning(signal=Signal.YES),
    "no": Meaning(signal=Signal.NO),
    "skip": Meaning(signal=Signal.SKIP),
    "stop": Meaning(command=Command.STOP),
    "start": Meaning(command=Command.START),
    "human": Meaning(command=Command.HUMAN),
    "delete my data": Meaning(command=Command.DELETE_DATA),
    "chest pain": Meaning(danger=Danger.EMERGENCY, rule="chest_pain"),
    **{str(number): Meaning(number=number) for number in range(10)},
    "car t": Meaning(service=Service.CAR_T),
}


class FakeClock:
    """Stands still; `tick` moves it."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The instant it stands at."""
        return self._now

    def tick(self, **by: float) -> None:
        """Move it: `tick(minutes=3)`."""
        self._now += timedelta(**by)


class FakeReader:
    """Knows a few words; with a question open, anything else is the answer to it."""

    def read(self, text: str, situation: Situation, tap: str | None = None) -> Meaning:
        """What these words mean."""
        if text == "break":
            raise RuntimeError("a bug, with words of Asha Rao in it")
        if text.lower() in WORDS:
            return WORDS[text.lower()]
        if situation.expecting is not None:
            return Meaning(text=text, answer=Fact(situation.expecting, text, said=text))
        if text.startswith("I live in "):
            return Meaning(text=text, also=(Fact(Field.CITY, text[10:], said=text),))
        return Meaning(text=text, asks=text.endswith("?"))


def twilio_sid(number: int) -> str:
    """Twilio's id of the n-th message that it took."""
    return f"SMe{number:031x}"


@dataclass(frozen=True)
class Receipt:
    """Twilio's word that it took a message."""

    sid: str
    status: str = "queued"
    segments: int = 1


@dataclass
class FakeTwilio:
    """Takes messages, unless a failure waits in `failures`; `lost` ones come through unseen."""

    failures: list[SendFailed] = field(default_factory=list)
    sent: list[Sending] = field(default_factory=list)
    knows: dict[str, Receipt] = field(default_factory=dict)

    def send(self, sending: Sending) -> Receipt:
        """Take one message, or fail as told."""
        if self.failures:
            raise self.failures.pop(0)
        return self.take(sending)

    def take(self, sending: Sending) -> Receipt:
        """Take one message, whatever the caller hears of it."""
        self.sent.append(sending)
        receipt = Receipt(twilio_sid(len(self.sent)))
        self.knows[sending.body] = receipt
        return receipt

    def find_sent(self, sending: Sending, since: datetime) -> Receipt | None:
        """What was taken with this body."""
        return self.knows.get(sending.body)
