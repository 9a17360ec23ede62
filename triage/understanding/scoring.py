"""How a trained model is scored: in whole numbers of many lanes, a lane for each label.

Without numpy, which takes more memory in a web process than all of the understanding. A feature's
weights stand side by side in one long integer, so that one multiplication and one addition count
them for every label at once. Decided here: how exact that is (nothing is rounded but what a gram
said again counts more: within 1e-5 of a chance, far less than decides anything), and how many of
these integers are kept: all of them would take several times the memory of their bytes.
Nothing but that changes once made: safe between threads.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import mul

from triage.understanding.features import Traits

#: What a flag counts beside grams of length one; the models are trained with the same number.
FLAG_WEIGHT = 0.3
#: What a gram counts is kept in steps of 1 / _UNIT: an idf, of eleven bits and one or more, is so
#: without rounding, and in two bytes as long as it is less than 16.
_UNIT = 1 << 12
#: Bits of a lane. A text of 4,096 letters has not 17,000 grams; each counts less than 16 (2 ** 16
#: steps for all that is counted once, less for what is counted again), a weight is at most 128:
#: 2 ** 39 with the sign. So no lane spills into the next; whole bytes are spread quickest.
LANE = 40
_LANE_BYTES = LANE // 8
_HALF, _MASK = 1 << (LANE - 1), (1 << LANE) - 1
_LAST = 0xFFFFFFFF
#: Rows kept as integers: as many as everyday talk asks for. To make another takes longer than
#: to look one up: fewer make texts of all kinds and languages slower to read.
_MADE = 4000
_HEAD = 16  # bits of a feature's number that tell where to look for it


@dataclass(frozen=True, slots=True)
class Known:
    """The grams of a message that are known: their rows, and those seen more than once again,
    each by its place among the rows with the factor that it counts more."""

    rows: list[int]
    again: list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Features:
    """The known features: `key` sorted, its last a stop; `start` says where each head begins."""

    key: array[int]
    start: array[int]

    def known(self, grams: Mapping[int, int]) -> Known:
        """Where the grams of a message stand, looked up once for all models."""
        key, start, rows, again = self.key, self.start, list[int](), list[tuple[int, float]]()
        for number, times in grams.items():
            at = start[number >> _HEAD]
            found = key[at]
            while found < number:
                at += 1
                found = key[at]
            if found == number:
                if times > 1:
                    again.append((len(rows), 1 + log(times)))
                rows.append(at)
        return Known(rows, again)


def known_features(numbers: list[int]) -> Features:
    """A table for finding these features, which are sorted."""
    start = array("I")
    at = 0
    for head in range(1 << (32 - _HEAD)):
        while at < len(numbers) and numbers[at] >> _HEAD < head:
            at += 1
        start.append(at)
    return Features(array("I", [*numbers, _LAST]), start)


class Patterns(dict[int, int]):
    """Rows of weights by their number, each one long integer, made when it is asked for.

    `rows` holds the labels' bytes (signed, here above zero by 128), the first lane first. When
    _MADE are there all are dropped: what everyday talk asks for is soon made again, and to find
    out which are used least would cost more.
    """

    def __init__(self, rows: bytes, labels: int) -> None:
        super().__init__()
        self._rows, self._labels = rows, labels
        self._empty = bytes(labels * _LANE_BYTES)
        self._level = sum(128 << lane * LANE for lane in range(labels))

    def __missing__(self, number: int) -> int:
        at = number * self._labels
        apart = bytearray(self._empty)
        apart[::_LANE_BYTES] = self._rows[at : at + self._labels]
        made = int.from_bytes(apart, "little") - self._level
        if len(self) >= _MADE:
            self.clear()
        self[number] = made
        return made

    def __reduce__(self) -> tuple[type[Patterns], tuple[bytes, int]]:
        return Patterns, (self._rows, self._labels)


@dataclass(frozen=True, slots=True)
class Scorer:
    """One model. Each row of `features` has an `idf` (in steps; 0: not known to this model) and,
    by `row`, its weights among `patterns`; `lanes` says how far to shift for each label."""

    labels: tuple[str, ...]
    features: Features
    idf: array[int]
    row: array[int]
    patterns: Patterns
    lanes: tuple[int, ...]
    level: int
    scale: tuple[float, ...]
    bias: tuple[float, ...]

    def chances(self, said: Traits) -> dict[str, float]:
        """How likely each label is; they add up to one."""
        return self.chances_of(self.features.known(said.grams), said.flags)

    def chances_of(self, known: Known, flags: Iterable[int]) -> dict[str, float]:
        """The same for grams that were looked up before."""
        counts = [self.idf[at] for at in known.rows]
        for place, more in known.again:
            counts[place] = round(counts[place] * more)
        length = sqrt(sum(map(mul, counts, counts))) or 1.0
        grams = self._spread(sum(map(mul, self._patterns(known.rows), counts)))
        beside = self.features.known(dict.fromkeys(flags, 1)).rows
        flat = self._spread(sum(self._patterns(beside)))
        scores = [
            bias + (gram / length + flag * FLAG_WEIGHT) * scale
            for gram, flag, scale, bias in zip(grams, flat, self.scale, self.bias, strict=True)
        ]
        most = max(scores)
        odds = [exp(score - most) for score in scores]
        total = sum(odds)
        return {label: one / total for label, one in zip(self.labels, odds, strict=True)}

    def _patterns(self, rows: Iterable[int]) -> Iterable[int]:
        """The weights of these features, each with all labels side by side."""
        return map(self.patterns.__getitem__, map(self.row.__getitem__, rows))

    def _spread(self, whole: int) -> list[int]:
        """The sum in each label's lane."""
        whole += self.level  # no lane is below zero now
        return [((whole >> lane) & _MASK) - _HALF for lane in self.lanes]


def scorer(
    labels: tuple[str, ...],
    features: Features,
    idf: Mapping[int, float],
    weight: Mapping[int, bytes],
    scale: tuple[float, ...],
    bias: tuple[float, ...],
) -> Scorer:
    """A model for reading: `idf` and `weight` by feature; a weight is a signed byte a label."""
    order = _fullest_first(len(labels), weight)
    place = {bytes(len(labels)): 0}
    rare = array("H", bytes(2 * len(features.key)))
    rows = [0] * len(features.key)
    for at, number in enumerate(features.key[:-1]):
        if number in weight:
            rows[at] = place.setdefault(weight[number], len(place))
            rare[at] = round(idf[number] * _UNIT)
    lanes = [0] * len(labels)
    for lane, label in enumerate(order):
        lanes[label] = lane * LANE
    return Scorer(
        labels,
        features,
        rare,
        array("H" if len(place) <= 1 << 16 else "I", rows),
        Patterns(b"".join(_lifted(row, order) for row in place), len(labels)),
        tuple(lanes),
        sum(_HALF << lane for lane in lanes),
        scale,
        bias,
    )


def _fullest_first(labels: int, weight: Mapping[int, bytes]) -> list[int]:
    """Labels by how many features speak of them: the long integers are shortest so."""
    rows = b"".join(weight.values())
    return sorted(range(labels), key=lambda label: rows[label::labels].count(0))


def _lifted(row: bytes, order: list[int]) -> bytes:
    """Signed bytes as ones above zero, in the order of the lanes."""
    return bytes(row[label] ^ 128 for label in order)
