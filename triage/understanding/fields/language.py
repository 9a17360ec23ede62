"""Which language somebody wants: ISO 639-1 from its name in any of ours."""

from __future__ import annotations

from dataclasses import dataclass

from triage.understanding.datafiles import DataFiles
from triage.understanding.fields.glossary import Found, Glossary, build_glossary, load_table
from triage.understanding.normal import Words

_NOT = frozenset(["not", "no", "dont", "nahi", "नहीं", "не", "لا", "না", "pas", "nao", "but",
                  "except", "ne", "sin", "excepto", "sauf", "кроме", "ما", "مش", "sio",
                  "hapana"])  # fmt: skip
_NOT_BEHIND = frozenset(["nahi", "nahin", "nai", "नहीं", "না", "naa", "nei", "পারি"])
_KNOWS = ("зна", "поним", "говор", "владе")


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
    wanted = [one.value for one in found if not _is_refused(one, found, tokens)]
    if not asked and not {"in", "reply", "speak", "me", "mein", "में", "en", "на", "по"} & set(
        tokens
    ):
        return None
    if wanted:
        return wanted[0]
    codes = {"en", "hi", "es", "ru", "ar", "bn", "fr", "pt", "sw", "ur", "ta", "te", "mr", "gu"}
    return tokens[0] if asked and len(tokens) == 1 and tokens[0] in codes else None


def _is_refused(one: Found, found: tuple[Found, ...], tokens: tuple[str, ...]) -> bool:
    """ "No hablo inglés", "anything but English", "hindi nahi aati", "английский не знаю"."""
    last = max((other.end for other in found if other.end <= one.start), default=0)
    said = tokens[last : last + 2]
    if last and (_says_unknown(said) or _NOT_BEHIND & set(said)):
        last += 2
    if _NOT & set(tokens[max(one.start - 3, last) : one.start]):
        return True
    behind = tokens[one.end : one.end + 2]
    return _says_unknown(behind) or bool(_NOT_BEHIND & set(behind))


def _says_unknown(words: tuple[str, ...]) -> bool:
    """ "Не знаю" behind a language is said of that one."""
    return len(words) == 2 and words[0] == "не" and words[1].startswith(_KNOWS)
