"""`triage understanding`: figures of a labelled file, bars for CI, and training."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

_ROWS = [
    {"text": "2", "label": "menu:2", "language": "en"},
    {"text": "STOP", "label": "command:stop", "language": "en"},
    {"text": "मेरी माँ सांस नहीं ले पा रही", "label": "redflag:emergency", "language": "hi"},
    {"text": "i am dying to see the results", "label": "none", "language": "en"},
    {"field": "age", "text": "54", "context": {}, "value": "54", "kind": "everyday"},
]


@pytest.fixture
def labelled(bare: Path) -> str:
    """A small file of messages and one answer."""
    path = bare / "set.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in _ROWS), "utf-8")
    return str(path)


def test_figures_are_printed_by_slice(triage: Run, labelled: str) -> None:
    ran = triage("understanding", "evaluate", labelled)

    assert ran.code == 0
    names = [line.partition(":")[0] for line in ran.out.splitlines()]
    assert names == sorted(names)
    assert {"all", "language hi", "label redflag", "label none", "field age"} <= set(names)


def test_json_holds_every_figure_of_the_whole(triage: Run, labelled: str) -> None:
    found = json.loads(triage("understanding", "evaluate", labelled, "--json").out)["all"]

    assert (found["messages"], found["accuracy"], found["field_accuracy"]) == (4, 1.0, 1.0)
    assert (found["red_recall"], found["red_seen"], found["false_stop"]) == (1.0, 1.0, 0)
    assert found["false_alarm_near"] == 0.0
    assert 0 < found["p50_ms"] <= found["p99_ms"]
    assert found["long_ms"] > 0


def test_bars_that_are_met_change_nothing(triage: Run, labelled: str) -> None:
    bars = ("--at-least", "red_recall=0.92", "--at-most", "false_stop=0")

    assert triage("understanding", "evaluate", labelled, *bars).code == 0


def test_a_bar_that_is_not_met_fails_and_is_named(triage: Run, labelled: str) -> None:
    ran = triage("understanding", "evaluate", labelled, "--at-most", "messages=3")

    assert ran.code == 1
    assert ran.err == "triage: messages is 4, not at most 3\n"
    assert ran.out.startswith("all: ")


@pytest.mark.parametrize("bar", ["red_recall", "red_recall=high", "=", ""])
def test_a_bar_that_is_none_is_wrong_usage(triage: Run, labelled: str, bar: str) -> None:
    assert triage("understanding", "evaluate", labelled, "--at-least", bar).code == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "line 1: not JSON"),
        ('{"label": "none"}', "line 1: wants an object with a text"),
        ('{"text": "a"}', "line 1: wants a label, or a field"),
        ('{"text": "a", "field": "shoe", "value": "1"}', "line 1: shoe is no field"),
        ("", "holds no messages"),
    ],
)
def test_a_file_that_cannot_be_measured_is_named(
    triage: Run, bare: Path, text: str, reason: str
) -> None:
    (bare / "bad.jsonl").write_text(text, "utf-8")

    ran = triage("understanding", "evaluate", "bad.jsonl")

    assert ran.code == 1
    assert ran.err == f"triage: bad.jsonl: {reason}\n"


def test_training_without_scikit_learn_is_one_line(
    triage: Run, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sklearn", None)

    ran = triage("understanding", "train", "--out", "model.npz")

    assert ran.code == 1
    assert ran.err.startswith("triage: training wants scikit-learn")
    assert ran.err.count("\n") == 1
    assert not (bare / "model.npz").exists()
