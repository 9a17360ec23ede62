"""Reading every data file of this room once; what is broken is refused with its name and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from triage.understanding.commands import load_commands
from triage.understanding.danger import MEASURED
from triage.understanding.datafiles import DataFiles, concepts, our_files, rules, word_list
from triage.understanding.deaths import load_deaths
from triage.understanding.fields import FieldWords, load_fields
from triage.understanding.lexicon import Lexicon, build_lexicon
from triage.understanding.model import FILE, from_bytes
from triage.understanding.normal import tokens_of_lines
from triage.understanding.numbers import NumberWords, load_numbers
from triage.understanding.reader import Reader
from triage.understanding.rules import RuleBook
from triage.understanding.tongue import load_tongues
from triage.vocabulary import Danger

_REPAIRED = ("imm", "checkpoint", "mab", "car_t", "vaccine", "modulator", "proton", "abroad",
             "cancer", "treatment", "side_effect", "tele", "consult", "given", "iv", "oral",
             "immune_system", "video")  # fmt: skip
_REPAIRED_DANGER = ("breath", "breathless", "blood", "bleeding", "unconscious", "seizure",
                    "fever", "vomit", "suicide", "emergency_word", "swell")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of all concepts, with the tables they were made from."""

    lexicon: Lexicon
    danger_lexicon: Lexicon
    names: tuple[str, ...]
    numbers: NumberWords
    fields: FieldWords
    service_rules: RuleBook
    topic_rules: RuleBook


def load_vocabulary(data: DataFiles) -> Vocabulary:
    """The concepts of all languages; what training needs of the data files."""
    numbers = load_numbers(data)
    fields = load_fields(data, numbers.names)
    listed = concepts(data)
    listed["country_name"] = list(fields.places.long_names)
    known = word_list(data, "spelling.toml", "known", "words")
    expand = _texting(data.table("spelling.toml"))
    lexicon = build_lexicon(listed, expand, known, _repairable(listed, _REPAIRED))
    names = (*listed, *MEASURED)
    return Vocabulary(
        lexicon=lexicon,
        danger_lexicon=replace(lexicon, repairable=_repairable(listed, _REPAIRED_DANGER)),
        names=names,
        numbers=numbers,
        fields=fields,
        service_rules=rules(data, "services.toml", "", names),
        topic_rules=rules(data, "topics.toml", "", names),
    )


def load_reader(data: DataFiles | None = None) -> Reader:
    """Read every data file once; ContentProblem names what is broken."""
    data = data or our_files()
    known = load_vocabulary(data)
    danger = [
        rule
        for kind in (Danger.SELF_HARM, Danger.EMERGENCY)
        for name in data.names("danger")
        if name.startswith(f"danger/{kind}")
        for rule in rules(data, name, kind, known.names)
    ]
    return Reader(
        lexicon=known.lexicon,
        danger_lexicon=known.danger_lexicon,
        danger_rules=RuleBook(danger),
        service_rules=known.service_rules,
        topic_rules=known.topic_rules,
        commands=load_commands(data),
        numbers=known.numbers,
        tongues=load_tongues(data),
        fields=known.fields,
        deaths=load_deaths(data),
        model=from_bytes(data.blob(FILE)),
    )


def _repairable(listed: Mapping[str, list[str]], which: tuple[str, ...]) -> tuple[str, ...]:
    """Single words of six letters and more that a misspelling may be taken for."""
    found = set()
    phrases = [one.rstrip("*") for concept in which for one in listed.get(concept, ())]
    for bare in tokens_of_lines(phrases):
        if len(bare) == 1 and len(bare[0]) >= 6:
            found.add(bare[0])
    return tuple(sorted(found))


def _texting(spelling: Mapping[str, object]) -> dict[str, str]:
    rows = spelling.get("expand", {})
    return {str(k): str(v) for k, v in rows.items()} if isinstance(rows, dict) else {}
