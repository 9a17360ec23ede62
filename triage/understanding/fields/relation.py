"""Who the patient is to the person who writes (`for_whom`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.understanding.datafiles import DataFiles, word_list
from triage.understanding.fields.glossary import Found, Glossary, build_glossary, load_table
from triage.understanding.fields.kin import OF, OF_TURNED, OWN, kin_of
from triage.understanding.normal import Words

#: "I am her son": the writer's own role, turned round by the patient's gender.
_REVERSED = {
    "son": ("mother", "father"),
    "daughter": ("mother", "father"),
    "wife": ("wife", "husband"),
    "husband": ("wife", "husband"),
    "mother": ("daughter", "son"),
    "father": ("daughter", "son"),
    "brother": ("sister", "brother"),
    "sister": ("sister", "brother"),
    "friend": ("friend", "friend"),
    "niece": ("aunt", "uncle"),
    "nephew": ("aunt", "uncle"),
    "grandson": ("grandmother", "grandfather"),
    "granddaughter": ("grandmother", "grandfather"),
}


_AGE_WORDS = frozenset(
    [
        "year",
        "years",
        "yr",
        "yrs",
        "month",
        "months",
        "old",
        "aged",
        "yo",
        "saal",
        "ke",
        "ka",
        "little",
    ]
)


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations in all languages, and the words round them: "my", "for", "not"."""

    names: Glossary
    mine: frozenset[str]
    on_behalf: frozenset[str]
    refused: frozenset[str]


def load_relations(data: DataFiles) -> Relations:
    """Read relations.toml."""
    name = "relations.toml"
    return Relations(
        build_glossary(load_table(data, name, "relation"), 7),
        *(word_list(data, name, "around", key) for key in ("mine", "on_behalf", "refused")),
    )


def read_relation(table: Relations, said: Words, *, asked: bool) -> str | None:
    """The relation named; unasked, only where "my" or "for" stands before it."""
    tokens = said.tokens
    turned = _turned_round(table, tokens)
    if turned:
        return turned
    found = _joined(table.names.find(tokens, fuzzy=asked and len(tokens) <= 3), said)
    others = [one for one in found if one.value != "self" and not _is_denied(table, one, tokens)]
    if not asked:
        others = [one for one in others if _is_marked(table, one, tokens)]
    if others:
        return others[0].value
    mine = [one for one in found if one.value == "self" and not _is_denied(table, one, tokens)]
    if not mine or (not asked and not _is_about_me(mine, tokens)):
        return None
    return "self"


def named_in(table: Relations, said: Words) -> list[Found]:
    """Every relation in a message, "my" before it or not, but for the person who writes."""
    return [one for one in _joined(table.names.find(said.tokens), said) if one.value != "self"]


def named_beside(table: Relations, said: Words) -> tuple[Found, ...]:
    """Relations with "my" before them; the name of the patient often follows."""
    found = table.names.find(said.tokens)
    return tuple(
        one for one in found if one.value != "self" and _is_marked(table, one, said.tokens)
    )


def _joined(found: tuple[Found, ...], said: Words) -> list[Found]:
    """Two relations that belong together ("wife's mother", "mother of my husband") are one."""
    joined: list[Found] = []
    tokens = said.tokens
    for one in found:
        if joined and joined[-1].end == one.start and _is_my(joined[-1], tokens):
            joined.pop()
        last = joined[-1] if joined else None
        if last and last.value == one.value and last.end == one.start and "'s" not in said.plain:
            joined[-1] = Found(last.start, one.end, one.value)
        elif last and "self" not in (last.value, one.value) and _belong(last, one, said):
            between = tokens[last.end : one.start]
            front = _owner_in_front(between, tokens[one.start - 1], one, tokens)
            owner, owned = (last.value, one.value) if front else (one.value, last.value)
            joined[-1] = Found(last.start, one.end, kin_of(owner, owned))
        else:
            joined.append(one)
    return joined


def _belong(last: Found, one: Found, said: Words) -> bool:
    """Nothing but "of" and "my" stands between them, no comma and no bracket."""
    between = said.tokens[last.end : one.start]
    word = re.escape(said.tokens[last.end - 1])
    if re.search(rf"{word}\S?\s*[(,;/:—–]", said.plain):
        return False
    return len(between) <= 2 and set(between) <= OF | OWN


def _is_my(one: Found, tokens: tuple[str, ...]) -> bool:
    """ "Ma" before a relation is French for "my", not a mother."""
    return tokens[one.start : one.end] == ("ma",)


def _owner_in_front(
    between: tuple[str, ...], before: str, one: Found, tokens: tuple[str, ...]
) -> bool:
    """Whether the first of two relations owns the second; "of" and Arabic turn that round."""
    if between:
        return not (set(between) & OF_TURNED or before in OWN)
    return not "\u0600" <= tokens[one.start][0] <= "\u06ff"


def _is_marked(table: Relations, one: Found, tokens: tuple[str, ...]) -> bool:
    before = tuple(t for t in tokens[max(one.start - 6, 0) : one.start] if not _is_age(t))[-2:]
    inside = tokens[one.start : one.start + 1]
    return bool(
        table.mine & set(before) or table.on_behalf & set(before) or table.mine & set(inside)
    ) or (one.value in ("patient of a doctor",) or _owns(tokens[one.start]))


def _is_age(token: str) -> bool:
    """A word of "my 7 year old son", which parts "my" from the son."""
    return token[0].isdigit() or token in _AGE_WORDS


def _owns(token: str) -> bool:
    """Arabic and Swahili relations carry "my" in the word itself."""
    return token in ("امي", "ابي", "والدي", "والدتي", "زوجي", "زوجتي", "ابني", "ابنتي", "اخي",
                     "اختي", "mamangu", "babangu", "mwanangu")  # fmt: skip


def _is_denied(table: Relations, one: Found, tokens: tuple[str, ...]) -> bool:
    return any(token in table.refused for token in tokens[max(one.start - 3, 0) : one.start]) and (
        "for" in tokens[max(one.start - 2, 0) : one.start + 1]
        or tokens[one.start - 1] in table.refused
    )


def _is_about_me(mine: list[Found], tokens: tuple[str, ...]) -> bool:
    sure = ("for me", "for myself", "i am the patient", "im the patient", "myself", "para mi",
            "apne liye", "mere liye", "मेरे लिए", "для себя", "pour moi", "para mim")  # fmt: skip
    return any(" ".join(tokens[one.start : one.end]) in sure for one in mine)


def _turned_round(table: Relations, tokens: tuple[str, ...]) -> str | None:
    for index, whose in enumerate(tokens[:-1]):
        if whose not in ("her", "his") or tokens[max(index - 1, 0)] not in ("am", "im", "iam"):
            continue
        role = table.names.first(tokens[index + 1 : index + 3])
        if role in _REVERSED:
            return _REVERSED[role][whose == "his"]
    return None
