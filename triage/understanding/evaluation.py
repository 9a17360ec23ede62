"""How well labelled messages are read, slice by slice. Pure: who measures time hands it over.

Decided here: what counts as right, as wrong, and as a false alarm. A label among the choices is
right; a message that sounds like danger and is none (`none`) has no other expectation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from triage.meaning import Meaning
from triage.understanding.labelled import NEAR_MISS, Labelled
from triage.understanding.labels import CHOOSE, OUT_OF_SCOPE, label_of
from triage.vocabulary import Command

ALL = "all"
_STOP = f"command:{Command.STOP}"
_CONTENT = ("faq:", "menu:")


@dataclass(frozen=True, slots=True)
class Reading:
    """One labelled message, what it was taken for, and how long that took."""

    asked: Labelled
    meaning: Meaning
    seconds: float


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One answer to a question of the form: what it should give, what it gave."""

    field: str
    group: str
    wanted: frozenset[str | None]
    found: str | None


Figures = Mapping[str, float]


def slices(readings: Iterable[Reading]) -> dict[str, Figures]:
    """The figures of all messages, of each language and of each group of labels."""
    held: dict[str, list[Reading]] = defaultdict(list)
    for one in readings:
        group = one.asked.label.partition(":")[0]
        for name in (ALL, f"language {one.asked.language or 'unknown'}", f"label {group}"):
            held[name].append(one)
    return {name: figures(rows) for name, rows in sorted(held.items())}


def figures(rows: Sequence[Reading]) -> Figures:
    """What is counted, as shares of the messages that it can happen to; times in milliseconds.

    A figure that nothing in the rows can tell is left out.
    """
    scored = [one for one in rows if one.asked.label != NEAR_MISS]
    red = [one for one in rows if one.asked.is_danger]
    near = [one for one in rows if one.asked.near_miss]
    other = [one for one in rows if not one.asked.is_danger and not one.asked.near_miss]
    out = [one for one in rows if one.asked.label == OUT_OF_SCOPE]
    times = sorted(one.seconds * 1000 for one in rows)
    shares = {
        "accuracy": _share(scored, _is_right),
        "direct": _share(scored, lambda one: label_of(one.meaning) in one.asked.accept),
        "wrong_answer": _share(scored, _is_wrong_answer),
        "wrong_vetted": _share(scored, lambda one: _is_wrong_answer(one, ("faq:",))),
        "abstained": _share(scored, _abstained),
        "out_answered": _share(out, _is_wrong_answer),
        "red_recall": _share(red, _flagged),
        "red_seen": _share(red, lambda one: _flagged(one) or one.meaning.concern),
        "false_alarm_near": _share(near, _flagged),
        "false_alarm_other": _share(other, _flagged),
        "concern_other": _share(other, lambda one: one.meaning.concern),
    }
    counted = {name: share for name, share in shares.items() if share is not None}
    return {
        "messages": len(rows),
        **counted,
        "false_stop": sum(map(_is_false_stop, rows)),
        "p50_ms": _quantile(times, 0.50),
        "p99_ms": _quantile(times, 0.99),
    }


def field_slices(readings: Iterable[FieldReading]) -> dict[str, Figures]:
    """The share of right values: of all answers, of each field, of each group of the file."""
    held: dict[str, list[bool]] = defaultdict(list)
    for one in readings:
        for name in (ALL, f"field {one.field}", *([f"group {one.group}"] if one.group else [])):
            held[name].append(one.found in one.wanted)
    return {
        name: {"answers": len(right), "field_accuracy": sum(right) / len(right)}
        for name, right in sorted(held.items())
    }


def missed(found: Figures, at_least: Figures, at_most: Figures) -> list[str]:
    """The bars that are not met, a line each; a bar on what was not measured is not met."""
    problems = [f"{name} was not measured" for name in {*at_least, *at_most} - found.keys()]
    problems += [
        f"{name} is {found[name]:.4g}, not at least {bar:g}"
        for name, bar in at_least.items()
        if name in found and found[name] < bar
    ]
    problems += [
        f"{name} is {found[name]:.4g}, not at most {bar:g}"
        for name, bar in at_most.items()
        if name in found and found[name] > bar
    ]
    return sorted(problems)


def _share(rows: Sequence[Reading], counts: Callable[[Reading], bool]) -> float | None:
    return sum(map(counts, rows)) / len(rows) if rows else None


def _is_right(one: Reading) -> bool:
    label = label_of(one.meaning)
    offered = one.meaning.choices if label == CHOOSE else ()
    return label in one.asked.accept or not set(one.asked.accept).isdisjoint(offered)


def _is_wrong_answer(one: Reading, groups: tuple[str, ...] = _CONTENT) -> bool:
    """Content was answered, or a service picked, that nobody asked for."""
    return label_of(one.meaning).startswith(groups) and not _is_right(one)


def _abstained(one: Reading) -> bool:
    return label_of(one.meaning) == OUT_OF_SCOPE and not _is_right(one)


def _flagged(one: Reading) -> bool:
    return one.meaning.danger is not None


def _is_false_stop(one: Reading) -> bool:
    return label_of(one.meaning) == _STOP and not {_STOP, NEAR_MISS} & set(one.asked.accept)


def _quantile(times: Sequence[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)]
