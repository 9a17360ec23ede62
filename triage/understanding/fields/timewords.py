"""The words of a wish for a call: days, parts of the day, manners, zones, and their refusals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from triage.understanding.datafiles import DataFiles, word_list
from triage.understanding.fields.counting import Counting
from triage.understanding.fields.days import WEEKDAYS
from triage.understanding.fields.glossary import Glossary, build_glossary, load_table
from triage.understanding.normal import Words

#: The wish for a call that is none (CONTRACT.md section 4).
NO_CALLS = "no calls"
PARTS = {"morning": (9, 12), "afternoon": (12, 17), "evening": (17, 21)}
_REFUSABLE = frozenset(["today", "tomorrow", "overmorrow", *WEEKDAYS, *PARTS])
_LETTERS = 4  # "est" and "cet" are words of French, "eat" and "wat" of English
_ENDS_TIME = re.compile(r"[0-9]$|^[ap]m$|[0-9](?:am|pm|h)$|^hrs?$|^oclock$")
_PLURALS = frozenset(["mornings", "afternoons", "evenings", "nights"])


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Words for days and their parts, before and after, months, zones, calls and numbers."""

    words: Glossary
    direction: Glossary
    months: Glossary
    zones: Glossary
    calls: Glossary
    refusals: Glossary
    numbers: Mapping[str, int]
    counting: Counting
    units: frozenset[str]
    refusing: frozenset[str]
    polite: frozenset[str]


def load_time_words(data: DataFiles, numbers: Mapping[str, int], counting: Counting) -> TimeWords:
    """Read times.toml."""
    name = "times.toml"
    return TimeWords(
        build_glossary(load_table(data, name, "word"), 7),
        build_glossary(load_table(data, name, "direction"), 99),
        build_glossary(load_table(data, name, "month"), 7),
        build_glossary(load_table(data, name, "zone"), 99),
        build_glossary(load_table(data, name, "call"), 99),
        build_glossary(load_table(data, name, "refusal"), 99),
        {**numbers, **{word: value for word, value in counting.ones.items() if value <= 12}},
        counting,
        word_list(data, name, "around", "units"),
        word_list(data, name, "around", "refusing"),
        word_list(data, name, "around", "polite"),
    )


def refuses_calls(table: TimeWords, said: Words) -> bool:
    """Whether the message says that we shall not call, and nothing that may limit it."""
    found = table.refusals.find(said.tokens)
    if not found:
        return False
    inside = {place for one in found for place in range(one.start, one.end)}
    left = (token for place, token in enumerate(said.tokens) if place not in inside)
    return table.polite.issuperset(left)


def zone_named(table: TimeWords, said: Words) -> str | None:
    """The zone in "5pm uk time"; letters alone ("EST") only in capitals or behind the time."""
    for one in table.zones.find(said.tokens):
        word = said.tokens[one.start]
        behind = (
            one.end == len(said.tokens)
            and one.start
            and _ENDS_TIME.search(said.tokens[one.start - 1])
        )
        shouted = not said.raw.isupper() and re.search(rf"\b{word.upper()}\b", said.raw)
        if one.end - one.start > 1 or len(word) > _LETTERS or behind or shouted:
            return one.value
    return None


def names_in(table: TimeWords, tokens: tuple[str, ...]) -> tuple[str, ...]:
    """What the words name, in order; days and their parts that are refused are left out."""
    named: list[str] = []
    last = 0
    for one in table.words.find(tokens, fuzzy=len(tokens) <= 6):
        between = tokens[max(one.start - 3, last) : one.start]
        if one.value not in _REFUSABLE or not table.refusing & set(between):
            named.append(one.value)
        last = one.end
    return (*named, "daily") if _PLURALS & set(tokens) else tuple(named)
