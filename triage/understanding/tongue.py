"""Which language a message is written in: script first, then lists of everyday words.

This only picks the language of the reply; matching runs on all languages at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from triage.errors import ContentProblem
from triage.understanding.datafiles import DataFiles
from triage.understanding.normal import Words, words

_SCRIPTS = (
    ("hi", re.compile("[\u0900-\u097f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_LATIN = re.compile("[a-z]")


@dataclass(frozen=True, slots=True)
class Tongues:
    """Everyday words of the languages in Latin letters; Hinglish counts as Hindi."""

    marks: Mapping[str, tuple[str, ...]]

    def of(self, said: Words) -> str | None:
        """ISO 639-1 of the message, or None where nothing tells."""
        if not said.plain.isascii():
            letters = len(_LATIN.findall(said.plain))
            most, code = max((len(script.findall(said.plain)), code) for code, script in _SCRIPTS)
            if most * 2 > letters:
                return code
        votes = Counter(code for token in said.tokens for code in self.marks.get(token, ()))
        if not votes:
            has_letters = _LATIN.search(said.plain) is not None
            return "en" if has_letters and len(said.tokens) > 1 else None
        best, top = votes.most_common(1)[0]
        return "en" if votes["en"] == top else best


def load_tongues(data: DataFiles) -> Tongues:
    """Read languages.toml: one line of everyday words a language."""
    rows = data.table("languages.toml").get("everyday")
    if not isinstance(rows, dict):
        raise ContentProblem(["languages.toml: everyday: is missing"])
    marks: dict[str, tuple[str, ...]] = {}
    for language, line in rows.items():
        code = {"hx": "hi", "bx": "bn"}.get(language, language)
        for token in words(str(line)).tokens:
            marks[token] = (*marks.get(token, ()), str(code))
    return Tongues(marks)
