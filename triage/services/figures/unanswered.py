"""What people asked that the bot could not answer, grouped: the next content to write.

Two questions belong together when the words that say what they are about are mostly the same, once
the everyday words of our languages are taken away. Numbers, e-mail addresses and the like are left
out of the wordings that are shown; whoever needs more opens the lead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from triage.errors import Damaged
from triage.services import audit
from triage.services.house import House
from triage.services.messages.effects import QUESTIONS
from triage.services.sealing import for_fact
from triage.services.staff.coordinators import Coordinator
from triage.storage import overview as counts
from triage.storage.overview import SealedFact
from triage.understanding.datafiles import our_files
from triage.understanding.normal import plain
from triage.understanding.tongue import load_tongues

WINDOW = timedelta(days=90)
MOST = 500
#: How much two questions share to be one group: twice what is in both, by what is in each.
_ALIKE = 0.55
_STEM = 5  # letters: "treatment", "treatments" and "treating" are close enough to one word
_LONGEST = 240
_WORD = re.compile(r"[^\W\d_][\w\u0900-\u097f]*")
#: Words of asking, beside the everyday words that the reader knows languages by.
_ASKING = (
    "can could tell give get take like know just your there any much many some good best long kind "
    "क्या है हैं का की के को से में पर मुझे मैं आप और या कितना कितने कितनी कब कैसे कहाँ कौन होगा"
)
_HIDDEN = re.compile(r"\S+@\S+|https?://\S+|\+?\d(?:[\s().-]{0,3}\d){5,}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its lead, when (aware UTC), and its words without numbers and addresses."""

    lead_public_id: str
    at: datetime
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are about the same; `examples` are one or two, the newest first."""

    count: int
    last_at: datetime
    examples: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """All groups, the largest first; `asked` questions were looked at, since that time."""

    since: datetime
    asked: int
    has_more: bool
    groups: tuple[Group, ...]


def look(house: House, by: Coordinator) -> Unanswered:
    """The questions of the last WINDOW, at most MOST of them. That they were seen is recorded."""
    now = house.clock.now()
    since = now - WINDOW
    with house.store.reading() as tx:
        sealed = counts.questions(tx, since, QUESTIONS, limit=MOST + 1)
    asked = [one for one in (_opened(house, fact) for fact in sealed[:MOST]) if one]
    with house.store.transaction() as tx:
        audit.record(
            tx,
            at=now,
            actor=audit.actor_of(by.id),
            action="view_questions",
            subject="overview",
            count=len(asked),
        )
    return Unanswered(since, len(asked), len(sealed) > MOST, group(asked))


def _opened(house: House, fact: SealedFact) -> Asked | None:
    try:
        key = house.vault.open_key(fact.wrapped_key)
        words = key.unseal(fact.value_sealed, for_fact(fact.lead_public_id, QUESTIONS))
    except Damaged:
        return None
    shown = _HIDDEN.sub("…", " ".join(words.split()))
    cut = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return Asked(fact.lead_public_id, fact.created_at, cut)


def group(asked: Sequence[Asked]) -> tuple[Group, ...]:
    """Put questions that are alike together, the largest group first; `asked` is newest first."""
    piles: list[tuple[frozenset[str], list[Asked]]] = []
    for one in asked:
        about = stems(one.words)
        near = max(piles, key=lambda pile: likeness(pile[0], about), default=None)
        if near and likeness(near[0], about) >= _ALIKE:
            near[1].append(one)
        else:
            piles.append((about, [one]))
    groups = [Group(len(pile), pile[0].at, _two(pile)) for _, pile in piles]
    return tuple(sorted(groups, key=lambda one: -one.count))


def stems(words: str) -> frozenset[str]:
    """What a question is about: the beginnings of its words, without the everyday ones.

    A question of everyday words alone is about those.
    """
    said = _said(words)
    telling = [word for word in said if word not in _everyday()]
    return frozenset(word.removesuffix("s")[:_STEM] for word in telling or said)


def _said(words: str) -> list[str]:
    """The words in one spelling, without single letters."""
    return [word for word in _WORD.findall(plain(words)) if len(word) > 1]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two questions share, from 0 to 1; two without any word are alike."""
    if not one and not other:
        return 1.0
    return 2 * len(one & other) / (len(one) + len(other))


@cache
def _everyday() -> frozenset[str]:
    return frozenset(load_tongues(our_files()).marks) | frozenset(plain(_ASKING).split())


def _two(pile: Sequence[Asked]) -> tuple[Asked, ...]:
    """The newest, and the newest that says it in other words."""
    first = pile[0]
    other = next((one for one in pile if _said(one.words) != _said(first.words)), None)
    return (first, other) if other else (first,)
