"""The answers as the page shows them: in the order of the basics, narrower ones inside theirs.

Decided here: how a page text falls into paragraphs and lists, and that the line "general
information" stands once on the page and not under every answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.conversation.script import Answer, Script
from triage.vocabulary import BASICS, NARROWER, Topic

_BULLET = re.compile(r"[-*•]\s+")
_ADDRESS = re.compile(r",?\s*(?:https://)?((?:[a-z0-9-]+\.)+[a-z]{2,}/\S*)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line) or, where `bullets`, a list of lines."""

    lines: tuple[str, ...]
    bullets: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer comes from; `link` is None where no address is given."""

    name: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """One answer of the page; `anchor` is its place, `narrower` the answers inside it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    source: Source
    reviewer: str
    reviewed: str
    narrower: tuple[Section, ...] = ()


def sections(script: Script, language: str, general: str) -> tuple[Section, ...]:
    """The eight answers; `general` is the line on general information that the page itself has."""
    return tuple(_section(script, language, general, topic) for topic in BASICS)


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs parted by empty lines; lines that begin with a dash are a list."""
    for part in re.split(r"\n\s*\n", text.strip()):
        plain: list[str] = []
        bullets: list[str] = []
        for line in part.splitlines():
            if found := _BULLET.match(line):
                bullets.append(line[found.end() :].strip())
            elif bullets:
                bullets[-1] += f" {line.strip()}"
            else:
                plain.append(line.strip())
        if plain:
            yield Block((" ".join(plain),))
        if bullets:
            yield Block(tuple(bullets), bullets=True)


def source_of(text: str) -> Source:
    """A source with its address, if it ends in one, taken off as a link."""
    found = _ADDRESS.search(text)
    if found is None or not text[: found.start()].strip():
        return Source(text, None)
    return Source(text[: found.start()].strip(), f"https://{found[1]}")


def _section(script: Script, language: str, general: str, topic: Topic) -> Section:
    answer: Answer = script.answer(topic, language)
    said = tuple(b for b in blocks(answer.page) if not general.startswith(b.lines[0]))
    inner = NARROWER.get(topic, ())
    return Section(
        anchor=topic.value.replace("_", "-"),
        title=answer.title,
        blocks=said,
        source=source_of(answer.source),
        reviewer=answer.reviewer,
        reviewed=f"{answer.reviewed.day} {answer.reviewed:%B %Y}" if answer.reviewed else "-",
        narrower=tuple(_section(script, language, general, each) for each in inner),
    )
