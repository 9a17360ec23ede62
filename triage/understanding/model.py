"""The trained models: arrays of numbers, read with the package and scored in a few sums.

The sole importer of numpy. Decided here: the form of model.npz, and that a file which is broken or
made for other features is refused. Scoring shares nothing that changes: safe between threads.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage.errors import ContentProblem
from triage.understanding.features import FEATURE_VERSION, Traits
from triage.vocabulary import Command, Danger, Service

FILE = "model.npz"
OUT_OF_SCOPE = "out_of_scope"
HUMAN = f"command:{Command.HUMAN}"
NONE = "none"
_TOPICS = ("checkpoint_inhibitors", "contact", "how_given", "how_it_works", "how_often",
           "is_it_working", "modulators", "monoclonal_antibodies", "side_effects",
           "t_cell_transfer", "treatment_vaccines", "types", "what_is",
           "which_cancers")  # fmt: skip
TOPIC_LABELS = (
    *(f"command:{command}" for command in sorted(Command)),
    *(f"faq:{topic}" for topic in _TOPICS),
    *(f"menu:{service}" for service in sorted(Service)),
    OUT_OF_SCOPE,
)
DANGER_LABELS = (NONE, f"redflag:{Danger.EMERGENCY}", f"redflag:{Danger.SELF_HARM}")
LABELS: Mapping[str, tuple[str, ...]] = {"topic": TOPIC_LABELS, "danger": DANGER_LABELS}

#: What a flag counts beside grams of length one; the models are trained with the same number.
FLAG_WEIGHT = 0.3
_STEPS = 127  # a weight is kept as one signed byte
_PARTS = {"key": "u4", "idf": "f2", "weight": "i1", "scale": "f4", "bias": "f4"}


@dataclass(frozen=True, slots=True)
class Scorer:
    """One model. `key` are the known features, sorted; `weight` has a row for each of them."""

    labels: tuple[str, ...]
    key: NDArray[Any]
    idf: NDArray[Any]
    weight: NDArray[Any]
    scale: NDArray[Any]
    bias: NDArray[Any]

    def chances(self, said: Traits) -> dict[str, float]:
        """How likely each label is; they add up to one."""
        rows, values = weighted(said, self.key, self.idf)
        # sums, not a matrix product: for so few numbers BLAS would only start threads
        scores = self.bias + (values[:, None] * self.weight[rows]).sum(axis=0) * self.scale
        odds = np.exp(scores - scores.max())
        return dict(zip(self.labels, (odds / odds.sum()).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Model:
    """Both models: what is asked for, and whether somebody is in danger."""

    topic: Scorer
    danger: Scorer


def weighted(said: Traits, key: NDArray[Any], idf: NDArray[Any]) -> tuple[Any, Any]:
    """Rows of the known features of a message, and what each counts: grams have length one."""
    grams = np.fromiter(said.grams.keys(), np.uint32, len(said.grams))
    times = np.fromiter(said.grams.values(), np.float32, len(said.grams))
    rows, known = _rows(grams, key)
    values = (1 + np.log(times[known])) * idf[rows].astype(np.float32)
    length = float(np.sqrt((values * values).sum())) or 1.0
    flags, _ = _rows(np.array(said.flags, np.uint32), key)
    flat = np.full(len(flags), FLAG_WEIGHT, np.float32)
    return np.concatenate([rows, flags]), np.concatenate([values / length, flat])


def stacked(rows: Sequence[Traits], key: Sequence[int], idf: Sequence[float]) -> tuple[Any, ...]:
    """A table with a row a message, as training wants it: values, columns, where rows start."""
    known, rare = _as_kept("key", key), _as_kept("idf", idf)
    found = [weighted(row, known, rare) for row in rows]
    starts = np.cumsum([0, *(len(columns) for columns, _ in found)])
    values = np.concatenate([values for _, values in found])
    return values, np.concatenate([columns for columns, _ in found]), starts


def _rows(wanted: NDArray[Any], key: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where the known ones of the wanted features stand, and which of them are known."""
    at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    known = key[at] == wanted
    return at[known], known


def packed(
    name: str, key: Sequence[int], idf: Sequence[float], weight: Any, bias: Any
) -> dict[str, Any]:
    """The arrays of one model for `to_bytes`: weights are rounded to steps of their label's scale.

    `weight` has a row a feature and a column a label.
    """
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-9) / _STEPS
    arrays = {
        "key": key, "idf": idf, "weight": np.rint(weight / scale), "scale": scale, "bias": bias
    }  # fmt: skip
    return {f"{name}_{part}": _as_kept(part, values) for part, values in arrays.items()}


def _as_kept(part: str, values: Any) -> NDArray[Any]:
    return np.asarray(values).astype(_PARTS[part])


def to_bytes(arrays: Mapping[str, Any]) -> bytes:
    """The model file: the same bytes for the same arrays."""
    out = io.BytesIO()
    np.savez_compressed(out, version=np.array([FEATURE_VERSION]), **arrays)
    return out.getvalue()


def from_bytes(raw: bytes) -> Model:
    """Read a model file; ContentProblem says why one is refused."""
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile) as broken:
        raise ContentProblem([f"{FILE}: is no model file: {broken}"]) from broken
    version = arrays.get("version")
    if version is None or version.tolist() != [FEATURE_VERSION]:
        raise ContentProblem([f"{FILE}: was made for other features; run: {REMEDY}"])
    return Model(_scorer("topic", arrays), _scorer("danger", arrays))


def _scorer(name: str, arrays: Mapping[str, Any]) -> Scorer:
    labels = LABELS[name]
    try:
        parts = {part: arrays[f"{name}_{part}"] for part in _PARTS}
    except KeyError as missing:
        raise ContentProblem([f"{FILE}: {missing} is missing; run: {REMEDY}"]) from missing
    rows, columns = len(parts["key"]), len(labels)
    shapes = {"key": (rows,), "idf": (rows,), "weight": (rows, columns),
              "scale": (columns,), "bias": (columns,)}  # fmt: skip
    for part, kind in _PARTS.items():
        found = parts[part]
        if found.shape != shapes[part] or found.dtype != np.dtype(kind) or not rows:
            raise ContentProblem([f"{FILE}: {name}_{part} has a wrong form; run: {REMEDY}"])
        if not np.isfinite(found).all():
            raise ContentProblem([f"{FILE}: {name}_{part} holds no numbers; run: {REMEDY}"])
    return Scorer(labels, **parts)


REMEDY = "triage understanding train"
