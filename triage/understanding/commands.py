"""Whole-message words: commands and turns of talk. A command word inside a sentence is none.

Politeness, punctuation, emoji, invisible letters, full-width and look-alike letters, letters
written apart and repeated words do not hide a command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from triage.errors import ContentProblem
from triage.understanding.datafiles import DataFiles, word_list
from triage.understanding.normal import Words, tokens_of_lines
from triage.vocabulary import Command, Signal

_LONGEST = 16
_LOOKALIKE = str.maketrans(
    "асеорхуктмнвіѕјԁԛԝɡαορντυικηѵ", "aceopxyktmhbisjdqwgaopvtuiknv"
)  # Cyrillic and Greek letters that look like Latin ones; after folding to lower case


@dataclass(frozen=True, slots=True)
class CommandWords:
    """What each whole message means, politeness that is dropped, whole-message patterns.

    `changes` are words that open "change 3".
    """

    meanings: Mapping[str, Command | Signal]
    polite: frozenset[str]
    shapes: tuple[tuple[re.Pattern[str], Command], ...]
    changes: frozenset[str]

    def read(self, said: Words) -> Command | Signal | None:
        """The command or turn of talk that the whole message is, or None."""
        if not said.tokens or len(said.tokens) > _LONGEST:
            return None
        for form in self._forms(said):
            found = self.meanings.get(form)
            if found is not None:
                return found
        return self._shape(said)

    def _forms(self, said: Words) -> list[str]:
        tokens = said.tokens
        core = self._core(tokens)
        forms = [" ".join(tokens), " ".join(core), " ".join(dict.fromkeys(core))]
        if len(tokens) > 1 and all(len(token) == 1 for token in tokens):
            forms.append("".join(tokens))
        forms += [form.translate(_LOOKALIKE) for form in forms if not form.isascii()]
        return [form for form in forms if form]

    def _core(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        start, end = 0, len(tokens)
        while start < end and tokens[start] in self.polite:
            start += 1
        while end > start and tokens[end - 1] in self.polite:
            end -= 1
        return tokens[start:end] or tokens[:1]

    def _shape(self, said: Words) -> Command | None:
        core = " ".join(self._core(said.tokens))
        return next((command for shape, command in self.shapes if shape.fullmatch(core)), None)


def load_commands(data: DataFiles) -> CommandWords:
    """Read commands.toml; a phrase that would mean two things is refused."""
    name = "commands.toml"
    table = data.table(name)
    meanings: dict[str, Command | Signal] = {}
    problems: list[str] = []
    for group, of in (("command", Command), ("signal", Signal)):
        rows = table.get(group, {})
        for key, row in rows.items() if isinstance(rows, dict) else ():
            for phrase in _phrases(row):
                meaning = of(key)
                if meanings.setdefault(phrase, meaning) != meaning:
                    problems.append(f"{name}: {key}: '{phrase}' is also {meanings[phrase].value}")
    if problems:
        raise ContentProblem(problems)
    polite = word_list(data, name, "polite", "words")
    changes = word_list(data, name, "change", "words")
    return CommandWords(meanings, polite, _shapes(table), changes)


def _phrases(row: object) -> list[str]:
    say = row.get("say", "") if isinstance(row, dict) else ""
    phrases = [" ".join(phrase.split()) for phrase in str(say).split(";")]
    return [form for tokens in tokens_of_lines(phrases) if (form := " ".join(tokens))]


def _shapes(table: Mapping[str, object]) -> tuple[tuple[re.Pattern[str], Command], ...]:
    rows = table.get("command", {})
    found: list[tuple[re.Pattern[str], Command]] = []
    for key, row in rows.items() if isinstance(rows, dict) else ():
        for shape in row.get("shape", ()):
            try:
                found.append((re.compile(shape), Command(key)))
            except re.error as broken:
                raise ContentProblem([f"commands.toml: {key}: shape: {broken}"]) from broken
    return tuple(found)
