"""Which cancer: organ or disease by its usual English name, the kind in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.understanding.datafiles import DataFiles, word_list
from triage.understanding.fields.glossary import Found, Glossary, build_glossary, load_table
from triage.understanding.normal import Words

_NEAR = 4
_FEW = 2
_RECEPTORS = ("er", "pr", "her2")
_RECEPTOR = re.compile(
    r"\b(her[\s-]?2|er|pr|hr)(?:[\s/-]?neu)?\s*(\+|-(?![^\W\d])|[-+]\s?ve\b|positive\b|negative\b|pos\b|neg\b)"
)
_NOT_BEHIND = frozenset(["nahi", "nahin", "नहीं", "না", "noy", "নয়"])
_MOST_MISSPELT = 8
_MOST_NAMED = 24  # more organs in one message are no answer
_NOT = frozenset(["not", "isnt", "no", "не", "ليس", "nao", "pas"])


@dataclass(frozen=True, slots=True)
class Cancers:
    """Diseases, organs, words for cancer and for where it has spread.

    `blood` alone answers "which cancer?"; anywhere else it may be a symptom.
    """

    diseases: Glossary
    organs: Glossary
    cancer_words: Glossary
    spread: Glossary
    blood: Glossary
    began: frozenset[str]


def load_cancers(data: DataFiles) -> Cancers:
    """Read cancers.toml."""
    name = "cancers.toml"
    return Cancers(
        build_glossary(load_table(data, name, "disease")),
        build_glossary(load_table(data, name, "organ")),
        build_glossary(load_table(data, name, "cancer_word")),
        build_glossary(load_table(data, name, "spread")),
        build_glossary(load_table(data, name, "blood")),
        word_list(data, name, "around", "began"),
    )


def read_cancer(table: Cancers, said: Words, *, asked: bool) -> str | None:
    """The cancer named first; unasked, an organ counts only beside a word for cancer."""
    tokens = _without_reverse_acronyms(said)
    marks = table.cancer_words.find(tokens)[:_MOST_NAMED]
    diseases = _kept(table.diseases.find(tokens), tokens, marks)
    organs = _kept(table.organs.find(tokens), tokens, marks)[:_MOST_NAMED]
    if asked and not diseases and not organs and len(tokens) <= _MOST_MISSPELT:
        unknown = _without(tokens, marks)
        diseases = _kept(table.diseases.find(unknown, fuzzy=True), tokens, marks)
        organs = _kept(table.organs.find(unknown, fuzzy=True), tokens, marks)
        marks = marks or table.cancer_words.find(unknown, fuzzy=True)
    if not asked:
        if not diseases and not organs:
            return None
        organs = [one for one in organs if _is_near(one, marks)]
    organs = _primary(table, organs, marks, tokens)
    if asked or any(one.value == "breast" for one in organs):
        receptors = _by_receptors(said.plain)
        if receptors:
            return receptors
    if diseases:
        return _best_disease(diseases, organs)
    if asked and not organs and len(tokens) <= _FEW and table.blood.find(tokens):
        return "blood cancer (unspecified)"
    if organs:
        near = [one for one in organs if _is_near(one, marks)]
        return (near or organs)[0].value
    return None


def _by_receptors(text: str) -> str | None:
    """The kind of a breast cancer by "ER+ PR+ HER2-": her2 first, as it decides the treatment."""
    signs = {
        name.replace("-", "").replace(" ", ""): sign.startswith(("+", "p"))
        for name, sign in _RECEPTOR.findall(text)
    }
    if signs.get("her2"):
        return "breast (HER2 positive)"
    if any(signs.get(name) for name in ("er", "pr", "hr")):
        return "breast (HR positive)"
    return "breast (triple negative)" if len(signs) == len(_RECEPTORS) else None


def _without(tokens: tuple[str, ...], known: tuple[Found, ...]) -> tuple[str, ...]:
    """The words, those that are known blotted out: "carcinoma" is no misspelt "carcinoid"."""
    blotted = {index for one in known for index in range(one.start, one.end)}
    return tuple("" if index in blotted else token for index, token in enumerate(tokens))


def _primary(
    table: Cancers, organs: list[Found], marks: tuple[Found, ...], tokens: tuple[str, ...]
) -> list[Found]:
    """The organs where it may have begun: not those it spread to, whichever way that is told."""
    spread = table.spread.find(tokens)[:_MOST_NAMED]
    if not spread:
        return organs
    scored = []
    for one in organs:
        told = bool(table.began & set(tokens[max(one.start - 3, 0) : one.start]))
        scored.append((5 * told + _beginning(one, marks, spread, tokens), one))
    best = max((score for score, _ in scored), default=-1)
    return [one for score, one in scored if score == best and score >= 0]


def _is_site(word: str) -> bool:
    """ "Mets" behind an organ make it where the cancer went; "spread" does not."""
    return word.startswith(("met", "second", "метаст", "نقائل", "мета"))


def _beginning(
    one: Found, marks: tuple[Found, ...], spread: tuple[Found, ...], tokens: tuple[str, ...]
) -> int:
    """How likely the cancer began in this organ; below zero where it only spread there."""
    beside = any(0 <= mark.start - one.end < 2 or 0 <= one.start - mark.end < 3 for mark in marks)
    score = 3 * beside
    if any(last.start == one.end and _is_site(tokens[last.start]) for last in spread):
        score -= 4  # "bone mets"
    if any(0 < one.start - last.end <= 2 for last in spread):
        score -= 4  # "mets in bone"
    behind = any(last.end <= one.start for last in spread)
    return -1 if behind and not score else score


def _best_disease(diseases: list[Found], organs: list[Found]) -> str:
    """A kind beats its bare disease; an organ of its own beats a blood cancer said in passing."""
    with_kind = [one for one in diseases if "(" in one.value and "unspec" not in one.value]
    best = (with_kind or diseases)[0]
    own = [one for one in organs if not best.value.startswith(one.value)]
    if best.value == "lymphoma (non-Hodgkin)":
        finer = [one for one in with_kind if one.value.startswith("lymphoma (") and one is not best]
        return finer[0].value if finer else best.value
    if own and best.value == "lung (small cell)":
        return own[0].value
    return best.value


def _kept(
    found: tuple[Found, ...], tokens: tuple[str, ...], marks: tuple[Found, ...]
) -> list[Found]:
    """Those that are not denied; "nahi" denies what stands before it."""
    return [
        one
        for one in found
        if not (one.start and tokens[one.start - 1] in _NOT and not _is_in(one, marks))
        and not _NOT_BEHIND & set(tokens[one.end : one.end + 1])
    ]


def _is_in(one: Found, marks: tuple[Found, ...]) -> bool:
    """ "Câncer no colo": "no" behind a word for cancer is Portuguese for "in the"."""
    return any(mark.end == one.start - 1 for mark in marks)


def _is_near(one: Found, marks: tuple[Found, ...]) -> bool:
    return any(mark.start - one.end < _NEAR and one.start - mark.end < _NEAR for mark in marks)


def _without_reverse_acronyms(said: Words) -> tuple[str, ...]:
    """ALL in capitals is a leukemia; "all" is a word."""
    shouted = said.raw.isupper() and len(said.tokens) > _FEW
    if "ALL" not in said.raw.split() or shouted:
        return said.tokens
    tokens = said.tokens
    index = tokens.index("all")
    return (*tokens[:index], "b", *tokens[index:])
