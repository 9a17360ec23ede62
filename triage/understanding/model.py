"""The trained models as the package ships them: model.npz, read without numpy.

Decided here: the labels, the form of the file (an archive of plain arrays of numbers), and that one
which is broken or made for other features is refused.
"""

from __future__ import annotations

import ast
import io
import math
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from triage.errors import ContentProblem
from triage.understanding.features import FEATURE_VERSION
from triage.understanding.scoring import Features, Scorer, known_features, scorer
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

REMEDY = "triage understanding train"
#: The arrays of one model and what stands in them: key u4, idf f2, weight i1, scale f4, bias f4.
PARTS = {"key": "<u4", "idf": "<f2", "weight": "|i1", "scale": "<f4", "bias": "<f4"}
_LETTERS = {"<u4": "I", "<f2": "e", "|i1": "b", "<f4": "f", "<i8": "q"}
_HEADER = struct.Struct("<6s2BH")
_MAGIC = b"\x93NUMPY"
#: What a damaged archive, or a damaged array in it, makes the readers of both raise.
_BROKEN = (AttributeError, EOFError, KeyError, NotImplementedError, OSError, RuntimeError,
           SyntaxError, TypeError, ValueError, struct.error, zlib.error,
           zipfile.BadZipFile)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """Both models: what is asked for, and whether somebody is in danger."""

    topic: Scorer
    danger: Scorer


@dataclass(frozen=True, slots=True)
class Stored:
    """One array of the file: the kind of its numbers, its shape, and its bytes, row by row."""

    kind: str
    shape: tuple[int, ...]
    raw: bytes

    def numbers(self) -> tuple[float, ...]:
        """All of them, one row after the other."""
        size = math.prod(self.shape)
        return struct.unpack(f"<{size}{_LETTERS[self.kind]}", self.raw)


Parts = Mapping[str, Stored]


def from_bytes(raw: bytes) -> Model:
    """Read a model file; ContentProblem says why one is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as stored:
            names = stored.namelist()
            arrays = {name.removesuffix(".npy"): _stored(stored.read(name)) for name in names}
    except _BROKEN as broken:
        raise ContentProblem([f"{FILE}: is no model file: {broken}"]) from broken
    version = arrays.get("version")
    if version is None or version.numbers() != (FEATURE_VERSION,):
        raise ContentProblem([f"{FILE}: was made for other features; run: {REMEDY}"])
    parts = {name: _proven(name, arrays) for name in LABELS}
    keys = {name: _sorted_key(name, one) for name, one in parts.items()}
    features = known_features(sorted({number for key in keys.values() for number in key}))
    topic, danger = (
        _scorer(name, parts[name], keys[name], features) for name in ("topic", "danger")
    )
    return Model(topic, danger)


def _stored(raw: bytes) -> Stored:
    """One member of the archive: a head that says what it is, then the numbers."""
    magic, major, _, size = _HEADER.unpack_from(raw)
    if magic != _MAGIC or major != 1:
        raise ValueError("an array of another form")
    head = ast.literal_eval(raw[_HEADER.size : _HEADER.size + size].decode("latin-1"))
    kind, shape, body = head["descr"], head["shape"], raw[_HEADER.size + size :]
    if kind not in _LETTERS or head["fortran_order"]:
        raise ValueError("an array of numbers that we do not keep")
    if struct.calcsize(f"<{math.prod(shape)}{_LETTERS[kind]}") != len(body):
        raise ValueError("an array that is cut short")
    return Stored(kind, shape, body)


def _proven(name: str, arrays: Parts) -> Parts:
    """The arrays of one model, each of the right form; ContentProblem names one that is not."""
    try:
        parts = {part: arrays[f"{name}_{part}"] for part in PARTS}
    except KeyError as missing:
        raise ContentProblem([f"{FILE}: {missing} is missing; run: {REMEDY}"]) from missing
    rows, columns = math.prod(parts["key"].shape), len(LABELS[name])
    shapes = {"key": (rows,), "idf": (rows,), "weight": (rows, columns),
              "scale": (columns,), "bias": (columns,)}  # fmt: skip
    for part, kind in PARTS.items():
        found = parts[part]
        if found.shape != shapes[part] or found.kind != kind or not rows:
            raise ContentProblem([f"{FILE}: {name}_{part} has a wrong form; run: {REMEDY}"])
        if part != "weight" and not all(map(math.isfinite, found.numbers())):
            raise ContentProblem([f"{FILE}: {name}_{part} holds no numbers; run: {REMEDY}"])
    return parts


def _sorted_key(name: str, parts: Parts) -> tuple[int, ...]:
    key = tuple(int(number) for number in parts["key"].numbers())
    if any(one >= other for one, other in pairwise(key)):
        raise ContentProblem([f"{FILE}: {name}_key is not in order; run: {REMEDY}"])
    return key


def _scorer(name: str, parts: Parts, key: tuple[int, ...], features: Features) -> Scorer:
    labels, raw = LABELS[name], parts["weight"].raw
    size = len(labels)
    return scorer(
        labels,
        features,
        dict(zip(key, parts["idf"].numbers(), strict=True)),
        {number: raw[size * at : size * (at + 1)] for at, number in enumerate(key)},
        parts["scale"].numbers(),
        parts["bias"].numbers(),
    )
