"""The stage of a cancer: 0 to 4 with a letter, a TNM code, or `unknown`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.understanding.datafiles import DataFiles
from triage.understanding.fields.glossary import Found, Glossary, build_glossary, load_table
from triage.understanding.normal import Words, words

_TNM = re.compile(
    r"(?<![a-z0-9])[cpyr]{0,2}t\s?(is|x|[0-4][a-d]?)[\s,/]*[cpyr]{0,2}n\s?(x|[0-3][a-c]?)(?:[\s,/]*[cpyr]{0,2}m\s?(x|[01][a-c]?))?"
    r"(?![a-z0-9])"
)
_GLUED = re.compile(
    r"(?<![^\W\d_])(stages?|stg|stge|satge|grade|etapa|estadio|estagio|stade|phase|fase|стадия|стадии|स्टेज|স্টেজ|hatua)([0-4])"
)
_NUMBER = re.compile(r"(iv|i{1,3}|[0-4])([abcабвс])?[0-9]?")
_LETTER = re.compile(r"([abcабвс])[0-9]?")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_LATIN = {"а": "a", "б": "b", "в": "c", "с": "c"}  # 3А, 3Б, 3В
_NOW = frozenset(["now", "currently", "ab", "abhi", "अब", "अभी", "এখন", "ahora", "maintenant",
    "agora", "сейчас",
    "теперь", "الان", "sasa"])  # fmt: skip
_STAGE_NEAR = 2
_MOST_DIGITS = 4  # more are a telephone number or a date
_WEAK = frozenset({"i", "o", "do", "un", "une", "um", "a"})  # also words of their own
_AGE_UNITS = frozenset(
    [
        "years",
        "year",
        "yrs",
        "yr",
        "months",
        "month",
        "days",
        "weeks",
        "cycles",
        "cycle",
        "times",
        "hours",
        "saal",
    ]
)


@dataclass(frozen=True, slots=True)
class Stages:
    """The word "stage", numbers as words, lay wording, and words for not knowing."""

    stage_words: Glossary
    numbers: Glossary
    lay: Glossary
    unknown: Glossary


def load_stages(data: DataFiles) -> Stages:
    """Read stages.toml."""
    name = "stages.toml"
    return Stages(
        build_glossary(load_table(data, name, "stage_word"), 5),
        build_glossary(load_table(data, name, "number")),
        build_glossary(load_table(data, name, "lay"), 7),
        build_glossary(load_table(data, name, "unknown"), 7),
    )


def read_stage(table: Stages, said: Words, *, asked: bool) -> str | None:
    """The stage; unasked, only a TNM code or a number beside the word "stage"."""
    if _GLUED.search(said.plain):
        said = words(_GLUED.sub(r"\1 \2", said.plain))
    tnm = _TNM.search(said.plain)
    if tnm:
        return _tnm(tnm)
    beside = _beside_stage(table, said)
    if beside:
        return beside
    if not asked:
        return _lay_with_stage(table, said)
    if sum(map(str.isdigit, said.plain)) > _MOST_DIGITS:
        return None
    bare = _bare(table, said)
    if bare:
        return bare
    lay = table.lay.first(said.tokens, fuzzy=len(said.tokens) <= 4)
    if lay and not _is_denied(table, said):
        return lay
    return table.unknown.first(said.tokens)


def _tnm(match: re.Match[str]) -> str:
    size, nodes, spread = match.groups()
    parts = [f"T{size}", f"N{nodes}"] + ([f"M{spread}"] if spread else [])
    return "".join(part[0] + (part[1:] if part[1:] == "is" else part[1:].lower()) for part in parts)


def _beside_stage(table: Stages, said: Words) -> str | None:
    """A number within two words of "stage", before or after, with its letter."""
    marks = table.stage_words.find(said.tokens)
    if not marks:
        return None
    numbers = _numbers(table, said.tokens)
    for mark in marks[::-1] if _NOW & set(said.tokens) else marks:
        after = [one for one in numbers if 0 <= one.start - mark.end <= _STAGE_NEAR]
        before = [one for one in numbers if 0 <= mark.start - one.end < _STAGE_NEAR]
        for one in after or before[-1:]:
            return one.value
    return None


def _numbers(table: Stages, tokens: tuple[str, ...]) -> list[Found]:
    """Numbers 0 to 4 as digits, words or Roman numerals, a letter behind them taken along."""
    found: list[Found] = []
    for index, token in enumerate(tokens):
        compact = _NUMBER.fullmatch(token)
        if compact:
            value = _ROMAN.get(compact[1], compact[1])
            letter = _LATIN.get(compact[2], compact[2]) or _letter(tokens, index)
        elif word := table.numbers.first((token,)):
            value, letter = word, _letter(tokens, index)
        else:
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if following in _AGE_UNITS or (token in _WEAK and following and not letter):
            continue
        found.append(Found(index, index + 1, value + letter.upper()))
    return found


def _letter(tokens: tuple[str, ...], index: int) -> str:
    following = tokens[index + 1 : index + 2]
    if not following:
        return ""
    match = _LETTER.fullmatch(following[0])
    return _LATIN.get(match[1], match[1]) if match else ""


def _bare(table: Stages, said: Words) -> str | None:
    """A number that stands alone, or nearly: "3", "IIIb", "third", "it is 4"."""
    tokens = tuple(token for token in said.tokens if token not in ("nd", "rd", "th", "st", "wala"))
    numbers = _numbers(table, tokens)
    if len(numbers) == 1 and len(tokens) <= 6:
        return numbers[0].value
    if len(numbers) >= 2 and len(tokens) <= 4:  # "2 or 3": the higher one is prepared for
        return max(one.value for one in numbers)
    return None


def _lay_with_stage(table: Stages, said: Words) -> str | None:
    """Unasked, lay wording counts where it says "stage" or "metastatic" itself."""
    for one in table.lay.find(said.tokens):
        if one.value == "unknown":
            continue  # "early stage" is no number; asked, it is an answer
        words = said.tokens[one.start : one.end]
        if any(word.startswith(("stage", "metasta", "стади", "स्टेज", "terminal")) for word in words):
            return one.value
    return None


def _is_denied(table: Stages, said: Words) -> bool:
    return bool({"not", "isnt", "hasnt", "no"} & set(said.tokens)) and len(said.tokens) > 2
