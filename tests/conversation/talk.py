"""A talk without texts or reader: each key says its own name, and meanings are given by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from triage.conversation import Inbound, Outcome, State, advance
from triage.conversation.keys import NEEDED
from triage.conversation.script import Answer, Language, OfficeHours, Script, Text
from triage.conversation.types import Effect, Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import Channel, Field, Service, Signal, Topic

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # a Monday, 11:30 in India
OFFICE = OfficeHours("Asia/Kolkata", frozenset(range(6)), time(9, 30), time(18, 30))


def _text(key: str) -> Text:
    words = " ".join([f"<{key}>", *(f"{{{name}}}" for name in sorted(NEEDED[key]))])
    return Text(key, words, words, f"v-{key}")


def _answer(topic: Topic) -> Answer:
    parts = {
        Topic.SIDE_EFFECTS: (f"<{topic} 1>", f"<{topic} 2>"),
        Topic.CONTACT: (f"<{topic} 1> {{call_number}}",),
    }.get(topic, (f"<{topic} 1>",))
    return Answer(topic, f"About {topic}", parts, parts, "", "", "", date(2026, 11, 23), "v")


def fake_script(served: tuple[str, ...] = ("en",)) -> Script:
    """Every text says its key and its placeholders' values."""
    english = Language(
        "en", "English", {k: _text(k) for k in NEEDED}, {t: _answer(t) for t in Topic}, True
    )
    hindi = Language("hi", "Hindi", {}, {}, True)
    countries = {"en": {"IN": "India", "BD": "Bangladesh"}}
    return Script({"en": english, "hi": hindi}, served, OFFICE, "+91 00000", "v1", countries)


class Talk:
    """One person talking; each call is one message, `outcome` is what came of the last."""

    def __init__(self, channel: Channel = Channel.WHATSAPP, **inbound: object) -> None:
        self.script = fake_script()
        self.state = State()
        self.now = NOW
        self.channel = channel
        self.inbound: dict[str, object] = {
            "profile_name": None,
            "sender": "+12025550123",
            "country": "IN",
            "zone": "Asia/Kolkata",
            **inbound,
        }
        self.outcome = Outcome(self.state)
        self.count = 0

    def hear(self, meaning: Meaning, **inbound: object) -> str:
        """Send one message that means this; returns the reply's keys joined by spaces."""
        self.count += 1
        self.now += timedelta(seconds=20)
        values: dict[str, object] = {"text": meaning.text or "words", **self.inbound, **inbound}
        message = Inbound(id=self.count, channel=self.channel, **values)  # type: ignore[arg-type]
        self.outcome = advance(self.state, message, meaning, self.script, self.now)
        self.state = self.outcome.state
        return self.keys

    def says(self, signal: Signal, **more: object) -> str:
        """A yes, no, skip, why ..."""
        return self.hear(Meaning(signal=signal, **more))  # type: ignore[arg-type]  # each fits

    def number(self, number: int) -> str:
        """A bare number."""
        return self.hear(Meaning(number=number))

    def tells(self, field: Field, value: str, *also: Fact) -> str:
        """An answer that was read, with facts that came along."""
        return self.hear(Meaning(answer=Fact(field, value), also=also))

    def pick(self, service: Service) -> str:
        """Picks a service by words."""
        return self.hear(Meaning(service=service))

    def away(self, hours: float) -> Talk:
        """Some hours pass."""
        self.now += timedelta(hours=hours)
        return self

    @property
    def keys(self) -> str:
        """Which texts the last reply was made of."""
        return " ".join(self.outcome.reply.keys) if self.outcome.reply else ""

    @property
    def text(self) -> str:
        """The words of the last reply."""
        return self.outcome.reply.text if self.outcome.reply else ""

    def done(self, kind: type[Effect]) -> list[Effect]:
        """The effects of one kind that the last message had."""
        return [e for e in self.outcome.effects if isinstance(e, kind)]


ANSWERS = (
    (Field.FOR_WHOM, "mother"),
    (Field.NAME, "Asha Rahman"),
    (Field.CANCER_TYPE, "lung"),
    (Field.STAGE, "3B"),
    (Field.COUNTRY, "BD"),
    (Field.CALL_TIME, "asap"),
    (Field.PHONE, "<sender>"),
    (Field.QUESTION, "is a visa needed"),
)


def in_form(
    until: Step = Step.SUMMARY, service: Service = Service.CAR_T, **inbound: object
) -> Talk:
    """A talk that has consented and answered every question before `until`."""
    talk = Talk(**inbound)  # type: ignore[arg-type]
    talk.pick(service)
    if until is Step.CONSENT:
        return talk
    talk.says(Signal.YES)
    for field, value in ANSWERS:
        if talk.state.step is until:
            break
        talk.tells(field, value)
    assert talk.state.step is until
    return talk


def confirmed() -> Talk:
    """A talk whose form is finished and confirmed."""
    talk = in_form(Step.SUMMARY)
    talk.says(Signal.YES)
    assert talk.state.step is Step.DONE
    return talk
