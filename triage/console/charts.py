"""The geometry of the overview's charts: counts in, rectangles and labels out. The templates draw.

All lengths are units of a drawing WIDTH wide; colours are CSS classes, so that day, night and paper
decide what they look like.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

WIDTH, HEIGHT = 460, 230
_LEFT, _TOP, _BOTTOM = 52, 12, 24
_PLOT_WIDTH = WIDTH - _LEFT - 6
_PLOT_HEIGHT = HEIGHT - _TOP - _BOTTOM
_MOST_LABELS = 6
_STEPS = (1, 2, 5)
#: Lengths of time that a clock shows, in seconds, for the lines of an axis.
_CLOCK = (
    *(60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200),
    *(86400, 172800, 432000, 864000, 1728000, 4320000, 8640000),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its short label, what it is called in full, and (CSS class, count) from below."""

    label: str
    told: str
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Stack:
    """The bars of one column and what they say together."""

    told: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at a place of an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a template draws. `lines` go across, `labels` stand below."""

    stacks: tuple[Stack, ...]
    lines: tuple[Tick, ...]
    labels: tuple[Tick, ...]
    left: float = _LEFT
    right: float = _LEFT + _PLOT_WIDTH
    floor: float = _TOP + _PLOT_HEIGHT
    width: float = WIDTH
    height: float = HEIGHT


def stacked(columns: Sequence[Column]) -> Chart:
    """Columns of parts, one upon the other, over a scale of whole numbers."""
    most = max((sum(count for _, count in column.parts) for column in columns), default=0)
    marks = whole_marks(most)
    return _chart(columns, marks[-1], [(mark, f"{mark:d}") for mark in marks], side_by_side=False)


def durations(columns: Sequence[Column]) -> Chart:
    """Columns of bars side by side whose heights are seconds."""
    most = max((count for column in columns for _, count in column.parts), default=0)
    marks = clock_marks(most)
    labels = [(mark, length_of(timedelta(seconds=mark)) if mark else "0") for mark in marks]
    return _chart(columns, marks[-1], labels, side_by_side=True)


def whole_marks(most: float, lines: int = 4) -> list[int]:
    """Whole numbers from 0 past `most`, about as many as `lines`.

    >>> whole_marks(7)
    [0, 2, 4, 6, 8]
    """
    wanted = max(most, 1) / lines
    tens = 10 ** math.floor(math.log10(wanted)) if wanted >= 1 else 1
    step = next(s * tens for s in (*_STEPS, 10) if s * tens >= wanted)
    return [step * n for n in range(math.ceil(max(most, 1) / step) + 1)]


def clock_marks(most: float, lines: int = 4) -> list[int]:
    """The same for seconds, in steps of a clock or a calendar."""
    wanted = max(most, 60) / lines
    step = next((s for s in _CLOCK if s >= wanted), _CLOCK[-1])
    return [step * n for n in range(math.ceil(max(most, 60) / step) + 1)]


def length_of(time: timedelta) -> str:
    """A length of time as people say it: "40 min", "3.5 h", "2 days".

    >>> length_of(timedelta(minutes=210))
    '3.5 h'
    """
    minutes = time.total_seconds() / 60
    if minutes < 90:
        return f"{minutes:.0f} min"
    if minutes < 36 * 60:
        return f"{_short(minutes / 60)} h"
    return f"{_short(minutes / 60 / 24)} days"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _chart(
    columns: Sequence[Column],
    top: float,
    marks: Sequence[tuple[float, str]],
    *,
    side_by_side: bool,
) -> Chart:
    each = _PLOT_WIDTH / max(len(columns), 1)
    gap = min(each * 0.2, 8)
    stacks, floor = [], _TOP + _PLOT_HEIGHT
    for at, column in enumerate(columns):
        x, width = _LEFT + at * each + gap / 2, min(each - gap, 56)
        x += (each - gap - width) / 2
        place = _beside if side_by_side else _upon
        stacks.append(Stack(column.told, place(column, x, width, floor, _PLOT_HEIGHT / top)))
    every = math.ceil(len(columns) / _MOST_LABELS)
    labels = [
        Tick(_round(_LEFT + (at + 0.5) * each), column.label)
        for at, column in enumerate(columns)
        if at % every == 0
    ]
    lines = [Tick(_round(floor - mark * _PLOT_HEIGHT / top), text) for mark, text in marks]
    return Chart(tuple(stacks), tuple(lines), tuple(labels))


def _upon(column: Column, x: float, width: float, floor: float, scale: float) -> tuple[Bar, ...]:
    bars, y = [], floor
    for kind, count in column.parts:
        if count:
            y -= count * scale
            bars.append(Bar(_round(x), _round(y), _round(width), _round(count * scale), kind))
    return tuple(bars)


def _beside(column: Column, x: float, width: float, floor: float, scale: float) -> tuple[Bar, ...]:
    each = width / max(len(column.parts), 1)
    return tuple(
        Bar(
            _round(x + at * each),
            _round(floor - max(count * scale, 1)),
            _round(each * 0.92),
            _round(max(count * scale, 1)),
            kind,
        )
        for at, (kind, count) in enumerate(column.parts)
        if count
    )


def _round(number: float) -> float:
    return round(number, 1)
