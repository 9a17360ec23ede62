"""Which cancer: organ or disease by its usual English name, the kind in brackets."""

from __future__ import annotations

from dataclasses import dataclass

from triage.understanding.datafiles import DataFiles
from triage.understanding.fields.glossary import Found, Glossary, build_glossary, load_table
from triage.understanding.normal import Words

_NEAR = 4
_FEW = 2
_NOT = frozenset(["not", "no", "isnt", "nahi", "नहीं", "не", "ليس", "না", "nao", "pas"])


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


def load_cancers(data: DataFiles) -> Cancers:
    """Read cancers.toml."""
    name = "cancers.toml"
    return Cancers(
        build_glossary(load_table(data, name, "disease")),
        build_glossary(load_table(data, name, "organ")),
        build_glossary(load_table(data, name, "cancer_word")),
        build_glossary(load_table(data, name, "spread")),
        build_glossary(load_table(data, name, "blood")),
    )


def read_cancer(table: Cancers, said: Words, *, asked: bool) -> str | None:
    """The cancer named first; unasked, an organ counts only beside a word for cancer."""
    tokens = _without_reverse_acronyms(said)
    fuzzy = asked and len(tokens) <= 8
    diseases = _kept(table.diseases.find(tokens, fuzzy=fuzzy), tokens)
    organs = _kept(table.organs.find(tokens, fuzzy=fuzzy), tokens)
    marks = table.cancer_words.find(tokens, fuzzy=fuzzy)
    if not asked:
        organs = [one for one in organs if _is_near(one, marks)]
    spread = table.spread.find(tokens)
    if spread:
        organs = [one for one in organs if one.start < spread[0].start] or organs[:0]
    if diseases:
        return _best_disease(diseases, organs)
    if asked and not organs and len(tokens) <= _FEW and table.blood.find(tokens):
        return "blood cancer (unspecified)"
    if organs:
        near = [one for one in organs if _is_near(one, marks)]
        return (near or organs)[0].value
    return None


def _best_disease(diseases: list[Found], organs: list[Found]) -> str:
    """A kind beats its bare disease; an organ of its own beats a blood cancer said in passing."""
    with_kind = [one for one in diseases if "(" in one.value and "unspec" not in one.value]
    best = (with_kind or diseases)[0]
    own = [one for one in organs if not best.value.startswith(one.value)]
    if own and best.value == "lung (small cell)":
        return own[0].value
    return best.value


def _kept(found: tuple[Found, ...], tokens: tuple[str, ...]) -> list[Found]:
    return [one for one in found if not (one.start and tokens[one.start - 1] in _NOT)]


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
