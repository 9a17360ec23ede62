"""Danger is seen before anything else: an emergency, or a wish to die.

Rules (data/danger/*.toml) say what danger sounds like; guards tell a report from a question about
a danger, the past, an idiom, a death that has happened. In doubt it is `concern`: a person and
the safety line, never silence. The rules are written in concepts of all languages at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triage.understanding.lexicon import Spans
from triage.understanding.normal import Words
from triage.understanding.rules import Rule, RuleBook, hit, is_negated
from triage.vocabulary import Danger

_FEVER_C = (38.0, 42.5)
_FEVER_F = (100.4, 108.0)
_OXYGEN = (40, 91)
_LOW_SYSTOLIC = 85
_GUARDS = ("joking", "idiom", "denied", "asks_about_dying", "general_question")
_TIMED = ("past", "over", "death", "about")  # hold, unless it is said to go on


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was seen: a danger with the id of its rule, or only a concern.

    `held` says that a rule spoke of danger and the words around it of none.
    """

    danger: Danger | None = None
    concern: bool = False
    rule: str | None = None
    held: bool = False


def find_alarm(said: Words, spans: Spans, rules: RuleBook) -> Alarm:
    """The first danger that no guard explains away; else a concern where one is left."""
    marked = {**spans, **measured(said)}
    size = len(said.tokens)
    guarded: Rule | None = None
    negated = False
    for rule in rules.near(marked):
        stretch = hit(rule, marked, size)
        if stretch is None:
            negated = negated or hit(rule, marked, size, ignore_negation=True) is not None
            continue
        if not _is_explained(rule, stretch, marked, size):
            return Alarm(danger=Danger(rule.gives), concern=False, rule=rule.id)
        guarded = guarded or rule
    if guarded:
        return Alarm(concern=_is_left_over(guarded, marked), rule=guarded.id, held=True)
    return Alarm(concern=_is_concern(marked, size), held=negated)


def is_guarded(spans: Spans) -> bool:
    """Whether words stand in the message that tell danger from talk about it, wherever they are."""
    named = spans.keys()
    return not named.isdisjoint(_GUARDS) or (not _still(spans) and not named.isdisjoint(_TIMED))


def _is_explained(rule: Rule, stretch: tuple[int, int], spans: Spans, size: int) -> bool:
    """Whether the words round the hit say that it is no report of danger now."""
    if "joking" in spans or _covers(spans.get("idiom", ()), stretch):
        return True
    if _shares(spans.get("denied", ()), stretch):
        return True
    if rule.gives == Danger.SELF_HARM:
        return "asks_about_dying" in spans or _shares(spans.get("death", ()), stretch)
    if "over" in spans and "past" in spans:
        return True
    asked = "about" in spans and not _is_report(spans)
    over = "over" in spans and "cannot" not in spans and not _still(spans)
    past = ("past" in spans or "death" in spans) and not _still(spans)
    return asked or over or past


def _is_report(spans: Spans) -> bool:
    """A question that also reports: "what do i do, he is ..." is a report."""
    return "report" in spans and "imm_subject" not in spans and "general_question" not in spans


def _still(spans: Spans) -> bool:
    return "still_now" in spans


def _is_left_over(rule: Rule, spans: Spans) -> bool:
    """Explained danger is still a concern, unless the explanation is a plain one."""
    if "joking" in spans:
        return True
    if rule.gives == Danger.SELF_HARM:
        return "idiom" not in spans
    if "idiom" in spans:
        return False
    return "report" in spans and ("general_question" not in spans or "now" in spans)


def _is_concern(spans: Spans, size: int) -> bool:
    if "idiom" in spans:
        return False
    if "despair" in spans and "death" not in spans:
        return True
    if "symptom" not in spans or "about" in spans or "over" in spans or "past" in spans:
        return False
    if "imm" in spans and "question" in spans and "report" not in spans:
        return False
    sure = [span for span in spans["symptom"] if not is_negated(span, spans)]
    return bool(sure) and (size <= 3 or "person" in spans or "now" in spans or "very" in spans)


def _covers(idioms: tuple[tuple[int, int], ...], stretch: tuple[int, int]) -> bool:
    """An idiom that shares a word with the hit, or stands beside it."""
    return any(start <= stretch[1] + 3 and stretch[0] - 3 <= end for start, end in idioms)


def _shares(spans: tuple[tuple[int, int], ...], stretch: tuple[int, int]) -> bool:
    """Whether one of the spans has a word in common with the hit."""
    return any(start <= stretch[1] and stretch[0] <= end for start, end in spans)


def measured(said: Words) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Concepts that are numbers: fever, oxygen, blood pressure."""
    found: dict[str, list[tuple[int, int]]] = {}
    for token, at in zip(said.tokens, said.at, strict=True):
        if not token[0].isdigit():
            continue
        for concept in _measures(token):
            found.setdefault(concept, []).append((at, at))
    return {concept: tuple(spans) for concept, spans in found.items()}


def _measures(token: str) -> list[str]:
    whole, _, other = token.partition("/")
    try:
        value = float(whole.replace(",", "."))
        under = float(other) if other else None
    except ValueError:
        return []
    if under is not None:
        return ["number_pressure"] if value <= _LOW_SYSTOLIC and under < value else []
    found = []
    if _FEVER_C[0] <= value <= _FEVER_C[1] or _FEVER_F[0] <= value <= _FEVER_F[1]:
        found.append("number_fever")
        if not whole.isdigit():  # with a decimal it is no age and no dose
            found.append("number_fever_sure")
    if _OXYGEN[0] <= value <= _OXYGEN[1] and whole.isdigit():
        found.append("number_oxygen")
    if value <= _LOW_SYSTOLIC and whole.isdigit() and value >= _OXYGEN[0]:
        found.append("number_pressure")
    return found


#: Concepts that are computed, not listed; rule files may name them.
MEASURED = ("number_fever", "number_fever_sure", "number_oxygen", "number_pressure")
