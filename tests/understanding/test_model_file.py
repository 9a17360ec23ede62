"""The model file: numbers only, small, the same for the same, refused when broken or too old."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from triage.errors import ContentProblem
from triage.understanding import features, model
from triage.understanding.datafiles import our_files
from triage.understanding.features import traits
from triage.understanding.labelled import Labelled
from triage.understanding.model import DANGER_LABELS, TOPIC_LABELS, from_bytes
from triage.understanding.training import Lesson, NoTrainer, train

_RAW = our_files().blob(model.FILE)


def _lessons() -> dict[str, list[Lesson]]:
    """Three exemplars a label, told apart by one word."""
    return {
        name: [Lesson(traits(["say", label, more], ()), label, "f")
               for label in labels for more in ("now", "please", "today")]
        for name, labels in (("topic", TOPIC_LABELS), ("danger", DANGER_LABELS))
    }  # fmt: skip


def _without(member: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_RAW)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != f"{member}.npy":
                new.writestr(name, old.read(name))
    return out.getvalue()


def _reason(raw: bytes) -> str:
    with pytest.raises(ContentProblem) as caught:
        from_bytes(raw)
    (problem,) = caught.value.problems
    return problem


def test_it_is_small() -> None:
    assert len(_RAW) < 3_000_000


def test_training_twice_gives_the_same_bytes_and_learns_its_lessons() -> None:
    pytest.importorskip("sklearn")
    first = train(_lessons())

    assert first == train(_lessons())
    said = from_bytes(first).topic.chances(traits(["say", "menu:3", "now"], ()))
    assert max(said, key=lambda label: said[label]) == "menu:3"
    assert sum(said.values()) == pytest.approx(1)


def test_without_scikit_learn_training_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sklearn", None)

    with pytest.raises(NoTrainer, match="scikit-learn"):
        train(_lessons())


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", _RAW[:-2000], b"\x80\x04N."])
def test_what_is_no_model_file_is_refused(raw: bytes) -> None:
    assert _reason(raw).startswith("model.npz: ")


@pytest.mark.parametrize("member", ["topic_key", "danger_weight", "topic_bias"])
def test_a_missing_part_is_named(member: str) -> None:
    assert member in _reason(_without(member))


def test_a_model_for_other_features_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "FEATURE_VERSION", features.FEATURE_VERSION + 1)

    assert "other features" in _reason(_RAW)


def test_a_model_with_other_labels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(model.LABELS, "topic", TOPIC_LABELS[1:])

    assert "topic_weight has a wrong form" in _reason(_RAW)


def test_threads_get_what_one_gets() -> None:
    scorer = from_bytes(_RAW).danger
    asked = [traits(text.split(), ()) for text in ("i want to die", "hello", "he bleeds") * 40]
    alone = [scorer.chances(one) for one in asked]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(scorer.chances, asked)) == alone


def test_words_that_nobody_knows_still_give_chances() -> None:
    said = from_bytes(_RAW).topic.chances(traits(["қққ"], ()))

    assert sum(said.values()) == pytest.approx(1)


def test_a_label_is_read_as_meant_first() -> None:
    assert Labelled("x", ("redflag:emergency", "none")).is_danger
