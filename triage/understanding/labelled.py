"""Labelled messages: lines that say what a text means, for training and for evaluation.

A line is {"text", "label", "accept", "language", "family"}; `none` is a message that sounds like
danger and is none. The family is one way of saying a thing: figures are split by it, never by row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from triage.errors import ContentProblem

NEAR_MISS = "none"
_DANGER = "danger-"
_OF_DANGER = "redflag:"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message and the labels that are right for it; the first is the one that was meant.

    `near_miss` says that it sounds like danger and is none.
    """

    text: str
    accept: tuple[str, ...]
    language: str = ""
    family: str = ""
    near_miss: bool = False

    @property
    def label(self) -> str:
        """The label that was meant."""
        return self.accept[0]

    @property
    def is_danger(self) -> bool:
        """Whether somebody is in danger."""
        return self.label.startswith(_OF_DANGER)


def parse_lines(name: str, lines: Iterable[str]) -> list[Labelled]:
    """The messages of one file; ContentProblem names every line that is none."""
    found: list[Labelled] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(as_labelled(json.loads(line), name))
        except (ValueError, RecursionError):
            problems.append(f"{name}: line {number}: wants an object with text and label")
    if problems:
        raise ContentProblem(problems)
    return found


def as_labelled(row: object, name: str) -> Labelled:
    """One line of the file of this name, parsed; ValueError where it is none of ours."""
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError
    accept = row.get("accept") or []
    meant = [row["label"]] if row.get("label") else []
    labels = tuple(dict.fromkeys([*meant, *accept]))
    if not labels or not all(isinstance(label, str) for label in labels):
        raise ValueError
    return Labelled(
        text=row["text"],
        accept=labels,
        language=str(row.get("language", "")),
        family=f"{name}: {row.get('family', '')}",
        near_miss=NEAR_MISS in labels or row.get("kind") == "near",
    )


@dataclass(frozen=True, slots=True)
class Exemplars:
    """What the models are trained on."""

    topics: tuple[Labelled, ...]
    danger: tuple[Labelled, ...]


def our_exemplars() -> Exemplars:
    """The messages that are shipped with the package."""
    return read_exemplars(files("triage.understanding").joinpath("exemplars"))


def read_exemplars(folder: Traversable) -> Exemplars:
    """Every .jsonl file of a folder in the order of names; those of danger are named danger-*."""
    found: dict[bool, list[Labelled]] = {True: [], False: []}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".jsonl"):
            lines = file.read_text("utf-8").splitlines()
            found[file.name.startswith(_DANGER)] += parse_lines(file.name, lines)
    if not found[True] or not found[False]:
        raise ContentProblem([f"{folder}: wants files of topics and files named {_DANGER}*.jsonl"])
    return Exemplars(tuple(found[False]), tuple(found[True]))
