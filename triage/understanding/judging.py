"""Rules gate, the models propose: how their opinions become one.

Most thresholds were chosen by five-fold cross-validation over the exemplars, whole families of
wording left out at a time; those of red flags and commands were settled last, with the totals of
the banks in view (docs/understanding.md). `triage understanding evaluate` shows what they do.
"""

from __future__ import annotations

from triage.understanding.danger import Alarm, is_guarded
from triage.understanding.lexicon import Spans
from triage.understanding.model import DANGER_LABELS, NONE, OUT_OF_SCOPE
from triage.understanding.opinion import Chances
from triage.understanding.topics import Subject, is_anchored, is_beside_the_subject
from triage.vocabulary import Command, Danger, Service, Topic

# Danger: chances that somebody is in danger.
FLAG_ALONE = 0.90  # a red flag without a rule, where no guard stands
ENOUGH_WORDS = 5  # in fewer, the model neither raises nor lowers a red flag
KEEP_FLAG = 0.12  # below it, a rule's red flag is only a concern
STAYS_CONCERN = 0.30  # a concern that no vetted topic beside it explains away
STAYS_CONCERN_IN_FORM = 0.60  # the same where an answer is awaited: stray words are many there
CONCERN = 0.05  # a faint chance, in words enough to mean something
A_FEW_WORDS = 3

# Topics: chances of one label.
ANSWER = 0.85  # answered, where the message names immunotherapy or one of its kinds
AGREES = 0.50  # a rule's answer stands; below it we ask
AGREES_SERVICE = 0.20  # a service is only offered again, where an answer would stand
STRANGE = 0.05  # a rule's answer is dropped when the model thinks so little of it ...
SURELY_OUT = 0.85  # ... and this much of its being out of scope
WANTS_COMMAND = 0.40  # a command in words of their own
SURE_COMMAND = 0.85  # the same where a rule found a service or topic
OFFER = 0.15  # the best of the choices offered
OFFER_UNANCHORED = 0.30
BESIDE_A_RULE = 0.05  # offered beside what a rule found
IN_SCOPE = 0.50  # three best labels against out of scope
IN_SCOPE_OTHER = 0.70  # the same where words of another subject stand
A_COMMAND = 0.60  # all commands together: said in a way that only a person should act on

_MOST_CHOICES = 3
#: Commands that may be taken from a sentence: none that stops or starts our messages.
COMMANDS = tuple(
    f"command:{command}" for command in Command if command not in (Command.STOP, Command.START)
)
_FREE = ("menu:", f"faq:{Topic.CONTACT}")  # these need no anchor
MODEL_RULE = "model"  # stored where a rule's id would stand


def judge_danger(
    alarm: Alarm, chances: Chances, spans: Spans, size: int, *, answering: bool
) -> Alarm:
    """What the rules saw, weighed with what the model thinks.

    `answering`: one of our questions is open, so that a name or a place makes no concern.
    """
    likely = 1 - chances[NONE]
    if alarm.danger:
        if likely >= KEEP_FLAG or size < ENOUGH_WORDS:
            return alarm
        return Alarm(concern=True, rule=alarm.rule)
    if likely >= FLAG_ALONE and size >= ENOUGH_WORDS and not (alarm.held or is_guarded(spans)):
        kind = max(DANGER_LABELS[1:], key=lambda label: chances[label])
        danger = Danger(kind.partition(":")[2])
        return Alarm(danger=danger, rule=f"{MODEL_RULE}.{danger}")
    if likely >= (STAYS_CONCERN_IN_FORM if answering else STAYS_CONCERN):
        return Alarm(concern=True, rule=alarm.rule or f"{MODEL_RULE}.concern")
    faint = likely >= CONCERN and size >= A_FEW_WORDS and not answering
    return Alarm(concern=alarm.concern or faint, rule=alarm.rule)


def judge_subject(subject: Subject, chances: Chances, tags: Spans) -> Subject:
    """The service, topic, wish for a person, or choices that rules and model together see."""
    ranked = sorted(
        (label for label in chances if label.startswith(("faq:", "menu:"))),
        key=lambda label: -chances[label],
    )
    named = subject.label
    ordered = max(COMMANDS, key=lambda command: chances[command])
    if chances[ordered] >= (SURE_COMMAND if named else WANTS_COMMAND):
        return Subject(command=Command(ordered.partition(":")[2]), confidence=chances[ordered])
    if named:
        return _rule_weighed(subject, named, chances, ranked)
    return _proposed(chances, ranked, tags)


def _rule_weighed(subject: Subject, named: str, chances: Chances, ranked: list[str]) -> Subject:
    """A rule's answer: given, asked about, or dropped."""
    trust, out = chances[named], Subject(confidence=chances[OUT_OF_SCOPE])
    if subject.topic and trust < STRANGE and chances[OUT_OF_SCOPE] > SURELY_OUT:
        return out
    if trust >= (AGREES if subject.topic else AGREES_SERVICE):
        return subject
    near = [label for label in ranked[:_MOST_CHOICES] if chances[label] >= BESIDE_A_RULE]
    if near in ([], [named]):
        return subject if trust >= (OFFER if subject.topic else STRANGE) else out
    if named not in near:
        near = [named, *near]
    return Subject(choices=tuple(near[:_MOST_CHOICES]), confidence=chances[near[0]])


def _proposed(chances: Chances, ranked: list[str], tags: Spans) -> Subject:
    """What the model alone proposes: answered only beside an anchor, else asked, else neither."""
    best, chance = ranked[0], chances[ranked[0]]
    anchored, free = is_anchored(tags), best.startswith(_FREE)
    other = is_beside_the_subject(tags)
    if chance >= ANSWER and (anchored or free) and not other:
        return _answer(best, chance)
    if other and not anchored:
        return Subject(confidence=chances[OUT_OF_SCOPE])
    orders = sum(chances[label] for label in chances if label.startswith("command:"))
    three = sum(chances[label] for label in ranked[:_MOST_CHOICES])
    scope = three / (three + chances[OUT_OF_SCOPE])
    offer = OFFER if anchored else OFFER_UNANCHORED
    if chance >= offer and orders < A_COMMAND and scope > (IN_SCOPE_OTHER if other else IN_SCOPE):
        return Subject(choices=tuple(ranked[:_MOST_CHOICES]), confidence=chance)
    return Subject(confidence=chances[OUT_OF_SCOPE])


def _answer(label: str, chance: float) -> Subject:
    group, _, value = label.partition(":")
    if group == "menu":
        return Subject(service=Service(int(value)), confidence=chance)
    return Subject(topic=Topic(value), confidence=chance)
