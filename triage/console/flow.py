"""The state diagram with people on it: where they left, drawn from the step table.

The order, the arrows and the words are those of docs/state-diagram.md (`conversation.diagram`).
What stands aside from the main way is drawn to the left of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triage.conversation.diagram import MAIN, arrows, aside
from triage.conversation.steps import TABLE
from triage.conversation.types import Step
from triage.services.figures.overview import Place

WIDTH = 500
_ROW, _BOX = 42, 30
_MAIN_X, _MAIN_WIDTH = 206, 222
_SIDE_X, _SIDE_WIDTH = 4, 160
_LONGEST_LABEL = 24
_SIDE_ROWS_FROM = 3  # where the steps that are reached from everywhere begin


@dataclass(frozen=True, slots=True)
class Node:
    """A box: `bar` is as wide as its share of the most that left anywhere."""

    step: Step
    label: str
    place: Place
    x: float
    y: float
    width: float
    bar: float

    @property
    def told(self) -> str:
        """What it says when pointed at."""
        here = self.place
        said = f"{TABLE[self.step].about}: {here.left} left here, {here.talking} still talking"
        return f"{said}, {here.finished} finished" if here.finished else said


@dataclass(frozen=True, slots=True)
class Arrow:
    """A path in SVG's words, with what is said on the way; it is written at x, y where there is
    room for it (x is not 0). `back` goes up again."""

    path: str
    said: str
    back: bool = False
    x: float = 0
    y: float = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """The drawing, its nodes in the order of the talk."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    everywhere_y: float
    width: float = WIDTH
    height: float = len(MAIN) * _ROW + 4
    box: float = _BOX


def flow_of(places: Mapping[Step, Place]) -> Flow:
    """The diagram for these counts."""
    most = max((place.left for place in places.values()), default=0)
    boxes = _boxes()
    nodes = tuple(
        Node(
            step=step,
            label=_label(step),
            place=(here := places.get(step, Place())),
            x=x,
            y=y,
            width=width,
            bar=round(width * here.left / most, 1) if most else 0,
        )
        for step, (x, y, width) in boxes.items()
    )
    drawn = tuple(_arrow(boxes, a, b, said) for a, b, said in arrows())
    return Flow(nodes, drawn, everywhere_y=_y(_SIDE_ROWS_FROM) - 8)


def _boxes() -> dict[Step, tuple[float, float, float]]:
    """x, y and width of each step's box."""
    main = {step: (_MAIN_X, _y(row), _MAIN_WIDTH) for row, step in enumerate(MAIN)}
    beside = {Step.MENU: 0, Step.SAME_PATIENT: len(MAIN) - 1}
    rows = {**beside, **{step: _SIDE_ROWS_FROM + n for n, step in enumerate(aside())}}
    return {**main, **{step: (_SIDE_X, _y(row), _SIDE_WIDTH) for step, row in rows.items()}}


def _y(row: int) -> float:
    return 4 + row * _ROW


def _label(step: Step) -> str:
    said = TABLE[step].about.partition(";")[0].partition(":")[0]
    return said if len(said) <= _LONGEST_LABEL else step.value.replace("_", " ")


def _arrow(boxes: Mapping[Step, tuple[float, float, float]], a: Step, b: Step, said: str) -> Arrow:
    (ax, ay, aw), (bx, by, bw) = boxes[a], boxes[b]
    half = _BOX / 2
    if ax == bx and by - ay == _ROW:  # the next one below
        middle = ax + aw / 2
        down = f"M{middle} {ay + _BOX}V{by - 1}"
        return Arrow(down, said, x=middle + 8, y=ay + _BOX + 10)
    if ax == bx:  # passing others by: a bow on the right, wider the longer it is
        right, back = ax + aw, by < ay
        bow = right + 14 + abs(by - ay) / _ROW * 6 + (20 if back else 0)
        path = f"M{right} {ay + half}C{bow} {ay + half} {bow} {by + half} {right + 1} {by + half}"
        return Arrow(path, said, back) if back else Arrow(path, said, x=right + 8, y=ay + half - 6)
    if ay == by:  # across
        near, far = (ax, bx + bw + 1) if ax > bx else (ax + aw, bx - 1)
        return Arrow(f"M{near} {ay + half}H{far}", said)
    # from the side into the main way: along the gutter between both
    gutter = bx - 18 - (10 if by > ay else abs(by - ay) / _ROW)
    path = f"M{ax + aw} {ay + half}H{gutter}V{by + half}H{bx - 1}"
    return Arrow(path, said, by < ay)
