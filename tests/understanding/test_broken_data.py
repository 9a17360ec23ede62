"""Broken data files are refused when the reader is built, with the file and the reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from triage.errors import ContentProblem
from triage.understanding import load_reader
from triage.understanding.datafiles import DataFiles

_OURS = Path(__file__).parents[2] / "triage" / "understanding" / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(_OURS, tmp_path / "data")
    return tmp_path / "data"


def _problems(folder: Path) -> str:
    with pytest.raises(ContentProblem) as caught:
        load_reader(DataFiles(folder))
    return "\n".join(caught.value.problems)


def test_our_own_data_is_whole(folder: Path) -> None:
    assert load_reader(DataFiles(folder)).danger_rules


@pytest.mark.parametrize(
    ("name", "said", "instead", "reason"),
    [
        ("topics.toml", "[[rule]]", "[[rule", "topics.toml: "),
        ("topics.toml", '"imm"', '"no_such"', "unknown concept no_such"),
        ("services.toml", 'id = "abroad.bare"', 'id = "video.words"', "id is used twice"),
        ("danger/emergency.toml", 'id = "breathing.words"', 'id = ""', "wants id"),
        ("commands.toml", 'say = """\nyes;', 'say = """\nmenu;', "'menu' is also"),
        ("commands.toml", "[polite]", "[rude]", "commands.toml: polite.words"),
        ("words/core.toml", "[not]", "[fever]", "line of this name is in another"),
        ("languages.toml", "[everyday]", "[sunday]", "languages.toml: everyday"),
        ("places.toml", 'IN = "india', 'QQ = "india', "country.QQ: no such country"),
        ("names.toml", "[lead]", "[led]", "names.toml: "),
        ("stages.toml", "[lay]", "[laid]", "stages.toml: lay"),
    ],
)
def test_a_broken_file_is_named_with_its_reason(
    folder: Path, name: str, said: str, instead: str, reason: str
) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert said in text
    path.write_text(text.replace(said, instead, 1), "utf-8")

    assert reason in _problems(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "times.toml").unlink()

    assert "times.toml: file is missing" in _problems(folder)


def test_a_file_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "phone.toml").write_bytes(b"\xff\xfe")

    assert "phone.toml: " in _problems(folder)
