"""Which language somebody wants: ISO 639-1 from its name in any of ours."""

from __future__ import annotations

from dataclasses import dataclass

from triage.understanding.datafiles import DataFiles
from triage.understanding.fields.glossary import Glossary, build_glossary, load_table
from triage.understanding.normal import Words

_NOT = frozenset(["not", "no", "dont", "nahi", "नहीं", "не", "لا", "না", "pas", "nao"])


@dataclass(frozen=True, slots=True)
class LanguageNames:
    """Names of languages, each in several languages, and the two-letter codes themselves."""

    names: Glossary


def load_language_names(data: DataFiles) -> LanguageNames:
    """Read the names in languages.toml."""
    return LanguageNames(build_glossary(load_table(data, "languages.toml", "names"), 5))


def read_language(table: LanguageNames, said: Words, *, asked: bool) -> str | None:
    """The first language that is not refused; unasked, only where the message says "in ..."."""
    tokens = said.tokens
    found = table.names.find(tokens, fuzzy=asked and len(tokens) <= 4)
    wanted = [one.value for one in found if not (one.start and tokens[one.start - 1] in _NOT)]
    if not asked and not {"in", "reply", "speak", "me", "mein", "में", "en", "на", "по"} & set(
        tokens
    ):
        return None
    if wanted:
        return wanted[0]
    codes = {"en", "hi", "es", "ru", "ar", "bn", "fr", "pt", "sw", "ur", "ta", "te", "mr", "gu"}
    return tokens[0] if asked and len(tokens) == 1 and tokens[0] in codes else None
