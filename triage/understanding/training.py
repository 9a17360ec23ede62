"""How the models are trained: exemplars in, the bytes of model.npz out; the same for the same.

The sole importer of scikit-learn and scipy, which only development has: they are imported when a
model is trained. The settings were chosen by cross-validation grouped by family.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from triage.errors import TriageError
from triage.understanding.features import Traits
from triage.understanding.labelled import Exemplars, Labelled
from triage.understanding.loading import Vocabulary
from triage.understanding.model import DANGER_LABELS, LABELS, NONE, OUT_OF_SCOPE
from triage.understanding.normal import words
from triage.understanding.opinion import training_traits
from triage.understanding.topics import find_subject, is_anchored

_SEEN_AT_LEAST = 3  # what one or two exemplars alone say tells nothing about others
_SOFTNESS = {"topic": 20.0, "danger": 10.0}  # inverse strength of the regularisation
_WEIGHT_BESIDE = 0.12  # there are more of them than of any topic
_ROUNDS = 200


class NoTrainer(TriageError):
    """scikit-learn is not installed."""

    def __init__(self) -> None:
        super().__init__("training wants scikit-learn: install the development requirements")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One exemplar as a model sees it: features and the label to learn."""

    traits: Traits
    label: str
    family: str
    weight: float = 1.0


def lessons(exemplars: Exemplars, known: Vocabulary) -> dict[str, list[Lesson]]:
    """What each model learns from.

    Messages of danger and near-misses that name nothing of ours teach the topic model, each with
    little weight, what is out of scope; all topics teach the danger model what is none.
    """
    beside = [row for row in exemplars.danger if names_nothing(known, row.text)]
    topics = [(row, row.label, 1.0) for row in exemplars.topics]
    topics += [(row, OUT_OF_SCOPE, _WEIGHT_BESIDE) for row in beside]
    danger = [(row, danger_class(row), 1.0) for row in (*exemplars.danger, *exemplars.topics)]
    return {
        name: [
            Lesson(training_traits(known.lexicon, name, row.text), label, row.family, weight)
            for row, label, weight in rows
        ]
        for name, rows in (("topic", topics), ("danger", danger))
    }


def names_nothing(known: Vocabulary, text: str) -> bool:
    """Whether no rule finds a service or topic in a text, nor the name of a therapy of ours."""
    said = words(text)
    tags = known.lexicon.tag(known.lexicon.repaired(said))
    found = find_subject(
        tags, len(said.tokens), services=known.service_rules, topics=known.topic_rules
    )
    return found.label is None and not found.choices and not is_anchored(tags)


def danger_class(row: Labelled) -> str:
    """The danger model's label."""
    return row.label if row.label in DANGER_LABELS else NONE


def train(learned: dict[str, list[Lesson]]) -> bytes:
    """The model file for these lessons."""
    trainer()  # before the long part, and before what only training has
    from triage.understanding.arrays import to_bytes

    arrays: dict[str, Any] = {}
    for name, rows in learned.items():
        arrays |= fitted(name, rows)
    return to_bytes(arrays)


def fitted(name: str, rows: Sequence[Lesson]) -> dict[str, Any]:
    """The arrays of one model, trained on these rows."""
    matrix, fitter, one_thread = trainer()
    from triage.understanding.arrays import packed, stacked

    key, idf = _known([row.traits for row in rows])
    table = matrix(stacked([row.traits for row in rows], key, idf), (len(rows), len(key)))
    strangers = sorted({row.label for row in rows} - set(LABELS[name]))
    if strangers:
        raise TriageError(f"exemplars of {name} hold the labels {', '.join(strangers)}")
    fit = fitter(C=_SOFTNESS[name], max_iter=_ROUNDS, tol=1e-3)
    with one_thread(limits=1):  # sums of several threads differ in their last digits
        fit.fit(
            table, [LABELS[name].index(row.label) for row in rows], [row.weight for row in rows]
        )
    if len(fit.classes_) != len(LABELS[name]):
        raise TriageError(f"the exemplars lack some label of {name}")
    return packed(name, key, idf, fit.coef_.T, fit.intercept_)


def trainer() -> tuple[Any, Any, Any]:
    """A kind of table, a kind of classifier and a limit of threads; NoTrainer without them."""
    try:
        from scipy import sparse
        from sklearn import linear_model
        from threadpoolctl import threadpool_limits
    except ImportError:
        raise NoTrainer from None
    return sparse.csr_matrix, linear_model.LogisticRegression, threadpool_limits


def _known(rows: Iterable[Traits]) -> tuple[list[int], list[float]]:
    """The features that were seen often enough, sorted, with how rare each is."""
    seen: Counter[int] = Counter()
    number = 0
    for row in rows:
        number += 1
        seen.update({*row.grams, *row.flags})
    key = sorted(one for one, times in seen.items() if times >= _SEEN_AT_LEAST)
    return key, [math.log((1 + number) / (1 + seen[one])) + 1 for one in key]
