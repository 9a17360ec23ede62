"""The geometry of charts: bars as high as their counts, scales that people read, all inside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from triage.console.charts import (
    HEIGHT,
    WIDTH,
    Column,
    clock_marks,
    durations,
    length_of,
    stacked,
    whole_marks,
)
from triage.console.flow import flow_of
from triage.conversation.steps import TABLE
from triage.conversation.types import Step
from triage.services.figures.overview import Place


@pytest.mark.parametrize(
    ("most", "marks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (7, [0, 2, 4, 6, 8]),
        (83, [0, 50, 100]),
        (2000, [0, 500, 1000, 1500, 2000]),
    ],
)
def test_a_scale_of_counts_has_whole_numbers_and_reaches_the_most(
    most: int, marks: list[int]
) -> None:
    assert whole_marks(most) == marks


@pytest.mark.parametrize(
    ("seconds", "step"), [(0, 60), (400, 120), (3600 * 7, 7200), (10**6, 432000)]
)
def test_a_scale_of_time_has_steps_of_a_clock(seconds: int, step: int) -> None:
    marks = clock_marks(seconds)

    assert marks[1] == step
    assert marks[-1] >= seconds


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=20), "0 min"),
        (timedelta(minutes=89), "89 min"),
        (timedelta(hours=3, minutes=30), "3.5 h"),
        (timedelta(hours=36), "1.5 days"),
    ],
)
def test_a_length_of_time_is_said_as_people_do(time: timedelta, words: str) -> None:
    assert length_of(time) == words


def test_parts_stand_upon_each_other_as_high_as_they_count() -> None:
    chart = stacked([Column("a", "a: 4", (("s1", 1), ("s2", 0), ("s3", 3)))])

    (low, high) = chart.stacks[0].bars
    assert (low.kind, high.kind) == ("s1", "s3")
    assert high.height == pytest.approx(3 * low.height, abs=0.2)
    assert low.y + low.height == pytest.approx(chart.floor)
    assert high.y + high.height == pytest.approx(low.y, abs=0.2)
    assert high.y == pytest.approx(chart.lines[-1].at, abs=0.2)


@pytest.mark.parametrize("days", [1, 7, 90])
def test_nothing_stands_outside_and_few_labels_are_written(days: int) -> None:
    columns = [Column(str(n), "", (("s1", n), ("s2", 1))) for n in range(days)]

    for chart in (stacked(columns), durations(columns)):
        for bar in (bar for stack in chart.stacks for bar in stack.bars):
            assert chart.left <= bar.x
            assert bar.x + bar.width <= WIDTH
            assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
        assert 1 <= len(chart.labels) <= 6


def test_the_diagram_shows_every_step_once_and_widest_where_most_left() -> None:
    flow = flow_of({Step.STAGE: Place(left=8), Step.MENU: Place(left=2)})

    assert sorted(node.step for node in flow.nodes) == sorted(TABLE)
    bars = {node.step: node.bar / node.width for node in flow.nodes}
    assert (bars[Step.STAGE], bars[Step.MENU], bars[Step.DONE]) == (1, 0.25, 0)
    assert all(0 <= node.x <= node.x + node.width <= flow.width for node in flow.nodes)
    assert all(node.y + flow.box <= flow.height for node in flow.nodes)
    places = [(node.x, node.y) for node in flow.nodes]
    assert len(set(places)) == len(places)
