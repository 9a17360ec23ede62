"""Which service or vetted answer a message asks for, by rules over concepts.

The anchor gate: a topic is answered only where the message names immunotherapy or one of its kinds,
or is a short follow-up; words of another subject (price, survival, diet ...) veto it. Sure
rules answer, unsure ones only propose.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.understanding.labels import topic_label
from triage.understanding.lexicon import Spans
from triage.understanding.rules import Rule, RuleBook, hit
from triage.vocabulary import BASICS, Command, Service, Topic

SURE = 10
_CLEAR = 20  # what a rule must weigh where words of another subject stand beside the anchor
_NEVER = 1_000
_VETO = frozenset({"out", "price", "trip", "drug", "drug_checkpoint", "drug_mab"})
_NO_SERVICE = frozenset({"price", "out_service"})
_ANCHORS = frozenset({"imm", "imm_kind", "checkpoint", "mab", "car_t", "tcell_other", "modulator",
                      "vaccine_treat", "vaccine", "immune_system", "topic_bladder"})  # fmt: skip
_MOST_CHOICES = 3
FOLLOW_UP = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """What the message is about; `choices` are labels to offer when it is not sure.

    `command` is set where it only asks for a person or the menu, in words of its own.
    """

    service: Service | None = None
    topic: Topic | None = None
    choices: tuple[str, ...] = ()
    confidence: float = 0.0
    command: Command | None = None

    @property
    def label(self) -> str | None:
        """The public label of the service or topic."""
        if self.service:
            return f"menu:{self.service.value}"
        return topic_label(self.topic) if self.topic else None


#: Nothing that we could answer or offer was named.
NOTHING = Subject(confidence=0.3)


def is_anchored(spans: Spans) -> bool:
    """Whether the message names immunotherapy or one of its kinds."""
    return bool(_ANCHORS & spans.keys())


def is_beside_the_subject(spans: Spans) -> bool:
    """Whether words of another subject stand in it, even weak ones."""
    return is_of_another_subject(spans) or "out_weak" in spans


def is_follow_up(spans: Spans, size: int) -> bool:
    """Whether the message is short and can only be understood from what was answered last."""
    return size <= FOLLOW_UP and not is_anchored(spans)


def is_of_another_subject(spans: Spans) -> bool:
    """Whether words stand in it that veto a vetted answer."""
    return bool(_VETO & spans.keys())


def find_subject(
    spans: Spans,
    size: int,
    *,
    services: RuleBook,
    topics: RuleBook,
    last_topic: Topic | None = None,
) -> Subject:
    """The service and the topic that the message names, or what to offer instead."""
    vetoed = is_of_another_subject(spans)
    ranked = _ranked(topics, spans, size, vetoed)
    if "out_weak" in spans:
        clear = _CLEAR if is_anchored(spans) else _NEVER
        ranked = [rule for rule in ranked if rule.over_out or rule.weight >= clear]
    served = [] if _NO_SERVICE & spans.keys() else _ranked(services, spans, size, False)
    if last_topic and not ranked and not served and size <= FOLLOW_UP and not vetoed:
        ranked = _followed(topics, spans, size)
    topic = Topic(ranked[0].gives) if ranked and ranked[0].weight >= SURE else None
    service = Service(int(served[0].gives)) if served else None
    if topic and service:
        topic, service = _one_of(topic, ranked[0], service, served[0])
    if topic or service:
        return Subject(service, topic, (), 0.9)
    return Subject(choices=_choices(ranked, spans, vetoed), confidence=0.3)


def _followed(topics: RuleBook, spans: Spans, size: int) -> list[Rule]:
    """What a short message asks about the last topic; it must name something itself: the bare
    thought of immunotherapy would make every stray word "what is it?"."""
    thought = {"imm": ((-1, -1),)}
    bare = {rule.id for rule in _ranked(topics, thought, size, False)}
    held = _ranked(topics, {**spans, **thought}, size, False)
    return [rule for rule in held if rule.id not in bare]


def _one_of(
    topic: Topic, asked: Rule, service: Service, wanted: Rule
) -> tuple[Topic | None, Service | None]:
    """The heavier of the two; a call by video is a service, not a request for a person."""
    if topic is Topic.CONTACT or wanted.weight >= asked.weight:
        return None, service
    return topic, None


def _ranked(rules: RuleBook, spans: Spans, size: int, vetoed: bool) -> list[Rule]:
    held = [
        rule
        for rule in rules.near(spans)
        if (rule.over_out or not vetoed) and hit(rule, spans, size, ignore_negation=True)
    ]
    return sorted(held, key=lambda rule: -rule.weight)


def _choices(ranked: list[Rule], spans: Spans, vetoed: bool) -> tuple[str, ...]:
    """Two or three labels to offer, best first; none beside a symptom or another subject."""
    if vetoed or "symptom" in spans or not ranked:
        return ()
    names = list(dict.fromkeys(rule.gives for rule in ranked))
    if "how" in spans:
        names += [Topic.HOW_IT_WORKS, Topic.HOW_GIVEN, Topic.HOW_OFTEN]
    names += [topic for topic in BASICS[:3] if topic not in names]
    return tuple(f"faq:{name}" for name in dict.fromkeys(names))[:_MOST_CHOICES]
