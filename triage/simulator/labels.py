"""Which option a tapped line stands for: the labels of the texts, turned round.

Decided here: a label that two options share stands for neither; the phone then sends the number.
"""

from __future__ import annotations

from collections.abc import Iterator

from triage.conversation.script import Language, Script


def option_ids(script: Script) -> dict[str, str]:
    """Label -> option id ("CAR T-Cell therapy" -> "menu:2"), in every language."""
    found: dict[str, set[str]] = {}
    for language in script.languages.values():
        for label, option in _labels(language):
            found.setdefault(label, set()).add(option)
    return {label: next(iter(ids)) for label, ids in found.items() if len(ids) == 1}


def _labels(language: Language) -> Iterator[tuple[str, str]]:
    for key, text in language.texts.items():
        room, _, rest = key.partition(".")
        kind, _, name = rest.partition(".")
        if room == "option":
            yield text.whatsapp.strip(), f"{kind}:{name}"
    for topic, answer in language.answers.items():
        yield answer.title.strip(), f"faq:{topic}"
    yield language.name, f"language:{language.code}"
