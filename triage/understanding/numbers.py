"""A message that is only a number: digit of any script, keycap, word, ordinal, "option 2"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from triage.understanding.datafiles import DataFiles, phrases, word_list
from triage.understanding.normal import Words, words

_DIGITS = re.compile(r"[0-9]{1,6}")
_LARGEST = 999
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Names of numbers, and the words that may stand before and after one."""

    names: Mapping[str, int]
    before: frozenset[str]
    after: frozenset[str]

    def alone(self, said: Words) -> int | None:
        """The number, when the message holds nothing else but politeness and "option"."""
        tokens = said.tokens
        if not tokens or len(tokens) > _MOST_WORDS:
            return None
        while tokens and tokens[0] in self.before and tokens[0] not in self.names:
            tokens = tokens[1:]
        while len(tokens) > 1 and tokens[-1] in self.after:
            tokens = tokens[:-1]
        return self._value(tokens[0]) if len(set(tokens)) == 1 else None

    def within(self, said: Words) -> int | None:
        """The one number of "change 3" or "edit the third"; None where there are several."""
        found = [value for token in said.tokens if (value := self._value(token)) is not None]
        return found[0] if len(found) == 1 else None

    def _value(self, token: str) -> int | None:
        if _DIGITS.fullmatch(token):
            value = int(token)
            return value if value <= _LARGEST else None
        return self.names.get(token)


def load_numbers(data: DataFiles) -> NumberWords:
    """Read numbers.toml."""
    name = "numbers.toml"
    rows = data.table(name).get("names", {})
    names: dict[str, int] = {}
    for value, line in rows.items() if isinstance(rows, dict) else ():
        for phrase in phrases(name, value, {"names": line}):
            names.update(dict.fromkeys(words(phrase).tokens[:1], int(value)))
    return NumberWords(
        names,
        word_list(data, name, "around", "before"),
        word_list(data, name, "around", "after"),
    )
