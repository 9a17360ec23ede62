"""Rules as data: which concepts have to stand together, and what that means.

A rule holds when one concept of each of its parts stands within `within` words of the first
part, and none of `without` is in the message. One engine serves danger, services and topics.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from triage.understanding.lexicon import Spans

ANYWHERE = 100_000
_NEGATION_BEFORE = 3
_NEGATION_AFTER = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a rule file. `gives` is what it means; higher `weight` is surer.

    `ordered` asks for the parts in order; `most` limits the length of the message in words
    (0: any length); `negated` says that the rule brings its own negation,
    `over_out` that words of another subject do not veto it.
    """

    id: str
    gives: str
    parts: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    within: int = ANYWHERE
    ordered: bool = False
    most: int = 0
    weight: int = 10
    negated: bool = False
    over_out: bool = False
    family: str = ""
    language: str = "any"
    example: str = ""
    counter_example: str = ""

    def concepts(self) -> set[str]:
        """Every concept that the rule names."""
        return {name for part in self.parts for name in part} | set(self.without)


class RuleBook:
    """Rules in their order, found by the concepts that a message holds: most hold none of them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        opened: dict[str, list[int]] = {}
        for place, rule in enumerate(self._rules):
            rarest = min(rule.parts, key=len)
            for concept in rarest:
                opened.setdefault(concept, []).append(place)
        self._opened = {concept: tuple(places) for concept, places in opened.items()}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def near(self, spans: Spans) -> list[Rule]:
        """The rules that may hold where these concepts were seen, in their order."""
        places = {place for concept in spans for place in self._opened.get(concept, ())}
        return [self._rules[place] for place in sorted(places)]


def hit(
    rule: Rule, spans: Spans, size: int, *, ignore_negation: bool = False
) -> tuple[int, int] | None:
    """The stretch of the message where the rule holds, or None."""
    named = spans.keys()
    for part in rule.parts:  # most rules end at their first part: this line is the hot one
        if named.isdisjoint(part):
            return None
    if (rule.most and size > rule.most) or not named.isdisjoint(rule.without):
        return None
    places = [_places(part, spans) for part in rule.parts]
    for first in places[0]:
        stretch = _stretch(first, places[1:], rule)
        if stretch and (ignore_negation or rule.negated or not is_negated(stretch, spans)):
            return stretch
    return None


def is_negated(stretch: tuple[int, int], spans: Mapping[str, tuple[tuple[int, int], ...]]) -> bool:
    """Whether "no" or "not" stands just before the stretch, or an Indic "not" just after."""
    start, end = stretch
    before = any(start - _NEGATION_BEFORE <= s[1] < start for s in spans.get("not", ()))
    inside = any(start < s[0] <= end for s in spans.get("not_after", ()))
    after = any(end < s[0] <= end + _NEGATION_AFTER for s in spans.get("not_after", ()))
    return before or inside or after


def _places(part: tuple[str, ...], spans: Spans) -> list[tuple[int, int]]:
    if len(part) == 1:
        return list(spans[part[0]])
    return sorted(span for name in part for span in spans.get(name, ()))


def _stretch(
    first: tuple[int, int], others: list[list[tuple[int, int]]], rule: Rule
) -> tuple[int, int] | None:
    """The stretch from `first` over the nearest place of every other part, if near enough."""
    start, end = first
    here = first
    for places in others:
        near = _nearest(here if rule.ordered else first, places, rule.ordered)
        if near is None or max(near[0] - first[1], first[0] - near[1]) > rule.within:
            return None
        start, end = min(start, near[0]), max(end, near[1])
        here = near
    return start, end


def _nearest(
    here: tuple[int, int], places: list[tuple[int, int]], ordered: bool
) -> tuple[int, int] | None:
    """The nearest place after `here` (or around it, when the order is free) that is not `here`."""
    index = bisect_left(places, (here[1] + 1, -1)) if ordered else bisect_left(places, here)
    if ordered:
        return places[index] if index < len(places) else None
    near = [p for p in places[max(index - 2, 0) : index + 3] if p != here]
    if not near:
        return None
    return min(near, key=lambda p: max(p[0] - here[1], here[0] - p[1]))
