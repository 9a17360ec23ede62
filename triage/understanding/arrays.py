"""The arrays that models are trained with, and the file made of them; `model.py` reads it again.

The sole importer of numpy, which only training needs: no process that answers people loads it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage.understanding.features import FEATURE_VERSION, Traits
from triage.understanding.model import PARTS
from triage.understanding.scoring import FLAG_WEIGHT

_STEPS = 127  # a weight is kept as one signed byte


def stacked(rows: Sequence[Traits], key: Sequence[int], idf: Sequence[float]) -> tuple[Any, ...]:
    """A table with a row a message, as training wants it: values, columns, where rows start."""
    known, rare = _as_kept("key", key), _as_kept("idf", idf)
    found = [_weighted(row, known, rare) for row in rows]
    starts = np.cumsum([0, *(len(columns) for columns, _ in found)])
    values = np.concatenate([values for _, values in found])
    return values, np.concatenate([columns for columns, _ in found]), starts


def _weighted(said: Traits, key: NDArray[Any], idf: NDArray[Any]) -> tuple[Any, Any]:
    """Rows of the known features of a message, and what each counts: grams have length one."""
    grams = np.fromiter(said.grams.keys(), np.uint32, len(said.grams))
    times = np.fromiter(said.grams.values(), np.float32, len(said.grams))
    rows, known = _rows(grams, key)
    values = (1 + np.log(times[known])) * idf[rows].astype(np.float32)
    length = float(np.sqrt((values * values).sum())) or 1.0
    flags, _ = _rows(np.array(said.flags, np.uint32), key)
    flat = np.full(len(flags), FLAG_WEIGHT, np.float32)
    return np.concatenate([rows, flags]), np.concatenate([values / length, flat])


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
    return np.asarray(values).astype(PARTS[part])


def to_bytes(arrays: Mapping[str, Any]) -> bytes:
    """The model file: the same bytes for the same arrays."""
    out = io.BytesIO()
    np.savez_compressed(out, version=np.array([FEATURE_VERSION]), **arrays)
    return out.getvalue()
