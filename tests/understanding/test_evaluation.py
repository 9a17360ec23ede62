"""What counts as right, wrong and a false alarm when reading is measured."""

from __future__ import annotations

import pytest

from triage.errors import ContentProblem
from triage.meaning import Meaning
from triage.understanding.evaluation import (
    ALL,
    FieldReading,
    Reading,
    field_slices,
    figures,
    missed,
    slices,
)
from triage.understanding.labelled import Labelled, parse_lines
from triage.vocabulary import Command, Danger, Topic

_TYPES = Meaning(topic=Topic.TYPES)
_OFFER = Meaning(choices=("faq:types", "faq:what_is"))
_FLAG = Meaning(danger=Danger.EMERGENCY)
_STOP = Meaning(command=Command.STOP)
_NOTHING = Meaning()


def reading(label: str, meaning: Meaning, *, near: bool = False, seconds: float = 0.001) -> Reading:
    return Reading(Labelled("x", (label,), "en", "f", near or label == "none"), meaning, seconds)


def test_a_right_label_among_the_choices_is_right_but_not_direct() -> None:
    found = figures([reading("faq:types", _TYPES), reading("faq:types", _OFFER)])

    assert (found["accuracy"], found["direct"], found["wrong_vetted"]) == (1.0, 0.5, 0.0)


def test_choices_beside_a_concern_are_not_offered() -> None:
    hidden = Meaning(choices=("faq:types",), concern=True)

    assert figures([reading("faq:types", hidden)])["accuracy"] == 0.0


def test_a_wrong_answer_is_told_from_an_abstention() -> None:
    found = figures([reading("faq:what_is", _TYPES), reading("faq:what_is", _NOTHING)])

    assert (found["wrong_vetted"], found["abstained"], found["accuracy"]) == (0.5, 0.5, 0.0)


def test_out_of_scope_that_is_answered_is_counted() -> None:
    found = figures([reading("out_of_scope", _TYPES), reading("out_of_scope", _NOTHING)])

    assert (found["out_answered"], found["accuracy"]) == (0.5, 0.5)


def test_danger_is_counted_as_flagged_and_as_seen() -> None:
    rows = [
        reading("redflag:emergency", _FLAG),
        reading("redflag:emergency", Meaning(concern=True)),
        reading("redflag:self_harm", _NOTHING),
        reading("redflag:self_harm", _FLAG),
    ]

    found = figures(rows)

    assert (found["red_recall"], found["red_seen"]) == (0.5, 0.75)
    assert found["accuracy"] == 0.25  # the kind of danger counts there
    assert "false_alarm_other" not in found


def test_false_alarms_on_near_misses_are_counted_apart() -> None:
    rows = [reading("none", _FLAG), reading("faq:types", _TYPES), reading("none", _NOTHING)]

    found = figures(rows)

    assert (found["false_alarm_near"], found["false_alarm_other"]) == (0.5, 0.0)
    assert found["accuracy"] == 1.0  # a near-miss expects no label


def test_a_stop_that_nobody_meant_is_counted() -> None:
    rows = [reading("out_of_scope", _STOP), reading("command:stop", _STOP), reading("none", _STOP)]

    assert figures(rows)["false_stop"] == 1


def test_times_are_quantiles_in_milliseconds() -> None:
    rows = [reading("faq:types", _TYPES, seconds=n / 1000) for n in range(100)]

    found = figures(rows)

    assert found["p50_ms"] == pytest.approx(50)
    assert found["p99_ms"] == pytest.approx(99)


def test_slices_are_languages_and_groups_of_labels() -> None:
    found = slices([reading("faq:types", _TYPES), reading("redflag:emergency", _NOTHING)])

    assert list(found) == [ALL, "label faq", "label redflag", "language en"]
    assert found["label faq"]["accuracy"] == 1.0
    assert found[ALL]["accuracy"] == 0.5


def test_fields_are_right_when_the_value_is_one_of_the_right_ones() -> None:
    rows = [
        FieldReading("age", "hard", frozenset({"54", "54 years"}), "54"),
        FieldReading("age", "hard", frozenset({None}), "7"),
    ]

    assert field_slices(rows)["field age"] == {"answers": 2, "field_accuracy": 0.5}
    assert field_slices(rows)["group hard"]["field_accuracy"] == 0.5


def test_bars_that_are_not_met_are_named() -> None:
    found = {"accuracy": 0.9, "false_stop": 1.0}

    assert missed(found, {"accuracy": 0.9}, {"false_stop": 1}) == []
    assert missed(found, {"accuracy": 0.92}, {"false_stop": 0}) == [
        "accuracy is 0.9, not at least 0.92",
        "false_stop is 1, not at most 0",
    ]
    assert missed(found, {"red_recall": 0.5}, {}) == ["red_recall was not measured"]


def test_a_line_that_is_none_is_named() -> None:
    lines = ['{"text": "a", "label": "none"}', '{"text": 5, "label": "none"}', "{", '{"text": "b"}']

    with pytest.raises(ContentProblem) as caught:
        parse_lines("file.jsonl", lines)

    assert [problem[:20] for problem in caught.value.problems] == [
        "file.jsonl: line 2: ",
        "file.jsonl: line 3: ",
        "file.jsonl: line 4: ",
    ]


def test_the_label_that_was_meant_comes_first() -> None:
    (row,) = parse_lines("f", ['{"text":"a","label":"menu:1","accept":["choose","menu:1"]}'])

    assert row.accept == ("menu:1", "choose")
