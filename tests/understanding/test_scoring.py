"""The scores of our models are those of plain sums over the arrays of the file."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage.understanding import model, scoring
from triage.understanding.datafiles import our_files
from triage.understanding.features import Traits, traits
from triage.understanding.model import LABELS, from_bytes
from triage.understanding.normal import words
from triage.understanding.opinion import (
    danger_chances,
    danger_traits,
    seen,
    topic_chances,
    topic_traits,
)
from triage.understanding.reader import Reader
from triage.understanding.scoring import FLAG_WEIGHT, LANE, Patterns, known_features

_BANK = Path(__file__).parent / "banks" / "messages.jsonl"
_TEXTS = [json.loads(line)["text"] for line in _BANK.read_text("utf-8").splitlines()][:150]
_RAW = our_files().blob(model.FILE)
#: Nothing is rounded, but where a gram is said again: its logarithm is.
_EXACT, _SAID_AGAIN = 1e-12, 1e-5


@pytest.fixture(scope="module")
def arrays() -> Mapping[str, Any]:
    """The file as numpy reads it, and where each feature stands."""
    with np.load(io.BytesIO(_RAW)) as stored:
        found: dict[str, Any] = {name: stored[name] for name in stored.files}
    for name in LABELS:
        found[name] = {int(key): at for at, key in enumerate(found[f"{name}_key"])}
    return found


def _plainly(name: str, arrays: Mapping[str, Any], said: Traits) -> dict[str, float]:
    at = arrays[name]
    grams = {at[one]: times for one, times in said.grams.items() if one in at}
    counts = np.array(
        [(1 + np.log(times)) * float(arrays[f"{name}_idf"][row]) for row, times in grams.items()]
    )
    flags = [at[one] for one in said.flags if one in at]
    length = float(np.sqrt((counts**2).sum())) or 1.0
    rows = [*grams, *flags]
    values = np.concatenate([counts / length, np.full(len(flags), FLAG_WEIGHT)])
    sums = values @ arrays[f"{name}_weight"][rows].astype(float)
    scores = arrays[f"{name}_bias"].astype(float) + sums * arrays[f"{name}_scale"].astype(float)
    odds = np.exp(scores - scores.max())
    return dict(zip(LABELS[name], (odds / odds.sum()).tolist(), strict=True))


def test_chances_are_those_of_plain_sums(reader: Reader, arrays: Mapping[str, Any]) -> None:
    ours = from_bytes(_RAW)
    for text in _TEXTS:
        said = words(text)
        spans, cut = reader.lexicon.tag(said), seen(reader.lexicon, said)
        topic = topic_traits(cut, spans)
        for name, one in (("topic", topic), *(("danger", t) for t in danger_traits(cut, spans))):
            found = getattr(ours, name).chances(one)
            close = _EXACT if set(one.grams.values()) <= {1} else _SAID_AGAIN
            assert found == pytest.approx(_plainly(name, arrays, one), abs=close), text


def test_looking_up_once_for_both_models_changes_nothing(reader: Reader) -> None:
    ours = from_bytes(_RAW)
    for text in _TEXTS:
        said = words(text)
        spans, cut = reader.lexicon.tag(said), seen(reader.lexicon, said)
        danger, topic = danger_chances(ours, cut, spans), topic_chances(ours, cut, spans)
        fresh = seen(reader.lexicon, said)
        each = [ours.danger.chances(one) for one in danger_traits(fresh, spans)]
        assert danger == min(each, key=lambda chances: chances["none"])
        assert topic == ours.topic.chances(topic_traits(fresh, spans))


def test_a_word_said_a_thousand_times_spills_into_no_other_label(arrays: Mapping[str, Any]) -> None:
    said = traits(["chemotherapy", "dying", "immunotherapy"] * 1300, ("fever", "cancer"))
    found = from_bytes(_RAW).topic.chances(said)

    assert found == pytest.approx(_plainly("topic", arrays, said), abs=_SAID_AGAIN)


def test_the_longest_texts_spill_into_no_other_label(arrays: Mapping[str, Any]) -> None:
    every = sorted(arrays["topic"])  # more grams than any message can have
    for start in (0, 20_000, 40_000, 60_000):
        said = Traits(dict.fromkeys(every[start : start + 17_000], 1), tuple(every[:400]))
        found = from_bytes(_RAW).topic.chances(said)
        assert found == pytest.approx(_plainly("topic", arrays, said), abs=_EXACT)


def test_features_at_both_ends_are_found_and_no_others() -> None:
    ends = known_features([0, 1, 0xFFFF, 0x10000, 0xFFFFFFFE, 0xFFFFFFFF])
    asked = dict.fromkeys([0, 2, 0xFFFF, 0x10001, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF], 1)

    assert ends.known(asked).rows == [0, 2, 4, 5]


def test_a_row_is_its_signed_weights_side_by_side() -> None:
    rows = Patterns(bytes([128, 127, 255, 0, 129, 128]), 3)

    assert rows[0] == 0 - (1 << LANE) + (127 << 2 * LANE)
    assert rows[1] == -128 + (1 << LANE) + 0


def test_few_rows_are_kept_and_the_others_score_the_same(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [words(text) for text in _TEXTS[:20]]
    lexicon = reader.lexicon
    asked = [topic_traits(seen(lexicon, one), lexicon.tag(one)) for one in said]
    usual = from_bytes(_RAW).topic
    monkeypatch.setattr(scoring, "_MADE", 50)
    topic = from_bytes(_RAW).topic

    found, kept = [], []
    for one in asked:
        found.append(topic.chances(one))
        kept.append(len(topic.patterns))
    monkeypatch.undo()

    assert found == [usual.chances(one) for one in asked]
    assert (max(kept) <= 50, len(usual.patterns) > 50) == (True, True)


def test_what_was_made_is_not_handed_on() -> None:
    rows = Patterns(bytes([128, 1, 2, 3]), 2)
    made = [rows[0], rows[1]]

    again = copy(rows)  # as pickle does it

    assert len(again) == 0
    assert [again[0], again[1]] == made
