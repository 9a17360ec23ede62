"""Whether a text is a question or a request: such a text is never kept as an answer of theirs."""

from __future__ import annotations

from triage.understanding.lexicon import Spans
from triage.understanding.normal import Words

_MARKS = ("?", "؟", "¿")
_WORDS_FOR_A_MARK = 3


def is_asking(said: Words, spans: Spans) -> bool:
    """A question mark after some words, a question word in front, or a request anywhere."""
    if any(mark in said.plain for mark in _MARKS) and (
        len(said.tokens) >= _WORDS_FOR_A_MARK or _starts(said, spans, "question")
    ):
        return True
    return _starts(said, spans, "question") or "request" in spans or "question_inside" in spans


def _starts(said: Words, spans: Spans, concept: str) -> bool:
    """Whether the concept opens the message or one of its sentences."""
    if len(said.tokens) < 2:
        return bool(said.tokens) and concept in spans and said.tokens[0] in _ALONE
    openings = {0} | {
        here for before, here in zip(said.at, said.at[1:], strict=False) if here > before + 1
    }
    return any(start in openings for start, _ in spans.get(concept, ()))


_ALONE = frozenset(
    [
        "what",
        "how",
        "which",
        "when",
        "where",
        "who",
        "cost",
        "price",
        "kya",
        "kaise",
        "kab",
        "kahan",
        "como",
        "cuando",
    ]
)
